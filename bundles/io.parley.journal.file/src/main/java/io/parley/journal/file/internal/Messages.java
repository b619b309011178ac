package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import java.io.IOException;

/** Failures in words. */
final class Messages {

    private Messages() {}

    static String damaged(Store store, Segment segment, long position, String why) {
        return place(store, segment, position) + " is damaged: " + why;
    }

    static String unreadable(Store store, Segment segment, long position, String why) {
        return (segment == null ? store.where("") : place(store, segment, position)) + " cannot be read: " + why;
    }

    static String trimmed(long position, long begin) {
        return "position " + position + " lies before the journal's beginning at " + begin + ": it was trimmed";
    }

    /** What went wrong, also where the exception has no message. */
    static String reason(Exception cause) {
        String message = cause.getMessage();
        String type = cause.getClass().getSimpleName();
        return message == null ? type : cause.getClass() == IOException.class ? message : type + ": " + message;
    }

    private static String place(Store store, Segment segment, long position) {
        return store.where(segment.name()) + " at offset " + segment.offset(position) + " (position " + position + ")";
    }
}
