package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.parley.transport.ListenerStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that come and go at any moment, in any number, and what is left of them: nothing. */
final class ChurnTest {
    private static final byte[] PROXY =
            "PROXY TCP4 192.0.2.9 198.51.100.1 5000 1883\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private enum Carrier {
        PLAIN,
        PROXY,
        WEBSOCKET,
        TLS
    }

    /** @param clients many, where each one is cheap */
    @ParameterizedTest
    @CsvSource({
        "PLAIN,1500,true",
        "PLAIN,500,false",
        "PROXY,700,true",
        "WEBSOCKET,500,true",
        "WEBSOCKET,200,false",
        "TLS,50,true",
        "TLS,40,false"
    })
    void nothingIsLeft(Carrier carrier, int clients, boolean inline) throws Exception {
        long before = buffers();
        try (ListenerFixture fixture = new ListenerFixture()) {
            SSLContext trusting = configure(fixture, carrier);
            fixture.start(new TestProtocol(p -> new TestProtocol.Echo()).ref(0, inline));
            Random random = new Random(clients);
            for (int i = 0; i < clients; i++) {
                try (Socket socket = fixture.connect()) {
                    // A reset, or an end in good order.
                    socket.setSoLinger(random.nextBoolean(), 0);
                    come(carrier, socket, trusting, random);
                }
            }
            ListenerStatus last = fixture.await(
                    status -> status.accepted() == clients && status.open() == 0 && status.closed() == clients);
            assertEquals(0, last.waiting());
            fixture.await(status -> fixture.listener.counters().handshakes.get() == 0);
            fixture.await(status -> fixture.listener.connections() == 0);
            assertEquals(0, fixture.listener.admission().addresses());
        }
        assertEquals(before, buffers());
    }

    private SSLContext configure(ListenerFixture fixture, Carrier carrier) throws Exception {
        switch (carrier) {
            case PROXY -> fixture.with("proxy.protocol", "required");
            case WEBSOCKET -> fixture.with("websocket.path", "/test");
            case TLS -> {
                Certificates.Holder authority = Certificates.authority("Test authority");
                Certificates.Holder server = Certificates.server(authority);
                fixture.with("tls.certificate", file("server.crt", server.certificatePem()))
                        .with("tls.key", file("server.key", server.keyPem()));
                return Certificates.clientContext(authority.certificate(), null);
            }
            default -> {}
        }
        return null;
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static void come(Carrier carrier, Socket socket, SSLContext trusting, Random random) throws IOException {
        byte[] head = switch (carrier) {
            case PLAIN -> new byte[0];
            case PROXY -> PROXY;
            case WEBSOCKET ->
                RawWebSocket.request("/test", RawWebSocket.headers()).getBytes(StandardCharsets.US_ASCII);
            case TLS -> new byte[] {22, 3, 1, 2, 0, 1, 0};
        };
        byte[] content = Bytes.random(random.nextInt(3_000));
        if (carrier == Carrier.TLS && random.nextInt(4) > 0) {
            SSLSocket secret = (SSLSocket) trusting.getSocketFactory()
                    .createSocket(socket, InetAddress.getLoopbackAddress().getHostAddress(), socket.getPort(), false);
            Bytes.sendAll(secret, content);
            return;
        }
        // Up to anywhere in the handshake, or beyond it.
        boolean whole = random.nextBoolean();
        Bytes.sendAll(socket, whole ? head : Arrays.copyOf(head, head.length == 0 ? 0 : random.nextInt(head.length)));
        if (whole && carrier != Carrier.TLS) {
            byte[] sent = carrier == Carrier.WEBSOCKET ? RawWebSocket.frame(true, 2, content) : content;
            Bytes.sendAll(socket, Arrays.copyOf(sent, random.nextInt(sent.length + 1)));
        }
    }

    private static long buffers() {
        var metric = PooledByteBufAllocator.DEFAULT.metric();
        return Stream.concat(metric.directArenas().stream(), metric.heapArenas().stream())
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }
}
