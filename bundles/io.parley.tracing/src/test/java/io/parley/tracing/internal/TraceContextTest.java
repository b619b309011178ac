package io.parley.tracing.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private static Message message(String... headers) {
        MessageBuilder message = Message.to(Address.queue("q"));
        for (int i = 0; i < headers.length; i += 2) {
            message.addHeader(headers[i], headers[i + 1]);
        }
        return message.build();
    }

    private static String valid(String... headers) {
        SpanContext context = TraceContext.of(message(headers));
        return context.isValid() ? context.getSpanId() + " " + context.isSampled() : "none";
    }

    private static SpanContext next(TraceState state) {
        return SpanContext.create(TRACE, "b7ad6b7169203331", TraceFlags.getSampled(), state);
    }

    @Test
    void readsWhatW3CAllows() {
        assertEquals("none", valid());
        assertEquals("none", valid("other", PARENT));
        assertEquals("00f067aa0ba902b7 true", valid("traceparent", PARENT));
        assertEquals("00f067aa0ba902b7 false", valid("traceparent", PARENT.replaceAll("01$", "00")));
        for (String wrong : new String[] {
            "",
            "nonsense",
            PARENT + "0",
            PARENT.replaceFirst("00", "ff"),
            PARENT.replace(TRACE, "0".repeat(32)),
            PARENT.replace("00f067aa0ba902b7", "0".repeat(16)),
            PARENT.replace("4bf9", "4BF9")
        }) {
            assertEquals("none", valid("traceparent", wrong), wrong);
        }
        assertEquals("none", valid("traceparent", PARENT, "traceparent", PARENT), "two parents");
    }

    @Test
    void statesBelongTogether() {
        SpanContext context = TraceContext.of(message("tracestate", "a=1", "traceparent", PARENT, "tracestate", "b=2"));
        assertEquals("1", context.getTraceState().get("a"));
        assertEquals("2", context.getTraceState().get("b"));
        assertTrue(context.isRemote());
    }

    @Test
    void headersKeepTheirPlaces() {
        Message before = message("x", "1", "traceparent", PARENT, "y", "2", "tracestate", "a=1", "x", "3");
        SpanContext parent = TraceContext.of(before);
        Message after = TraceContext.carriedBy(next(parent.getTraceState()), before);
        assertEquals(
                message(
                                "x",
                                "1",
                                "traceparent",
                                "00-" + TRACE + "-b7ad6b7169203331-01",
                                "y",
                                "2",
                                "tracestate",
                                "a=1",
                                "x",
                                "3")
                        .headers(),
                after.headers());
        assertEquals(before.id(), after.id());
        assertEquals(before.payload(), after.payload());
    }

    @Test
    void aTraceThatBeginsComesBehindAndLeavesNothingOfAnother() {
        Message after = TraceContext.carriedBy(
                next(TraceState.getDefault()),
                message("tracestate", "a=1", "traceparent", "nonsense", "traceparent", PARENT, "x", "1"));
        assertEquals(
                message("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01", "x", "1")
                        .headers(),
                after.headers());
        assertEquals(
                message("x", "1", "traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                        .headers(),
                TraceContext.carriedBy(next(TraceState.getDefault()), message("x", "1"))
                        .headers());
        assertFalse(TraceContext.of(message()).isValid());
        assertEquals(Headers.NONE, message().headers());
    }
}
