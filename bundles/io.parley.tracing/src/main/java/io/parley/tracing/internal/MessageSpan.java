package io.parley.tracing.internal;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;

/** A span of OpenTelemetry. */
record MessageSpan(Tracer tracer, io.opentelemetry.api.trace.Span span) implements Span {

    @Override
    public Message carriedBy(Message message) {
        return TraceContext.carriedBy(span.getSpanContext(), message);
    }

    @Override
    public Span begin(Operation operation, String name) {
        String word = Attributes.word(operation);
        io.opentelemetry.api.trace.SpanBuilder part = tracer.spanBuilder(name.isEmpty() ? word : word + " " + name)
                .setParent(Context.root().with(span))
                .setAttribute(Attributes.SYSTEM, MessageTracer.SYSTEM);
        if (!name.isEmpty()) {
            part.setAttribute(Attributes.PLUGIN_NAME, name);
        }
        return new MessageSpan(tracer, part.startSpan());
    }

    @Override
    public void note(Detail detail, Object value) {
        Attributes.note(span, detail, value);
    }

    @Override
    public void end() {
        span.end();
    }

    @Override
    public void fail(RefusedException why) {
        span.setAttribute(Attributes.ERROR_TYPE, Attributes.word(why.reason()));
        span.setStatus(StatusCode.ERROR, why.getMessage());
        span.end();
    }
}
