package io.parley.metrics.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engine.contract.Page;
import io.parley.spi.health.Health;
import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Kind;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerTest {

    private static final long LIMIT_MILLIS = 500;

    private final List<Page> pages = new CopyOnWriteArrayList<>();
    private final Histogram fsync = Histogram.ofTimes("journal.fsync", "How long it took");
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server;

    @BeforeEach
    void start() throws IOException {
        AllMetrics metrics = new AllMetrics(List.of(() -> List.of(
                fsync.metric(),
                Metric.counter("gateway.sent", Unit.BYTES, "Payloads", 1234),
                Metric.gauge("jvm.threads", "Threads", 7),
                new Metric(
                        "queue.waiting",
                        Kind.GAUGE,
                        Unit.NONE,
                        "Messages \\ in\nqueues",
                        List.of(Reading.value(3, "queue", "a\"b\\c\nd"))))));
        pages.add(new MetricsPage(metrics, Settings.DEFAULT));
        server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages, LIMIT_MILLIS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    @Test
    void metricsAreTextForPrometheus() throws Exception {
        fsync.add(20_000);
        HttpResponse<String> response = get("/metrics");
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                response.headers().firstValue("Content-Type").orElse(""));
        List<String> lines = response.body().lines().toList();
        for (String line : List.of(
                "# TYPE parley_gateway_sent_bytes_total counter",
                "parley_gateway_sent_bytes_total 1234.0",
                "jvm_threads 7.0",
                "# TYPE parley_journal_fsync_seconds histogram",
                "parley_journal_fsync_seconds_bucket{le=\"1.0E-5\"} 0",
                "parley_journal_fsync_seconds_bucket{le=\"2.5E-5\"} 1",
                "parley_journal_fsync_seconds_bucket{le=\"+Inf\"} 1",
                "parley_journal_fsync_seconds_count 1",
                "parley_journal_fsync_seconds_sum 2.0E-5",
                "# HELP parley_queue_waiting Messages \\\\ in\\nqueues",
                "parley_queue_waiting{queue=\"a\\\"b\\\\c\\nd\"} 3.0")) {
            assertTrue(lines.contains(line), () -> line + " is not in\n" + response.body());
        }
    }

    @Test
    void whoWantsOpenMetricsGetsIt() throws Exception {
        HttpResponse<String> response = client.send(
                request("/metrics")
                        .header("Accept", "application/openmetrics-text;version=1.0.0")
                        .build(),
                BodyHandlers.ofString());
        assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("application/openmetrics-text"));
        assertTrue(response.body().endsWith("# EOF\n"), response.body());
    }

    @Test
    void compressesForThoseWhoUnderstandIt() throws Exception {
        byte[] plain = client.send(request("/metrics").build(), BodyHandlers.ofByteArray())
                .body();
        HttpResponse<byte[]> response = client.send(
                request("/metrics").header("Accept-Encoding", "deflate, gzip").build(), BodyHandlers.ofByteArray());
        assertEquals("gzip", response.headers().firstValue("Content-Encoding").orElse(""));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertArrayEquals(plain, in.readAllBytes());
        }
        HttpResponse<byte[]> refused = client.send(
                request("/metrics").header("Accept-Encoding", "gzip;q=0").build(), BodyHandlers.ofByteArray());
        assertArrayEquals(plain, refused.body());
    }

    @Test
    void pagesAreOnlyRead() throws Exception {
        HttpResponse<String> posted = client.send(
                request("/metrics").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());
        assertEquals(405, posted.statusCode());
        assertEquals("GET, HEAD", posted.headers().firstValue("Allow").orElse(""));
        HttpResponse<String> head = client.send(
                request("/metrics").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertTrue(head.headers().firstValueAsLong("Content-Length").orElse(0) > 100);
    }

    @Test
    void otherPathsNameThePages() throws Exception {
        HttpResponse<String> response = get("/");
        assertEquals(404, response.statusCode());
        assertEquals("Pages:\n/metrics\n", response.body());
    }

    @Test
    void aPageThatFailsSaysSo() throws Exception {
        pages.add(new Page() {
            @Override
            public String path() {
                return "/broken";
            }

            @Override
            public Answer answer(String accept) {
                throw new IllegalStateException("not now");
            }
        });
        HttpResponse<String> response = get("/broken");
        assertEquals(500, response.statusCode());
        assertTrue(response.body().contains("not now"), response.body());
    }

    @Test
    void clientsThatSayNothingDoNotHoldUpOthers() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort());
                silent.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertEquals(200, get("/metrics").statusCode());
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void anAddressInUseIsToldAndTriedAgain() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Endpoint endpoint = new Endpoint(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort()), pages)) {
            assertEquals(Health.Status.DOWN, endpoint.report().status());
            assertTrue(
                    endpoint.report()
                            .message()
                            .startsWith("io.parley.metrics cannot listen on 127.0.0.1:" + taken.getLocalPort()),
                    endpoint.report().message());
        }
        try (Endpoint endpoint = new Endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages)) {
            assertEquals(Health.Status.UP, endpoint.report().status());
            assertEquals(
                    "http://127.0.0.1:" + endpoint.address().getPort() + ": /metrics",
                    endpoint.report().message());
        }
    }
}
