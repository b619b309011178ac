package io.parley.spi.tracing;

import io.parley.api.message.Message;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Follows messages through Parley. An OSGi service; while there is none, nothing is traced and it costs nothing. Of several the one
 * with the highest ranking is asked. Called by all threads, also those that serve sockets and shards: it must not block, and not throw.
 */
@ConsumerType
public interface Tracer {

    /** The header that says to which trace a message belongs, as W3C Trace Context has it, and CloudEvents. */
    String TRACE_PARENT = "traceparent";

    /** The header with what tracing systems add to {@link #TRACE_PARENT}. */
    String TRACE_STATE = "tracestate";

    /**
     * An operation on a message begins. What it belongs to says the message: its header {@link #TRACE_PARENT}.
     *
     * @return {@link Span#NONE} when the message is not traced; any other is ended by whoever began it
     */
    Span begin(Operation operation, Message message);
}
