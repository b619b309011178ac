package io.parley.messaging.internal;

import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.messaging.internal.QueueSettings.Sharing;
import io.parley.spi.journal.Durability;
import java.util.Optional;

/** Settings of queues in which one thing is not as usual. */
final class Settings {

    private static final QueueSettings USUAL = QueueSettings.DEFAULT;

    private Settings() {}

    static QueueSettings limit(int messages, Overflow overflow) {
        return limit(messages, overflow, Durability.FSYNC);
    }

    static QueueSettings limit(int messages, Overflow overflow, Durability durability) {
        return of(messages, Long.MAX_VALUE, overflow, durability);
    }

    static QueueSettings inMemory(long bytes, Overflow overflow) {
        return of(USUAL.maxMessages(), bytes, overflow, Durability.MEMORY);
    }

    static QueueSettings bytes(long bytes, Overflow overflow) {
        return of(USUAL.maxMessages(), bytes, overflow, Durability.FSYNC);
    }

    private static QueueSettings of(int messages, long bytes, Overflow overflow, Durability durability) {
        return new QueueSettings(
                Optional.empty(), messages, bytes, overflow, durability, Sharing.COMPETING, false, Redelivery.DEFAULT);
    }

    static QueueSettings compressed(String compressor) {
        return new QueueSettings(
                Optional.of(compressor),
                USUAL.maxMessages(),
                USUAL.maxBytes(),
                USUAL.overflow(),
                USUAL.durability(),
                USUAL.sharing(),
                USUAL.lastValue(),
                USUAL.redelivery());
    }

    static QueueSettings sharing(Sharing sharing) {
        return with(sharing, false, Redelivery.DEFAULT);
    }

    static QueueSettings lastValue() {
        return with(Sharing.COMPETING, true, Redelivery.DEFAULT);
    }

    static QueueSettings redelivery(Redelivery redelivery) {
        return with(Sharing.COMPETING, false, redelivery);
    }

    private static QueueSettings with(Sharing sharing, boolean lastValue, Redelivery redelivery) {
        return new QueueSettings(
                Optional.empty(),
                USUAL.maxMessages(),
                Long.MAX_VALUE,
                Overflow.REJECT,
                Durability.FSYNC,
                sharing,
                lastValue,
                redelivery);
    }
}
