package io.parley.bench.cost;

import java.io.IOException;

/** Whoever watches one Parley. For one thread. */
public interface Watcher extends AutoCloseable {

    /** A round of load on that Parley begins. */
    void begin();

    /**
     * The round is over.
     *
     * @throws IOException when there was nothing to see
     */
    void end() throws IOException;

    @Override
    void close();

    /** Nobody. */
    Watcher NOBODY = new Watcher() {
        @Override
        public void begin() {}

        @Override
        public void end() {}

        @Override
        public void close() {}
    };
}
