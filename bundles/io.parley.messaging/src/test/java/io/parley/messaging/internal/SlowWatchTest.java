package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.engine.status.Status;
import io.parley.spi.health.Health;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers and sessions that do not keep up. */
@Timeout(30)
class SlowWatchTest {

    private final Fixture parley = new Fixture();

    @BeforeEach
    void limits() {
        parley.slowLimits = new SlowLimits(10, 50);
    }

    @AfterEach
    void close() {
        parley.close();
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            parley.timers.advance(Duration.ofSeconds(1));
            parley.settle();
        }
    }

    private void fill(String queue, int count) {
        for (int i = 0; i < count; i++) {
            parley.send(queue, "m" + i);
        }
    }

    private int slow(String queue) {
        return parley.status().queues().stream()
                .filter(one -> one.name().equals(queue))
                .mapToInt(Status.Queue::slow)
                .sum();
    }

    private double metric(String name, String label) {
        return new MessagingMetrics(parley.pipeline, parley.messaging)
                .metrics().stream()
                        .filter(metric -> metric.name().equals(name))
                        .map(Metric::readings)
                        .flatMap(readings -> readings.stream()
                                .filter(reading ->
                                        label.isEmpty() || reading.labels().containsValue(label)))
                        .mapToDouble(Reading::sum)
                        .sum();
    }

    private Health.Report health() {
        return parley.watch.report();
    }

    @Test
    void aConsumerThatStopsIsReportedAndOthersGoOn() throws Exception {
        Collected stopped = parley.consume("q").request(5);
        Collected good = parley.consume("other").request(1_000);
        fill("q", 100);
        fill("other", 100);
        for (int i = 0; i < 100; i++) {
            get(good.next().ack());
        }
        pass(9);
        assertEquals(0, slow("q"));
        assertEquals(Health.Status.UP, health().status());
        pass(10);
        assertEquals(1, slow("q"));
        assertEquals(0, slow("other"));
        assertEquals(1, metric("queue.slow", "q"));
        assertEquals(Health.Status.DEGRADED, health().status());
        assertEquals("1 is slow: queue:q", health().message());
        // What it does not take goes to another one, who is none the worse for it.
        Collected second = parley.consume("q").request(95);
        second.next(95);
        for (int i = 0; i < 5; i++) {
            Delivery delivery = stopped.next();
            get(delivery.extend(Duration.ofMinutes(1)));
            get(delivery.ack());
        }
        stopped.request(5);
        pass(6);
        assertEquals(0, slow("q"));
        assertEquals("None is slow", health().message());
    }

    @Test
    void whoWorksOffWhatWaitsIsNotSlow() throws Exception {
        Collected consumer = parley.consume("q").request(1);
        fill("q", 200);
        for (int i = 0; i < 40; i++) {
            get(consumer.next().ack());
            consumer.request(1);
            pass(1);
            assertEquals(0, slow("q"));
        }
    }

    @Test
    void aSessionThatDoesNotAcknowledgeIsReported() {
        parley.openSession("s", true);
        var link = parley.messaging.attach("s", 1, true, 5, batch -> {});
        for (int i = 0; i < 100; i++) {
            parley.append("s", "m" + i, Guarantee.AT_LEAST_ONCE, true);
        }
        pass(20);
        assertEquals("1 is slow: session:s", health().message());
        assertTrue(parley.status().sessions(10).get(0).slow());
        assertEquals(1, metric("inbox.slow", ""));
        link.close();
        pass(6);
        assertEquals("None is slow", health().message());
        assertFalse(parley.status().sessions(10).get(0).slow());
        assertEquals(0, metric("inbox.slow", ""));
    }

    private Collected consume(String queue, String prefix) {
        parley.plugins
                .filters()
                .add(
                        List.of("prefix"),
                        0,
                        1,
                        true,
                        expression -> message -> Collected.text(message).startsWith(expression));
        return parley.consume(
                Address.queue(queue),
                new ConsumeOptions(Duration.ofHours(1)).matching(new FilterExpression("prefix", prefix)));
    }

    private void fill(String queue, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            parley.send(queue, prefix + i);
        }
    }

    @Test
    void aConsumerWithAFilterThatStopsIsReported() throws Exception {
        Collected stopped = consume("q", "a").request(5);
        for (int i = 0; i < 100; i++) {
            parley.send("q", "a" + i);
            parley.send("q", "b" + i);
        }
        pass(9);
        assertEquals(0, slow("q"));
        pass(20);
        assertEquals(1, slow("q"), "about half of what waits is its");
        assertEquals(1, metric("queue.slow", "q"));
        assertEquals("1 is slow: queue:q", health().message());
        for (int i = 0; i < 5; i++) {
            get(stopped.next().ack());
        }
        stopped.request(1_000);
        pass(6);
        assertEquals(0, slow("q"));
        assertEquals("None is slow", health().message());
    }

    @Test
    void whatWaitsForOthersMakesAConsumerWithAFilterNoSlower() throws Exception {
        Collected few = consume("q", "a").request(5);
        fill("q", "a", 5);
        fill("q", "b", 500);
        few.next(5);
        // All that it has had matched, and of what came since nothing is known at first.
        pass(60);
        assertEquals(0, slow("q"));
    }

    @Test
    void ofPrioritiesToo() throws Exception {
        Collected stopped = consume("q", "a").request(5);
        fill("q", "a", 5);
        stopped.next(5);
        for (int i = 0; i < 60; i++) {
            parley.send(
                    Message.to(Address.queue("q")).priority(7).payload("a" + i).build());
        }
        pass(20);
        assertEquals(1, slow("q"));
    }

    @Test
    void nobodyIsSlowWhereThatIsNotAskedFor() throws Exception {
        parley.slowLimits = new SlowLimits(0, 50);
        parley.consume("q").request(5);
        fill("q", 100);
        pass(30);
        assertEquals(0, slow("q"));
    }
}
