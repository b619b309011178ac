package io.parley.protocol.internal;

import java.util.HashMap;
import java.util.Map;

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

    void acknowledge(long sequence) {
        Fed fed = all.remove(sequence);
        if (fed != null) {
            fed.done();
            window.queueAcknowledged();
        }
    }

    void clear() {
        all.clear();
    }
}
