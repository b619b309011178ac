package io.parley.engine.op;

/** Why a message left a queue or an inbox. New causes go to the end: the journal holds the ordinals. */
public enum Cause {
    ACKNOWLEDGED,
    EXPIRED,
    /** A limit's overflow policy. */
    DROPPED,
    /** Somebody removed it by a tool. */
    PURGED,
    /** It went to another queue, in the same batch. */
    MOVED,
    /** A newer one of the same key took its place. */
    REPLACED,
    /** It was delivered as often as is allowed. */
    EXHAUSTED,
    /** Its consumer can never be given it. */
    UNDELIVERABLE;

    private static final Cause[] ALL = values();

    static Cause read(RecordReader in) {
        return in.oneOf(ALL);
    }
}
