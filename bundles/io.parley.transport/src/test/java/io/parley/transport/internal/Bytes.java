package io.parley.transport.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What tests do with a socket's bytes. */
final class Bytes {
    private static final Logger LOG = LoggerFactory.getLogger(Bytes.class);

    private Bytes() {}

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static byte[] read(Socket socket, int size) {
        try {
            byte[] bytes = new byte[size];
            new DataInputStream(socket.getInputStream()).readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void writeUntilRefused(Socket socket) {
        while (true) {
            write(socket, new byte[64 * 1024]);
        }
    }

    /** As far as the other side takes it. */
    static void sendAll(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) {
            LOG.debug("Closed by the other side", e);
        }
    }

    /** What reading gives in the end; a reset is an end too. */
    static int end(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            in.readAllBytes();
            return in.read();
        } catch (SocketException e) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
