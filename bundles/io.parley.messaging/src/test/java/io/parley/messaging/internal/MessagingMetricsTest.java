package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.engine.op.SessionOp;
import io.parley.spi.metrics.Metric;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MessagingMetricsTest {

    private final Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    /** Each reading that is not 0, by title and labels. */
    private Map<String, Long> figures() {
        parley.settle();
        return new MessagingMetrics(parley.pipeline, parley.messaging)
                .metrics().stream()
                        .flatMap(metric -> metric.readings().stream()
                                .map(reading -> Map.entry(title(metric, reading.labels()), (long) reading.sum())))
                        .filter(figure -> figure.getValue() != 0)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String title(Metric metric, Map<String, String> labels) {
        return metric.title() + (labels.isEmpty() ? "" : " " + String.join(" ", labels.values()));
    }

    @Test
    void aQueueIsMeasuredByItsName() throws Exception {
        for (int i = 0; i < 5; i++) {
            parley.send("q", "m" + i);
        }
        parley.send("other", "x");
        Collected consumer = parley.consume("q").request(3);
        get(consumer.next().ack());
        get(consumer.next().nack(Duration.ZERO));
        consumer.next();
        assertEquals(
                Map.of(
                        "messaging.stored", 5L,
                        "queue.consumers q", 1L,
                        "queue.waiting q", 3L,
                        "queue.waiting other", 1L,
                        "queue.leased q", 1L,
                        "queue.accepted q", 5L,
                        "queue.accepted other", 1L,
                        "queue.delivered q", 3L,
                        "queue.acknowledged q", 1L),
                figures());
        consumer.request(1);
        consumer.next();
        assertEquals(1, figures().get("queue.redelivered q"));
    }

    @Test
    void whatIsDroppedHasItsPolicy() {
        parley.queues.configure("small", Settings.limit(2, QueueSettings.Overflow.DROP_OLDEST));
        for (int i = 0; i < 5; i++) {
            parley.send("small", "m" + i);
        }
        assertEquals(3, figures().get("queue.dropped overflow small"));
        assertEquals(2, figures().get("queue.waiting small"));
    }

    @Test
    void inboxesAreMeasuredTogetherAndTheirCountsOutliveThem() {
        parley.openSession("a", true);
        parley.openSession("b", true);
        parley.append("a", "1", Guarantee.AT_LEAST_ONCE, true);
        parley.append("a", "2", Guarantee.AT_LEAST_ONCE, true);
        parley.append("b", "3", Guarantee.AT_LEAST_ONCE, true);
        Map<String, Long> three = Map.of("messaging.stored", 3L, "inbox.messages", 3L, "inbox.accepted", 3L);
        assertEquals(three, figures());
        get(parley.engine.batch().add(new SessionOp.Closed("a", true)).commit());
        assertEquals(Map.of("messaging.stored", 1L, "inbox.messages", 1L, "inbox.accepted", 3L), figures());
    }

    @Test
    void ofManyQueuesMostAreOneReading() {
        for (int i = 0; i < 1_010; i++) {
            parley.send("q" + i, "x");
        }
        Map<String, Long> figures = figures();
        assertEquals(10, figures.get("queue.accepted other"));
        assertEquals(
                1_001,
                figures.keySet().stream()
                        .filter(title -> title.startsWith("queue.accepted "))
                        .count());
    }
}
