package io.parley.transport.internal;

import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import io.parley.spi.protocol.ProtocolHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Loaded again for each version, as a bundle is. Leaves timers and late tasks behind, as a careless one would. */
public final class SwappedProtocol implements Protocol {
    @Override
    public Detection detect(ByteBuffer first) {
        return Detection.YES;
    }

    @Override
    public ProtocolHandler open(Connection connection, Gateway gateway) {
        return new Handler(connection);
    }

    @Override
    public ProtocolHandler attach(Connection connection, Gateway gateway, Detached state) {
        return new Handler(connection);
    }

    private static final class Handler implements ProtocolHandler {
        private final Connection connection;

        Handler(Connection connection) {
            this.connection = connection;
            connection.schedule(Duration.ofHours(1), this::late);
        }

        private void late() {
            connection.reserve(1).put((byte) '!');
        }

        @Override
        public void received(ByteBuffer bytes) {
            connection.reserve(bytes.remaining()).put(bytes);
            connection.execute(() -> connection.schedule(Duration.ofHours(1), this::late));
        }

        @Override
        public void closed() {}

        @Override
        public CompletionStage<Detached> detach() {
            CompletableFuture<Detached> given = new CompletableFuture<>();
            connection.execute(() -> {
                given.complete(new Detached("test", Optional.empty(), Map.of()));
                connection.execute(this::late);
            });
            connection.execute(this::late);
            return given;
        }

        @Override
        public void goAway(String reason) {
            connection.close();
        }
    }
}
