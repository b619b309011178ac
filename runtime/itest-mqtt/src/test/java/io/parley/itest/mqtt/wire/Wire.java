package io.parley.itest.mqtt.wire;

import java.io.IOException;
import java.time.Duration;

/** A client's end of a connection, as bytes. For one thread. */
public interface Wire extends AutoCloseable {

    /** Sends bytes; none when the server has closed the connection. */
    void send(byte[] bytes);

    /**
     * Waits for the next byte.
     *
     * @return 0 to 255; -1 when the server has closed the connection and all that it sent was read
     * @throws IOException when there is neither within the time
     */
    int read(Duration within) throws IOException;

    /** Breaks the connection, as a network would. */
    @Override
    void close();
}
