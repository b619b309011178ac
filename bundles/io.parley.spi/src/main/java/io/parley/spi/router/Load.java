package io.parley.spi.router;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How it stands with an address to which a message may go: as it was a moment ago, for choosing between addresses.
 *
 * @param state whether it takes messages
 * @param depth messages that wait there, are with a consumer, or are on their way there; 0 where that is not known
 * @param consumers who consumes it just now; empty where that is not known
 */
public record Load(State state, long depth, OptionalInt consumers) {

    /** Whether an address takes messages. */
    public enum State {
        /** It does. */
        AVAILABLE,
        /** It is at a limit: the next message would be refused. */
        FULL,
        /** It needs a plug-in that is not there: messages wait for it, in order. */
        PARKED,
        /** There is no such queue, session or route, and it would not be made. */
        ABSENT
    }

    /** It takes messages, as far as anybody knows. */
    public static final Load UNKNOWN = new Load(State.AVAILABLE, 0, OptionalInt.empty());

    /** There is nothing of that address. */
    public static final Load ABSENT = new Load(State.ABSENT, 0, OptionalInt.empty());

    public Load {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(consumers, "consumers");
        if (depth < 0) {
            throw new IllegalArgumentException("depth is zero or more, not " + depth);
        }
    }

    /** Whether there is such an address at all. */
    public boolean exists() {
        return state != State.ABSENT;
    }

    /** Whether a message would be taken now. */
    public boolean available() {
        return state == State.AVAILABLE;
    }
}
