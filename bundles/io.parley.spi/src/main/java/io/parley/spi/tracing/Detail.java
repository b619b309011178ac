package io.parley.spi.tracing;

/** What can be said about an operation. */
public enum Detail {

    /** The id of the session for whose client it is done: a text. */
    CLIENT,

    /** How surely the message is sent or delivered: a {@link io.parley.spi.protocol.Guarantee}. */
    GUARANTEE,

    /** What became of an accepted message: a {@link io.parley.api.message.Receipt.Outcome}. */
    OUTCOME,

    /** Where on the journal it is: a {@link Long}. */
    POSITION,

    /** Whether an earlier attempt may have reached the consumer: a {@link Boolean}. */
    REDELIVERED,

    /** Whether it is marked as a retained value: a {@link Boolean}. */
    RETAINED
}
