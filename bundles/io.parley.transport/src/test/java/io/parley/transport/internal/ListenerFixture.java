package io.parley.transport.internal;

import io.parley.spi.health.Health.Report;
import io.parley.spi.protocol.Gateway;
import io.parley.transport.ListenerStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A listener without OSGi, on a free port, and clients of it. */
final class ListenerFixture implements AutoCloseable {
    static final String PID = "io.parley.listener~test";

    final Transport transport = new Transport(2);
    final Listener listener = new Listener(PID, transport);
    final Gateway gateway = (request, downstream) -> new CompletableFuture<>();
    final Map<String, Object> configuration = new HashMap<>(Map.of("port", 0, "protocol", "test"));

    ListenerFixture with(String key, Object value) {
        configuration.put(key, value);
        return this;
    }

    /** With a gateway and the protocol, if one is given. */
    ListenerFixture start(ProtocolRef... protocols) {
        listener.setGateway(gateway);
        for (ProtocolRef protocol : protocols) {
            listener.putProtocol(protocol);
        }
        configure();
        return this;
    }

    void configure() {
        listener.configure(configuration).join();
    }

    int port() {
        String address = listener.status().address();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    Socket connect() throws IOException {
        return connect(port());
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    Report report() {
        return listener.report();
    }

    /** Until the listener's status is as wanted; the test's own time limit ends a vain wait. */
    ListenerStatus await(Predicate<ListenerStatus> wanted) throws InterruptedException {
        while (true) {
            ListenerStatus status = listener.status();
            if (wanted.test(status)) {
                return status;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException(status.toString());
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        listener.close();
        transport.close();
    }
}
