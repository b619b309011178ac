package io.parley.tracing.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class MessageTracerTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Address QUEUE = Address.queue("orders");

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .setSampler(Sampler.alwaysOn())
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();

    @AfterEach
    void close() {
        provider.close();
    }

    private MessageTracer tracer(double ratio, boolean byParent) {
        return new MessageTracer(provider.get("test"), new Sampling(ratio, byParent));
    }

    private static Message message(Address address) {
        return Message.to(address).payload("four").build();
    }

    private static Message traced(String flags) {
        return message(QUEUE)
                .with()
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-" + flags)
                .header("tracestate", "vendor=1")
                .build();
    }

    private SpanData last() {
        return spans.getFinishedSpanItems().get(spans.getFinishedSpanItems().size() - 1);
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> all = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> all.put(key.getKey(), value));
        return all;
    }

    @Test
    void attributesAreThoseOfTheSemanticConventions() {
        Message message = message(QUEUE).with().correlationId("c1").build();
        Span span = tracer(1, true).begin(Operation.RECEIVE, message);
        span.note(Detail.CLIENT, "anna");
        span.note(Detail.GUARANTEE, Guarantee.AT_LEAST_ONCE);
        span.note(Detail.RETAINED, false);
        span.note(Detail.OUTCOME, Receipt.Outcome.HANDED_OVER);
        span.end();
        assertEquals("receive orders", last().getName());
        assertEquals(SpanKind.CONSUMER, last().getKind());
        Map<String, Object> expected = new TreeMap<>(Map.of(
                "messaging.system", "parley",
                "messaging.operation.name", "receive",
                "messaging.operation.type", "receive",
                "messaging.destination.name", "orders",
                "messaging.message.id", message.id().toString(),
                "messaging.message.body.size", 4L,
                "messaging.message.conversation_id", "c1",
                "messaging.client.id", "anna"));
        expected.putAll(Map.of(
                "parley.destination.kind", "queue",
                "parley.guarantee", "at_least_once",
                "parley.retained", false,
                "parley.outcome", "handed_over"));
        assertEquals(expected, attributes(last()));
    }

    @Test
    void namesOfSpansAreFew() {
        MessageTracer tracer = tracer(1, true);
        tracer.begin(Operation.ACCEPT, message(Address.topic("sensors/17"))).end();
        assertEquals("accept topic", last().getName());
        tracer.begin(Operation.ACCEPT, message(Address.session("anna"))).end();
        assertEquals("accept session", last().getName());
        tracer.begin(Operation.ACCEPT, message(Address.route("in"))).end();
        assertEquals("accept in", last().getName());
    }

    @Test
    void partsBelongToTheWhole() {
        Span whole = tracer(1, true).begin(Operation.ACCEPT, message(QUEUE));
        Span part = whole.begin(Operation.ROUTE, "content");
        part.end();
        assertEquals("route content", last().getName());
        assertEquals(Map.of("messaging.system", "parley", "parley.plugin.name", "content"), attributes(last()));
        Span journal = whole.begin(Operation.JOURNAL, "");
        journal.note(Detail.POSITION, 42L);
        journal.end();
        assertEquals("journal", last().getName());
        assertEquals(42L, attributes(last()).get("parley.journal.position"));
        String parent = last().getParentSpanId();
        String trace = last().getTraceId();
        whole.end();
        assertEquals(parent, last().getSpanId());
        assertEquals(trace, last().getTraceId());
        assertEquals("0000000000000000", last().getParentSpanId());
    }

    @Test
    void aTraceGoesOnFromItsPublisherToItsConsumer() {
        MessageTracer tracer = tracer(0, true);
        Span accept = tracer.begin(Operation.ACCEPT, traced("01"));
        accept.end();
        assertEquals(TRACE, last().getTraceId());
        assertEquals("00f067aa0ba902b7", last().getParentSpanId());
        assertEquals(
                "vendor=1",
                last().getSpanContext()
                                .getTraceState()
                                .asMap()
                                .entrySet()
                                .iterator()
                                .next() + "");
        String acceptId = last().getSpanId();
        Message stored = accept.carriedBy(traced("01"));
        assertEquals("vendor=1", stored.headers().first("tracestate").orElse(""));
        Span deliver = tracer.begin(Operation.DELIVER, stored);
        deliver.note(Detail.REDELIVERED, true);
        deliver.end();
        assertEquals(acceptId, last().getParentSpanId());
        assertEquals(SpanKind.PRODUCER, last().getKind());
        assertEquals("send", attributes(last()).get("messaging.operation.type"));
        assertEquals(true, attributes(last()).get("parley.redelivered"));
        assertEquals(
                "00-" + TRACE + "-" + last().getSpanId() + "-01",
                deliver.carriedBy(stored).headers().first("traceparent").orElse(""));
    }

    @Test
    void whatIsNotSampledIsNotTraced() {
        assertSame(Span.NONE, tracer(0, true).begin(Operation.RECEIVE, message(QUEUE)));
        assertSame(Span.NONE, tracer(1, true).begin(Operation.RECEIVE, traced("00")));
        assertSame(Span.NONE, tracer(0, false).begin(Operation.RECEIVE, traced("01")));
        assertNotEquals(Span.NONE, tracer(1, false).begin(Operation.RECEIVE, traced("00")));
        assertSame(
                Span.NONE,
                tracer(1, true).begin(Operation.DELIVER, message(QUEUE)),
                "it was not traced when it was accepted");
    }

    /** The sender says not to, the ratio counts more: from then on the message says that it is traced. */
    @Test
    void onceSampledAMessageStaysSo() {
        MessageTracer tracer = tracer(1, false);
        Message carried = tracer.begin(Operation.RECEIVE, traced("00")).carriedBy(traced("00"));
        String parent = carried.headers().first("traceparent").orElse("");
        assertTrue(parent.matches("00-" + TRACE + "-[0-9a-f]{16}-01"), parent);
        assertNotEquals(Span.NONE, tracer.begin(Operation.ACCEPT, carried));
        assertNotEquals(Span.NONE, tracer.begin(Operation.DELIVER, carried));
    }

    @Test
    void refusalsSayWhy() {
        Span span = tracer(1, true).begin(Operation.ACCEPT, message(QUEUE));
        span.fail(new RefusedException(RefusedException.Reason.NOT_ALLOWED, "anna may not"));
        span.end();
        assertEquals(StatusCode.ERROR, last().getStatus().getStatusCode());
        assertEquals("anna may not", last().getStatus().getDescription());
        assertEquals("not_allowed", attributes(last()).get("error.type"));
        assertEquals(1, spans.getFinishedSpanItems().size(), "what comes after the end is without effect");
    }
}
