package io.parley.protocol.internal;

import io.parley.engine.Batch;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a client has of its feeds and has not acknowledged: no more than its window. Owned by the connection's lane. */
final class Unacknowledged {

    private final Window window;
    private final Map<Long, Fed> all = new HashMap<>();

    Unacknowledged(Window window) {
        this.window = window;
    }

    void add(long sequence, Fed fed) {
        all.put(sequence, fed);
    }

    /** What says in a batch that the client is done with that; empty where it has no such thing. */
    Optional<Consumer<Batch>> settling(long sequence) {
        return Optional.ofNullable(all.get(sequence)).flatMap(Fed::settling);
    }

    void acknowledge(long sequence) {
        end(sequence, Fed::done);
    }

    /** The client can never be given it. */
    void reject(long sequence) {
        end(sequence, Fed::rejected);
    }

    private void end(long sequence, Consumer<Fed> how) {
        Fed fed = all.remove(sequence);
        if (fed != null) {
            how.accept(fed);
            window.queueAcknowledged();
        }
    }

    void clear() {
        all.clear();
    }
}
