package io.parley.itest.input;

import java.io.IOException;
import java.io.InputStream;

/** What carries a raw client's bytes. */
interface Link extends AutoCloseable {

    int LIMIT_MILLIS = 30_000;

    void write(byte[] bytes) throws IOException;

    /**
     * What the server sends; it ends when the server has closed the connection. A read waits for {@value #LIMIT_MILLIS} ms at most
     * and throws a {@link java.net.SocketTimeoutException} then.
     */
    InputStream in() throws IOException;

    @Override
    void close() throws IOException;
}
