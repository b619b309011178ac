package io.parley.tracing.internal;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.parley.api.message.Headers;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.spi.tracing.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** W3C Trace Context in a message's headers. */
final class TraceContext {

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            return W3C.fields();
        }

        /** Of several parents none is believed; what is in several headers of state belongs together. */
        @Override
        public String get(Headers headers, String name) {
            List<String> values = headers.all(name);
            if (values.isEmpty() || name.equals(Tracer.TRACE_PARENT) && values.size() > 1) {
                return null;
            }
            return String.join(",", values);
        }
    };

    private TraceContext() {}

    /** What the message says that it comes from; not valid where it says nothing that can be understood. */
    static SpanContext of(Message message) {
        Headers headers = message.headers();
        return headers.first(Tracer.TRACE_PARENT).isEmpty()
                ? SpanContext.getInvalid()
                : Span.fromContext(W3C.extract(Context.root(), headers, GETTER)).getSpanContext();
    }

    /** The message as coming from that. Headers keep their places, as MQTT asks for (MQTT 5.0, 3.3.2.3.7). */
    static Message carriedBy(SpanContext parent, Message message) {
        Map<String, String> fields = new HashMap<>(4);
        W3C.inject(Context.root().with(Span.wrap(parent)), fields, Map::put);
        List<Header> headers = new ArrayList<>(message.headers().size() + 2);
        for (Header header : message.headers()) {
            if (!W3C.fields().contains(header.name())) {
                headers.add(header);
            } else if (fields.containsKey(header.name())) {
                headers.add(new Header(header.name(), fields.remove(header.name())));
            }
        }
        for (String name : W3C.fields()) {
            if (fields.containsKey(name)) {
                headers.add(new Header(name, fields.get(name)));
            }
        }
        return message.with().headers(Headers.of(headers)).build();
    }
}
