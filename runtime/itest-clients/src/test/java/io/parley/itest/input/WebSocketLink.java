package io.parley.itest.input;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One binary message for each write. */
final class WebSocketLink implements Link {

    private static final byte[] END = {};

    private final WebSocket socket;
    private final Incoming incoming = new Incoming();

    /** @param where {@code ws://HOST:PORT/PATH}, or {@code wss:} */
    WebSocketLink(HttpClient http, URI where) throws IOException {
        socket = get(http.newWebSocketBuilder().subprotocols("mqtt").buildAsync(where, incoming));
    }

    private static <T> T get(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        get(socket.sendBinary(ByteBuffer.wrap(bytes), true));
    }

    @Override
    public InputStream in() {
        return incoming;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static final class Incoming extends InputStream implements WebSocket.Listener {

        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private byte[] current = {};
        private int at;
        private boolean ended;

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            if (bytes.length > 0) {
                messages.add(bytes);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            messages.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable cause) {
            messages.add(END);
        }

        @Override
        public int read() throws IOException {
            while (!ended && at == current.length) {
                next();
            }
            return ended ? -1 : current[at++] & 0xff;
        }

        private void next() throws IOException {
            try {
                byte[] message = messages.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
                if (message == null) {
                    throw new SocketTimeoutException("Nothing came for " + LIMIT_MILLIS + " ms");
                }
                ended = message == END;
                current = message;
                at = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
