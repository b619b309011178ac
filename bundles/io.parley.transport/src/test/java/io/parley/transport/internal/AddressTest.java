package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.spi.health.Health.Report;
import io.parley.spi.health.Health.Status;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IPv4, IPv6, both, and none. */
final class AddressTest {
    private final ListenerFixture fixture = new ListenerFixture();
    private final TestProtocol echo = new TestProtocol(p -> new TestProtocol.Echo());

    @AfterEach
    void close() {
        fixture.close();
    }

    private static void needsIpv6() throws IOException {
        assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null, "this machine has no IPv6");
    }

    private void echoes(String host) throws Exception {
        try (Socket socket = new Socket(host, fixture.port())) {
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]", "0:0:0:0:0:0:0:1"})
    void listensOnIpv6(String host) throws Exception {
        needsIpv6();
        fixture.with("host", host).start(echo.ref(0, true));
        assertTrue(fixture.listener.status().address().startsWith("[0:0:0:0:0:0:0:1]:"));
        echoes("::1");
        assertEquals(
                InetAddress.getByName("::1"),
                ((InetSocketAddress) echo.next().connection.remote()).getAddress());
    }

    @Test
    void allOfIpv6IsAllOfIpv4Too() throws Exception {
        needsIpv6();
        fixture.with("host", "::").with("authenticator", "staff").start(echo.ref(0, true));
        fixture.listener.authenticators(Set.of("staff"));
        fixture.await(status -> status.bound());
        echoes("::1");
        echoes("127.0.0.1");
        echo.next();
        InetSocketAddress remote = (InetSocketAddress) echo.next().connection.remote();
        assertTrue(remote.getAddress() instanceof Inet4Address, remote::toString);
    }

    @Test
    void allOfIpv4IsNotIpv6() throws Exception {
        needsIpv6();
        fixture.with("host", "0.0.0.0").with("authenticator", "staff").start(echo.ref(0, true));
        fixture.listener.authenticators(Set.of("staff"));
        fixture.await(status -> status.bound());
        echoes("127.0.0.1");
        assertThrows(IOException.class, () -> echoes("::1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "[::]", "0.0.0.0"})
    void anAddressForOthersNeedsAnAuthenticator(String host) {
        fixture.with("host", host).start(echo.ref(0, true));
        assertEquals(Status.DOWN, fixture.report().status());
        assertTrue(fixture.report().message().contains("is open to other machines"), fixture.report()::message);
    }

    @Test
    void aListenerMayBeOff() throws Exception {
        fixture.with("port", -1).start(echo.ref(0, true));
        assertEquals(new Report(Status.UP, "nothing; set io.parley.listener~test:port"), fixture.report());
        fixture.with("port", 0).configure();
        try (Socket socket = fixture.connect()) {
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            fixture.with("port", -1).configure();
            assertEquals(false, fixture.listener.status().bound());
            socket.getOutputStream().write(2);
            assertEquals(2, socket.getInputStream().read());
        }
    }
}
