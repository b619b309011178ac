package io.parley.itest.clients;

import java.io.IOException;
import java.util.List;

/** The far end of one client: it does what it is told, and what happens goes to its {@link EventLog}. */
interface Endpoint extends AutoCloseable {

    /** Does one thing; the answer is an event. */
    void accept(Line command) throws IOException;

    /** Publishes one after the other; each is answered by an event {@code published}. */
    default void publish(List<Line> messages) throws IOException {
        for (Line message : messages) {
            accept(message);
        }
    }

    /** Ends the client, in whatever state it is. */
    @Override
    void close();
}
