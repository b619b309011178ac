package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import io.parley.spi.tracing.Tracer;
import java.util.concurrent.atomic.AtomicReference;

/** Who traces messages just now, if anybody does. Safe for all threads. */
public final class Tracing {

    private final AtomicReference<Tracer> tracer = new AtomicReference<>();

    /** From now on that one is asked. */
    public void use(Tracer next) {
        tracer.set(next);
    }

    /** The reverse of {@link #use}; without effect when there is another one meanwhile. */
    public void stop(Tracer ended) {
        tracer.compareAndSet(ended, null);
    }

    /** Whether anybody traces. */
    public boolean on() {
        return tracer.get() != null;
    }

    /** As {@link Tracer#begin}; {@link Span#NONE} while nobody traces. */
    public Span begin(Operation operation, Message message) {
        Tracer now = tracer.get();
        return now == null ? Span.NONE : now.begin(operation, message);
    }
}
