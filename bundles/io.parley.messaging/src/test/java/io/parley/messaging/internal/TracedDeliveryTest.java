package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.contract.Enlists;
import io.parley.spi.tracing.Tracer;
import io.parley.testkit.RecordingTracer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TracedDeliveryTest {

    private final Fixture at = new Fixture();
    private final RecordingTracer tracer = new RecordingTracer();

    @BeforeEach
    void trace() {
        at.pipeline.tracing().use(tracer);
    }

    @AfterEach
    void close() {
        at.close();
    }

    private List<String> deliveries() {
        return tracer.spans().stream().filter(span -> span.contains("DELIVER")).toList();
    }

    private static String traceParent(Delivery delivery) {
        return delivery.message().headers().first(Tracer.TRACE_PARENT).orElse("none");
    }

    @Test
    void eachAttemptFromAQueueUntilItIsDecided() throws Exception {
        at.send("q", "a");
        Collected consumer = at.consume("q").request(2);
        Delivery first = consumer.next();
        assertEquals(List.of("2 DELIVER queue:q in 0, REDELIVERED false: open"), deliveries());
        assertEquals("2", traceParent(first));
        Fixture.get(first.extend(Duration.ofMinutes(1)));
        Fixture.get(first.nack(Duration.ZERO));
        Delivery second = consumer.next();
        assertEquals("3", traceParent(second));
        Fixture.get(second.ack());
        assertEquals(
                List.of(
                        "2 DELIVER queue:q in 0, REDELIVERED false: ok",
                        "3 DELIVER queue:q in 0, REDELIVERED true: ok"),
                deliveries());
    }

    @Test
    void anAcknowledgementThatComesTooLateFails() throws Exception {
        at.send("q", "a");
        Delivery delivery = at.consume("q").request(1).next();
        at.timers.advance(Duration.ofSeconds(31));
        at.settle();
        assertThrows(RefusedException.class, () -> Fixture.get(delivery.ack()));
        assertEquals(List.of("2 DELIVER queue:q in 0, REDELIVERED false: NOT_OWNED"), deliveries());
    }

    @Test
    void anAcknowledgementMayBePartOfSomethingGreater() throws Exception {
        at.send("q", "a");
        Delivery delivery = at.consume("q").request(1).next();
        Batch batch = at.engine.batch();
        assertInstanceOf(Enlists.class, delivery).acknowledgeIn(batch);
        Fixture.get(batch.commit());
        assertEquals(List.of("2 DELIVER queue:q in 0, REDELIVERED false: ok"), deliveries());
        assertThrows(RefusedException.class, () -> Fixture.get(delivery.ack()));
    }

    /** A connection traces what it sends itself. */
    @Test
    void aConsumerWithoutLeaseIsNotTracedHere() throws Exception {
        at.send("q", "a");
        Delivery delivery = at.consume(Address.queue("q"), new ConsumeOptions(Duration.ZERO))
                .request(1)
                .next();
        assertEquals("0", traceParent(delivery));
        assertEquals(List.of(), deliveries());
    }
}
