package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.spi.journal.Durability;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A queue in memory that messages go straight into, with consumers that take them at most once. */
abstract class StraightQueue {

    static final Address QUEUE = Address.queue("q");
    static final ConsumeOptions ONCE = new ConsumeOptions(Duration.ZERO).takingAtMostOnce();

    final Fixture parley = new Fixture();

    @BeforeEach
    void open() throws Exception {
        limit(1_000_000, Overflow.REJECT);
        // The first one comes in a batch, and opens the straight way.
        parley.send("q", "opens");
        Collected first = consume().request(1);
        assertEquals("opens", text(first.next()));
        first.cancel();
        parley.settle();
    }

    @AfterEach
    void close() {
        parley.close();
    }

    final void limit(int messages, Overflow overflow) {
        parley.queues.configure("q", Settings.limit(messages, overflow, Durability.MEMORY));
    }

    final Collected consume() {
        return parley.consume(QUEUE, ONCE);
    }

    final MessagingStatus.Queue queue() {
        return parley.status().queues().get(0);
    }
}
