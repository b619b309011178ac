package io.parley.event.internal.topic;

import io.parley.api.event.Cursor;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;

/**
 * A place in the order of all events: behind the event with these coordinates.
 *
 * @param position of the event's record on the journal; −1 for the place before all
 * @param within the record: which message, and then which topic, since one message may be an event of several
 */
public record Place(long position, long within) implements Comparable<Place> {

    public static final Place BEFORE_ALL = new Place(-1, 0);

    private static final String FORM = "1";

    /** The place of one event. */
    static Place of(long position, int index, String topic) {
        return new Place(position, (long) index << 32 | topic.hashCode() & 0xffff_ffffL);
    }

    /** Behind everything in records up to that position. */
    public static Place behind(long position) {
        return new Place(position, Long.MAX_VALUE);
    }

    public int index() {
        return (int) (within >>> 32);
    }

    public Cursor cursor() {
        return new Cursor(FORM + "." + Long.toString(position + 1, Character.MAX_RADIX) + "."
                + Long.toString(within, Character.MAX_RADIX));
    }

    /** @throws RefusedException INVALID, when it is no cursor of Parley's */
    public static Place of(Cursor cursor) {
        String[] parts = cursor.token().split("\\.", -1);
        try {
            if (parts.length == 3 && parts[0].equals(FORM)) {
                long position = Long.parseLong(parts[1], Character.MAX_RADIX) - 1;
                long within = Long.parseLong(parts[2], Character.MAX_RADIX);
                if (position >= -1 && within >= 0) {
                    return new Place(position, within);
                }
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new RefusedException(Reason.INVALID, "'" + cursor.token() + "' is no cursor that Parley has given out");
    }

    @Override
    public int compareTo(Place other) {
        int order = Long.compare(position, other.position);
        return order != 0 ? order : Long.compare(within, other.within);
    }
}
