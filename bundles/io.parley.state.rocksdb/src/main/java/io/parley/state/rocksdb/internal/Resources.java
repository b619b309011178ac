package io.parley.state.rocksdb.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.AbstractNativeReference;

/** Native objects that live and go together; closed in the reverse order of their making. For one thread at a time. */
final class Resources implements AutoCloseable {

    private final Deque<AbstractNativeReference> all = new ArrayDeque<>();

    <T extends AbstractNativeReference> T add(T resource) {
        all.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!all.isEmpty()) {
            all.pop().close();
        }
    }
}
