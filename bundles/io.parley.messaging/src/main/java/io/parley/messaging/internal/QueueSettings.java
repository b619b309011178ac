package io.parley.messaging.internal;

import io.parley.spi.journal.Durability;
import java.util.Optional;

/**
 * How a queue is set up.
 *
 * @param compressor with which its messages are stored
 * @param maxMessages that wait or are with consumers; may be exceeded by what is under way at one moment
 * @param dropOldest what happens when one too many comes: the oldest one goes, or the new one is refused
 * @param durability when a send counts as done
 */
record QueueSettings(Optional<String> compressor, int maxMessages, boolean dropOldest, Durability durability) {

    static final QueueSettings DEFAULT = new QueueSettings(Optional.empty(), 1_000_000, false, Durability.FSYNC);

    static final QueueSettings DEFAULT_IN_MEMORY =
            new QueueSettings(DEFAULT.compressor, DEFAULT.maxMessages, DEFAULT.dropOldest, Durability.MEMORY);
}
