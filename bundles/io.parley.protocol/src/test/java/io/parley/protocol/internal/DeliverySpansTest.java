package io.parley.protocol.internal;

import static io.parley.protocol.internal.GatewayHost.get;
import static io.parley.protocol.internal.GatewayHost.publication;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Tracer;
import io.parley.testkit.RecordingTracer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a tracer is told of what a client sends, and of what it gets. */
@Timeout(30)
class DeliverySpansTest {

    private final GatewayHost host = new GatewayHost();
    private final RecordingTracer tracer = new RecordingTracer();

    @BeforeEach
    void trace() {
        host.pipeline.tracing().use(tracer);
    }

    @AfterEach
    void close() {
        host.close();
    }

    /** A message that comes from an operation which is traced already. */
    private Message traced() {
        return tracer.begin(Operation.ACCEPT, message()).carriedBy(message());
    }

    private static Message message() {
        return Message.to(Address.topic("t")).build();
    }

    private Outbound.Deliver deliver(Message message, long sequence, Guarantee guarantee, boolean redelivered) {
        Outbound.Deliver sent = new Outbound.Deliver(message, sequence, guarantee, false, redelivered);
        host.inbox.deliver(List.of(sent));
        host.runLane();
        return sent;
    }

    private String traceParent(int index) {
        return ((Outbound.Deliver) host.delivered.get(index))
                .message()
                .headers()
                .first(Tracer.TRACE_PARENT)
                .orElse("none");
    }

    private List<String> deliveries() {
        return tracer.spans().stream().filter(span -> span.contains("DELIVER")).toList();
    }

    @Test
    void whatAClientSendsIsReceivedAndThenAccepted() {
        GatewaySession session = host.session(null, 10);
        get(session.publish(publication("t", AT_LEAST_ONCE, 0)));
        assertEquals(
                List.of(
                        "0 RECEIVE topic:t, CLIENT a, GUARANTEE AT_LEAST_ONCE, RETAINED false: ok",
                        "1 ACCEPT topic:t in 0, OUTCOME STORED: ok",
                        "2 JOURNAL in 1: ok"),
                tracer.spans());
        assertEquals("1", host.last.headers().first(Tracer.TRACE_PARENT).orElse("none"));
    }

    @Test
    void whatIsNotAllowedIsReceivedOnly() {
        host.settings.put("authorizer", "strict");
        host.plugins.authorizers().add(List.of("strict"), 0, 1, false, (principal, client, action, address) -> false);
        GatewaySession session = host.session(null, 10);
        assertThrows(RefusedException.class, () -> get(session.publish(publication("t", AT_LEAST_ONCE, 0))));
        assertEquals(
                List.of("0 RECEIVE topic:t, CLIENT a, GUARANTEE AT_LEAST_ONCE, RETAINED false: NOT_ALLOWED"),
                tracer.spans());
    }

    @Test
    void aDeliveryEndsWithItsAcknowledgement() {
        GatewaySession session = host.session(null, 10);
        deliver(traced(), 0, EXACTLY_ONCE, false);
        deliver(traced(), 1, AT_LEAST_ONCE, true);
        assertEquals(
                List.of(
                        "1 DELIVER topic:t in 0, CLIENT a, GUARANTEE EXACTLY_ONCE, REDELIVERED false, RETAINED false: open",
                        "3 DELIVER topic:t in 2, CLIENT a, GUARANTEE AT_LEAST_ONCE, REDELIVERED true, RETAINED false: open"),
                deliveries());
        assertEquals("1", traceParent(0), "what the client does comes from the delivery");
        assertEquals("3", traceParent(1));
        session.acknowledge(1);
        session.received(0);
        session.acknowledge(7);
        assertEquals(List.of("open", "ok"), ends());
        session.acknowledge(0);
        session.acknowledge(0);
        assertEquals(List.of("ok", "ok"), ends());
    }

    private List<String> ends() {
        return deliveries().stream()
                .map(span -> span.substring(span.lastIndexOf(' ') + 1))
                .toList();
    }

    @Test
    void whatIsNotAcknowledgedEndsWithItself() {
        host.session(null, 10);
        deliver(traced(), 0, AT_MOST_ONCE, false);
        assertEquals(List.of("ok"), ends());
    }

    @Test
    void aConnectionThatEndsEndsItsDeliveries() {
        GatewaySession session = host.session(null, 10);
        deliver(traced(), 0, AT_LEAST_ONCE, false);
        session.leave(false);
        assertEquals(List.of("NOT_OWNED"), ends());
    }

    @Test
    void whatNobodyTracesPassesAsItIs() {
        host.session(null, 10);
        Outbound.Deliver sent = deliver(message(), 0, AT_LEAST_ONCE, false);
        assertSame(sent, host.delivered.get(0), "its sender did not trace it");
        Outbound release = new Outbound.Release(0);
        host.inbox.deliver(List.of(release));
        host.runLane();
        assertSame(release, host.delivered.get(1));
        Message traced = traced();
        host.pipeline.tracing().stop(tracer);
        assertSame(deliver(traced, 1, AT_LEAST_ONCE, false), host.delivered.get(2), "tracing is off");
        assertEquals(List.of(), deliveries());
    }
}
