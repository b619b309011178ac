package io.parley.engine.contract;

import java.util.Optional;

/** Names the durable subscriptions of the event service with which sessions read topics' history. */
public final class Replays {

    private static final String PREFIX = "$replay/";

    private Replays() {}

    /** What a session reads. */
    public record Reader(String session, String pattern) {}

    public static String name(String session, String pattern) {
        return PREFIX + session.length() + "/" + session + "/" + pattern;
    }

    /** Whose the subscription is; empty when it is no session's. */
    public static Optional<Reader> reader(String name) {
        int slash = name.indexOf('/', PREFIX.length());
        if (!name.startsWith(PREFIX) || slash < 0) {
            return Optional.empty();
        }
        try {
            int end = slash + 1 + Integer.parseInt(name.substring(PREFIX.length(), slash));
            return Optional.of(new Reader(name.substring(slash + 1, end), name.substring(end + 1)));
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
