package io.parley.transport.internal;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Finds the protocol that a new connection's client speaks. Of the event loop. */
final class Identification {
    private final EventLoop loop;
    private final Executor workers;
    private boolean asking;

    Identification(EventLoop loop, Executor workers) {
        this.loop = loop;
        this.workers = workers;
    }

    /**
     * Asks the protocols, unless a former question is still open. The answer comes at once, or later on the event loop where a
     * protocol must not be called on that.
     */
    void identify(List<String> names, Routing routing, byte[] first, Consumer<Detector.Result> answer) {
        if (asking) {
            return;
        }
        if (Detector.inline(names, routing)) {
            answer.accept(detect(names, routing, first));
            return;
        }
        asking = true;
        workers.execute(() -> {
            Detector.Result result = detect(names, routing, first);
            loop.execute(() -> {
                asking = false;
                answer.accept(result);
            });
        });
    }

    private static Detector.Result detect(List<String> names, Routing routing, byte[] first) {
        try {
            return Detector.detect(names, routing, first);
        } catch (RuntimeException | LinkageError e) {
            return new Detector.Result(Detector.Outcome.UNKNOWN, e.toString());
        }
    }
}
