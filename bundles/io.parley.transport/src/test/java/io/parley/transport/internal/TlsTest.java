package io.parley.transport.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.health.Health.Status;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners that speak TLS. */
final class TlsTest {
    private final ListenerFixture fixture = new ListenerFixture();
    private final TestProtocol echo = new TestProtocol(p -> new TestProtocol.Echo());
    private Certificates.Holder authority;

    @TempDir
    private Path folder;

    @BeforeEach
    void certificates() throws Exception {
        authority = Certificates.authority("Test authority");
        show(Certificates.server(authority));
        fixture.with("tls.certificate", file("server.crt"))
                .with("tls.key", file("server.key"))
                .with("tls.reload.seconds", 1);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void show(Certificates.Holder server) throws IOException {
        Files.writeString(folder.resolve("server.crt"), server.certificatePem() + authority.certificatePem());
        Files.writeString(folder.resolve("server.key"), server.keyPem());
    }

    private SSLSocket connect(Certificates.Holder self) throws Exception {
        return connect(Certificates.clientContext(authority.certificate(), self));
    }

    private SSLSocket connect(SSLContext context) throws Exception {
        Socket plain = fixture.connect();
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", fixture.port(), true);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void echoes(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        assertEquals(value, socket.getInputStream().read());
    }

    private long refused(String reason) {
        return fixture.listener.status().refused().getOrDefault(reason, 0L);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,true", "TLSv1.3,false", "TLSv1.2,true", "TLSv1.2,false"})
    void echoesMegabytes(String version, boolean inline) throws Exception {
        fixture.start(echo.ref(0, inline));
        assertTrue(fixture.report().message().endsWith(", test over TLS"), fixture.report()::message);
        byte[] sent = Bytes.random(1 << 20);
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            socket.setEnabledProtocols(new String[] {version});
            CompletableFuture<byte[]> back = CompletableFuture.supplyAsync(() -> Bytes.read(socket, sent.length));
            socket.getOutputStream().write(sent);
            assertArrayEquals(sent, back.get());
            assertEquals(version, socket.getSession().getProtocol());
            assertEquals(Optional.empty(), echo.next().connection.certificateSubject());
        }
        assertEquals(sent.length, fixture.listener.status().bytesIn());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void takesKeysOfTheUsualKinds(String algorithm) throws Exception {
        show(Certificates.issue("CN=localhost", authority, false, -1, 100, algorithm));
        fixture.start(echo.ref(0, true));
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            echoes(socket, 1);
        }
    }

    @Test
    void takesAnEncryptedKey() throws Exception {
        Certificates.Holder server = Certificates.server(authority);
        show(server);
        Files.writeString(folder.resolve("server.key"), server.encryptedKeyPem("open sesame"));
        fixture.start(echo.ref(0, true));
        assertEquals(
                "io.parley.listener~test: tls.key=" + file("server.key") + " is encrypted; set tls.password.file",
                fixture.report().message());
        Files.writeString(folder.resolve("password"), "wrong\n");
        fixture.with("tls.password.file", file("password")).configure();
        assertTrue(
                fixture.report().message().contains("server.key cannot be decrypted with the password"),
                fixture.report()::message);
        Files.writeString(folder.resolve("password"), "open sesame\n");
        fixture.configure();
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            echoes(socket, 1);
        }
    }

    @Test
    void takesAKeystore() throws Exception {
        Certificates.server(authority).keystore(folder.resolve("server.p12"), "secret", authority.certificate());
        Files.writeString(folder.resolve("password"), "secret");
        fixture.configuration.remove("tls.certificate");
        fixture.configuration.remove("tls.key");
        fixture.with("tls.keystore", file("server.p12"))
                .with("tls.password.file", file("password"))
                .start(echo.ref(0, true));
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            echoes(socket, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wanted", "required"})
    void tellsTheProtocolWhoTheClientIs(String auth) throws Exception {
        Files.writeString(folder.resolve("trust.crt"), authority.certificatePem());
        fixture.with("tls.trust", file("trust.crt"))
                .with("tls.client.auth", auth)
                .start(echo.ref(0, false));
        try (SSLSocket socket = connect(Certificates.client(authority, "CN=meter 7,O=Works\\, Inc"))) {
            echoes(socket, 1);
            assertEquals(
                    Optional.of("O=Works\\, Inc,CN=meter 7"),
                    echo.next().connection.certificateSubject());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientThatResumesItsSessionIsStillKnown(String version) throws Exception {
        Files.writeString(folder.resolve("trust.crt"), authority.certificatePem());
        fixture.with("tls.trust", file("trust.crt"))
                .with("tls.client.auth", "required")
                .with("tls.protocols", version)
                .start(echo.ref(0, true));
        SSLContext client =
                Certificates.clientContext(authority.certificate(), Certificates.client(authority, "CN=meter 7"));
        for (int i = 0; i < 3; i++) {
            try (SSLSocket socket = connect(client)) {
                echoes(socket, 1);
                assertEquals(Optional.of("CN=meter 7"), echo.next().connection.certificateSubject());
            }
        }
    }

    @Test
    void aClientMayBeWithoutACertificateWhereItIsOnlyWanted() throws Exception {
        Files.writeString(folder.resolve("trust.crt"), authority.certificatePem());
        fixture.with("tls.trust", file("trust.crt"))
                .with("tls.client.auth", "wanted")
                .start(echo.ref(0, true));
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            echoes(socket, 1);
            assertEquals(Optional.empty(), echo.next().connection.certificateSubject());
        }
    }

    private enum Wrong {
        MISSING,
        EXPIRED,
        NOT_YET_VALID,
        OF_ANOTHER_AUTHORITY,
        ISSUED_BY_ITSELF
    }

    @ParameterizedTest
    @CsvSource({
        "MISSING,TLSv1.3", "EXPIRED,TLSv1.3", "NOT_YET_VALID,TLSv1.3", "OF_ANOTHER_AUTHORITY,TLSv1.3",
        "ISSUED_BY_ITSELF,TLSv1.3", "MISSING,TLSv1.2", "EXPIRED,TLSv1.2", "OF_ANOTHER_AUTHORITY,TLSv1.2"
    })
    void aWrongCertificateIsRefused(Wrong wrong, String version) throws Exception {
        Certificates.Holder self = switch (wrong) {
            case MISSING -> null;
            case EXPIRED -> Certificates.issue("CN=late", authority, false, -10, -1, "EC");
            case NOT_YET_VALID -> Certificates.issue("CN=early", authority, false, 1, 10, "EC");
            case OF_ANOTHER_AUTHORITY -> Certificates.client(Certificates.authority("Other"), "CN=stranger");
            case ISSUED_BY_ITSELF -> Certificates.issue("CN=self", null, false, -1, 10, "EC");
        };
        Files.writeString(folder.resolve("trust.crt"), authority.certificatePem());
        fixture.with("tls.trust", file("trust.crt"))
                .with("tls.client.auth", "required")
                .start(echo.ref(0, true));
        try (SSLSocket socket = connect(self)) {
            socket.setEnabledProtocols(new String[] {version});
            assertThrows(IOException.class, () -> echoes(socket, 1));
        }
        fixture.await(status -> status.open() == 0 && status.closed() == 1);
        assertEquals(
                1,
                refused("certificate-refused"),
                () -> fixture.listener.status().toString());
        fixture.await(status -> fixture.listener.counters().handshakes.get() == 0);
    }

    @Test
    void whoIsTrustedNoMoreIsRefusedAndOldConnectionsStay() throws Exception {
        Certificates.Holder other = Certificates.authority("Other");
        Files.writeString(folder.resolve("trust.crt"), authority.certificatePem() + other.certificatePem());
        fixture.with("tls.trust", file("trust.crt"))
                .with("tls.client.auth", "required")
                .start(echo.ref(0, true));
        SSLContext stranger = Certificates.clientContext(authority.certificate(), Certificates.client(other, "CN=x"));
        try (SSLSocket old = connect(stranger)) {
            echoes(old, 1);
            Files.writeString(folder.resolve("trust.crt"), authority.certificatePem());
            while (accepted(stranger)) {
                Thread.onSpinWait();
            }
            echoes(old, 2);
        }
        assertTrue(refused("certificate-refused") > 0);
    }

    private boolean accepted(SSLContext context) throws Exception {
        try (SSLSocket socket = connect(context)) {
            echoes(socket, 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private X509Certificate shown(SSLSocket socket) throws SSLException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    @Test
    void aNewCertificateIsShownToNewConnectionsAndOldOnesStay() throws Exception {
        fixture.start(echo.ref(0, true));
        SSLContext client = Certificates.clientContext(authority.certificate(), null);
        int port = fixture.port();
        try (SSLSocket old = connect(client)) {
            echoes(old, 1);
            Certificates.Holder renewed = Certificates.server(authority);
            assertNotEquals(renewed.certificate(), shown(old));
            show(renewed);
            X509Certificate now;
            do {
                try (SSLSocket young = connect(Certificates.clientContext(authority.certificate(), null))) {
                    echoes(young, 2);
                    now = shown(young);
                }
            } while (!now.equals(renewed.certificate()));
            echoes(old, 3);
            assertEquals(port, fixture.port());
        }
    }

    @Test
    void aBrokenFileIsNamedAndTheOldIdentityStays() throws Exception {
        fixture.start(echo.ref(0, true));
        Files.writeString(
                folder.resolve("server.key"), Certificates.server(authority).keyPem());
        awaitTrouble("server.key is not the key of the first certificate in " + file("server.crt"));
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            echoes(socket, 1);
        }
        Files.delete(folder.resolve("server.crt"));
        awaitTrouble("server.crt does not exist");
        Files.writeString(folder.resolve("server.crt"), "nothing");
        awaitTrouble("server.crt holds no certificate in PEM form");
        assertEquals(Status.DEGRADED, fixture.report().status());
        show(Certificates.server(authority));
        while (fixture.report().status() != Status.UP) {
            Thread.onSpinWait();
        }
    }

    private void awaitTrouble(String words) {
        while (!fixture.report().message().contains(words)) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls.key||tls.certificate={crt} is not allowed; allowed is tls.certificate and tls.key together",
                "tls.client.auth|required|tls.client.auth=required is not allowed; allowed is none, or any with tls.trust",
                "tls.client.auth|maybe|tls.client.auth=maybe is not allowed; allowed is none, wanted, required",
                "tls.protocols|TLSv1|tls.protocols=TLSv1 is not allowed; allowed is TLSv1.3, TLSv1.2",
                "tls.ciphers|ROT13|tls.ciphers=ROT13 is not allowed; allowed is the name of a suite of this JDK, such as"
                        + " TLS_AES_256_GCM_SHA384",
                "tls.keystore|x.p12|tls.keystore={cwd}/x.p12 is not allowed; allowed is one of tls.certificate and"
                        + " tls.keystore"
            })
    void aBadSettingIsNamed(String key, String value, String words) throws Exception {
        fixture.with(key, value == null ? "" : value).start(echo.ref(0, true));
        String expected = words.replace("{crt}", file("server.crt"))
                .replace("{cwd}", Path.of("").toAbsolutePath().toString());
        assertEquals("io.parley.listener~test: " + expected, fixture.report().message());
        assertEquals(Status.DOWN, fixture.report().status());
    }

    @Test
    void aListenerThatIsMeantToBeEncryptedIsNeverPlain() {
        fixture.configuration.remove("tls.certificate");
        fixture.configuration.remove("tls.key");
        fixture.with("tls.trust", file("trust.crt")).start(echo.ref(0, true));
        assertEquals(Status.DOWN, fixture.report().status());
        assertTrue(fixture.report().message().contains("allowed is TLS: tls.certificate and tls.key, or tls.keystore"));
    }

    @Test
    void aListenerWhoseFilesComeLaterBeginsLater() throws Exception {
        Files.delete(folder.resolve("server.key"));
        fixture.start(echo.ref(0, true));
        assertEquals(
                "io.parley.listener~test: tls.key=" + file("server.key") + " does not exist",
                fixture.report().message());
        show(Certificates.server(authority));
        fixture.await(status -> status.bound());
    }

    @Test
    void offersOnlyWhatIsConfigured() throws Exception {
        fixture.with("tls.protocols", "TLSv1.2")
                .with("tls.ciphers", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                .start(echo.ref(0, true));
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            echoes(socket, 1);
            assertEquals(
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    socket.getSession().getCipherSuite());
        }
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            assertThrows(IOException.class, () -> echoes(socket, 1));
        }
        assertEquals(1, refused("tls-failed"));
    }

    @Test
    void plainBytesAreNotTls() throws Exception {
        fixture.start(echo.ref(0, true));
        for (String garbage : List.of("GET / HTTP/1.1\r\n\r\n", "\020\014\0\004MQTT\004\002\0\074\0\0", "????????")) {
            try (Socket socket = fixture.connect()) {
                socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
                Bytes.end(socket);
            }
        }
        fixture.await(status -> status.closed() == 3);
        assertEquals(3, refused("tls-failed"));
    }

    @Test
    void aHandshakeThatDoesNotEndIsEnded() throws Exception {
        fixture.with("handshake.seconds", 1).with("max.handshakes", 2).start(echo.ref(0, true));
        try (Socket silent = fixture.connect();
                Socket slow = fixture.connect()) {
            slow.getOutputStream().write(new byte[] {22, 3, 1, 1, 0});
            fixture.await(status -> fixture.listener.counters().handshakes.get() == 2);
            try (Socket third = fixture.connect()) {
                assertEquals(-1, Bytes.end(third));
            }
            assertEquals(1, refused("too-many-handshakes"));
            Bytes.end(silent);
            Bytes.end(slow);
        }
        fixture.await(status -> status.open() == 0);
        assertEquals(2, refused("handshake-timeout"));
        fixture.await(status -> fixture.listener.counters().handshakes.get() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void endsAreAnnounced(String version) throws Exception {
        fixture.start(new TestProtocol(p -> new TestProtocol.Handler() {
                    @Override
                    public void received(ByteBuffer bytes) {
                        connection.write(ByteBuffer.wrap("refused".getBytes(StandardCharsets.US_ASCII)));
                        connection.close();
                    }
                })
                .ref(0, true));
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream().write(1);
            // Without the server's close_notify the JDK would call this a truncation.
            assertEquals("refused", new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
        fixture.await(status -> status.open() == 0);
    }

    @Test
    void theClientsEndIsTheEnd() throws Exception {
        fixture.start(echo.ref(0, true));
        try (SSLSocket socket = connect((Certificates.Holder) null)) {
            echoes(socket, 1);
            TestProtocol.Handler handler = echo.next();
            // TLS 1.3: closes one half only.
            socket.shutdownOutput();
            handler.closed.get();
        }
    }

    @Test
    void tlsBeginsAndEndsWithTheConfiguration() throws Exception {
        fixture.start(echo.ref(0, true));
        int port = fixture.port();
        try (SSLSocket secret = connect((Certificates.Holder) null)) {
            echoes(secret, 1);
            fixture.configuration.remove("tls.certificate");
            fixture.configuration.remove("tls.key");
            fixture.configure();
            assertEquals(port, fixture.port());
            try (Socket plain = fixture.connect()) {
                echoes(plain, 2);
            }
            echoes(secret, 3);
        }
    }
}
