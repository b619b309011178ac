package io.parley.tracing.internal;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import io.parley.spi.tracing.Tracer;

/** Makes spans of OpenTelemetry of what is done with the messages that are sampled. */
record MessageTracer(io.opentelemetry.api.trace.Tracer tracer, Sampling sampling) implements Tracer {

    static final String SYSTEM = "parley";

    @Override
    public Span begin(Operation operation, Message message) {
        SpanContext parent = TraceContext.of(message);
        if (!traced(operation, message, parent)) {
            return Span.NONE;
        }
        Address address = message.address();
        SpanBuilder span = tracer.spanBuilder(Attributes.word(operation) + " " + fewNames(address))
                .setSpanKind(kind(operation))
                .setAttribute(Attributes.SYSTEM, SYSTEM)
                .setAttribute(Attributes.OPERATION_NAME, Attributes.word(operation))
                .setAttribute(Attributes.DESTINATION_NAME, address.name())
                .setAttribute(Attributes.DESTINATION_KIND, Attributes.word(address.kind()))
                .setAttribute(Attributes.MESSAGE_ID, message.id().toString())
                .setAttribute(Attributes.BODY_SIZE, message.payload().size());
        message.correlationId().ifPresent(id -> span.setAttribute(Attributes.CONVERSATION_ID, id));
        if (operation == Operation.RECEIVE) {
            span.setAttribute(Attributes.OPERATION_TYPE, "receive");
        } else if (operation == Operation.DELIVER) {
            span.setAttribute(Attributes.OPERATION_TYPE, "send");
        }
        if (parent.isValid()) {
            span.setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(parent)));
        } else {
            span.setNoParent();
        }
        return new MessageSpan(tracer, span.startSpan());
    }

    /** A delivery does not begin a trace: its message was not traced when it was accepted. */
    private boolean traced(Operation operation, Message message, SpanContext parent) {
        return parent.isValid()
                ? sampling.takes(message.id(), parent.isSampled())
                : operation != Operation.DELIVER && sampling.takes(message.id());
    }

    /** To its publisher Parley is the consumer, to its consumers the producer. */
    private static SpanKind kind(Operation operation) {
        return switch (operation) {
            case RECEIVE -> SpanKind.CONSUMER;
            case DELIVER -> SpanKind.PRODUCER;
            case ACCEPT, INTERCEPT, ROUTE, COMPRESS, JOURNAL -> SpanKind.INTERNAL;
        };
    }

    /** Spans are grouped by their names, of which there are to be few: there may be a million topics, sessions, principals and groups. */
    private static String fewNames(Address address) {
        return switch (address.kind()) {
            case QUEUE, ROUTE -> address.name();
            case TOPIC, SESSION, PRINCIPAL, GROUP -> Attributes.word(address.kind());
        };
    }
}
