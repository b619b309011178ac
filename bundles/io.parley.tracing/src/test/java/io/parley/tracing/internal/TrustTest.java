package io.parley.tracing.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.metrics.Metric;
import io.parley.spi.tracing.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A collector that speaks TLS. */
@Timeout(60)
class TrustTest {

    private static final char[] PASSWORD = "not a secret".toCharArray();

    @TempDir
    Path folder;

    private final Figures figures = new Figures();
    private HttpsServer server;

    @BeforeEach
    void listen() throws Exception {
        KeyStore keys = keys("collector");
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", TrustTest::take);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private static void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** A key with its certificate; that is in the file of that name, too. */
    private KeyStore keys(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(keytool.waitFor(30, TimeUnit.SECONDS) && keytool.exitValue() == 0, "keytool");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        String base64 =
                Base64.getMimeEncoder().encodeToString(keys.getCertificate(name).getEncoded());
        Files.writeString(
                folder.resolve(name + ".crt"),
                "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        return keys;
    }

    private double sent(String trust) {
        Map<String, Object> properties = Map.of(
                "endpoint",
                "https://localhost:" + server.getAddress().getPort() + "/v1/traces",
                "interval.ms",
                10,
                "timeout.ms",
                5_000,
                "tls.trust",
                trust);
        try (Silence silence = new Silence()) {
            Traces traces = new Traces(Settings.of(properties, folder).sending(), "1.0", figures);
            traces.tracer(new Sampling(1, true))
                    .begin(Operation.ACCEPT, Message.to(Address.queue("q")).build())
                    .end();
            traces.close(Duration.ofSeconds(20));
        }
        return figures.metrics().get(0).total();
    }

    @Test
    void isSentToWhomItTrustsAlone() throws Exception {
        keys("stranger");
        assertEquals(0, sent(""));
        assertEquals(0, sent("stranger.crt"));
        assertEquals(1, sent("collector.crt"));
        Metric dropped = figures.metrics().get(1);
        assertEquals(2, dropped.total());
    }
}
