package io.parley.messaging.internal;

import io.parley.spi.journal.Durability;
import java.util.Optional;

/**
 * How a queue is set up.
 *
 * @param compressor with which its messages are stored
 * @param maxMessages that wait or are with consumers; may be exceeded by what is under way at one moment
 * @param maxBytes of their payloads, likewise
 * @param overflow what happens when one too many comes
 * @param durability when a send counts as done
 * @param sharing who of its consumers gets messages
 * @param lastValue whether of messages with one ordering key the newest alone waits
 * @param redelivery what becomes of what was delivered in vain
 */
record QueueSettings(
        Optional<String> compressor,
        int maxMessages,
        long maxBytes,
        Overflow overflow,
        Durability durability,
        Sharing sharing,
        boolean lastValue,
        Redelivery redelivery) {

    /** What happens to one message too many. */
    enum Overflow {
        /** Its sender is told so. */
        REJECT,
        /** The oldest that waits makes room. */
        DROP_OLDEST,
        /** It is not kept, and its sender not told. */
        DROP_NEWEST
    }

    /** Who of a queue's consumers gets messages. */
    enum Sharing {
        /** All, in turn. */
        COMPETING,
        /** The one there is: a second one is refused. */
        EXCLUSIVE,
        /** The one that came first; when it leaves, the next one. */
        SINGLE_ACTIVE
    }

    static final QueueSettings DEFAULT = new QueueSettings(
            Optional.empty(),
            1_000_000,
            Long.MAX_VALUE,
            Overflow.REJECT,
            Durability.FSYNC,
            Sharing.COMPETING,
            false,
            Redelivery.DEFAULT);

    static final QueueSettings DEFAULT_IN_MEMORY = DEFAULT.durability(Durability.MEMORY);

    QueueSettings durability(Durability other) {
        return new QueueSettings(compressor, maxMessages, maxBytes, overflow, other, sharing, lastValue, redelivery);
    }

    /** The compressor of what goes to the journal; empty when nothing does. */
    Optional<String> atRest() {
        return durability == Durability.MEMORY ? Optional.empty() : compressor;
    }

    /** Whether so much is more than there may be. */
    boolean exceededBy(long messages, long bytes) {
        return messages > maxMessages || bytes > maxBytes;
    }
}
