package io.parley.itest.clients;

import io.parley.bench.server.ChildProcess;
import java.io.IOException;

/** Somebody's MQTT client as programs that listen and publish. */
interface ClientKit {

    /** Makes the programs available; aborts the test (which counts as skipped) where they cannot be had. */
    void prepare() throws IOException;

    /** Starts a client; {@link Listener} knows when it is subscribed. */
    ChildProcess listen(Listen how) throws IOException;

    /** Starts a client that publishes each line of its input and ends when all are acknowledged. */
    ChildProcess publish(Publish how) throws IOException;

    /** Starts a client that publishes one empty, retained message, and ends. */
    ChildProcess clearRetained(Publish how) throws IOException;

    /** Whether the line of output says that the client is connected. */
    boolean connected(String line);

    /** Whether the line of output says that the subscription holds. */
    boolean subscribed(String line);
}
