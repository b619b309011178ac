package io.parley.transport.internal;

import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import io.parley.spi.protocol.ProtocolHandler;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A protocol made of whatever handlers a test needs; each one it opened can be waited for. */
class TestProtocol implements Protocol {
    private static final AtomicInteger IDS = new AtomicInteger();

    private final Function<TestProtocol, Handler> maker;
    private final BlockingQueue<Handler> opened = new LinkedBlockingQueue<>();
    Detection detection = Detection.YES;

    TestProtocol(Function<TestProtocol, Handler> maker) {
        this.maker = maker;
    }

    ProtocolRef ref(int ranking, boolean inline) {
        return ref(ranking, inline, "test");
    }

    ProtocolRef ref(int ranking, boolean inline, String... names) {
        return new ProtocolRef(this, List.of(names), ranking, IDS.incrementAndGet(), inline);
    }

    Handler next() throws InterruptedException {
        Handler handler = opened.poll(20, TimeUnit.SECONDS);
        if (handler == null) {
            throw new AssertionError("No handler was opened");
        }
        return handler;
    }

    @Override
    public Detection detect(ByteBuffer first) {
        return detection;
    }

    @Override
    public ProtocolHandler open(Connection connection, Gateway gateway) {
        return make(connection, gateway, null);
    }

    @Override
    public ProtocolHandler attach(Connection connection, Gateway gateway, Detached state) {
        return make(connection, gateway, state);
    }

    private Handler make(Connection connection, Gateway gateway, Detached state) {
        Handler handler = maker.apply(this);
        handler.connection = connection;
        handler.gateway = gateway;
        handler.state = state;
        handler.begun();
        opened.add(handler);
        return handler;
    }

    /** Reads and forgets everything, gives up at once, and says BYE when it has to go. */
    static class Handler implements ProtocolHandler {
        Connection connection;
        Gateway gateway;
        Detached state;
        final CompletableFuture<Void> closed = new CompletableFuture<>();

        void begun() {}

        @Override
        public void received(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void closed() {
            closed.complete(null);
        }

        @Override
        public CompletionStage<Detached> detach() {
            return CompletableFuture.completedFuture(new Detached("test", Optional.empty(), Map.of()));
        }

        @Override
        public void goAway(String reason) {
            connection.write(ByteBuffer.wrap("BYE".getBytes()));
            connection.close();
        }
    }

    /** Sends everything back. */
    static class Echo extends Handler {
        @Override
        public void received(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                int size = Math.min(1000, bytes.remaining());
                connection.reserve(size).put(bytes.slice(bytes.position(), size));
                bytes.position(bytes.position() + size);
            }
        }
    }
}
