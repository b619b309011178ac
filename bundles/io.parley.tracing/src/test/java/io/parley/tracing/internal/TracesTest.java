package io.parley.tracing.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.metrics.Metric;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Tracer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of spans when the collector takes them, refuses them, is slow, or is not there. */
@Timeout(30)
class TracesTest {

    private static final Message MESSAGE = Message.to(Address.queue("q")).build();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<HttpExchange> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch go = new CountDownLatch(1);
    private final Figures figures = new Figures();
    private final Map<String, Object> properties = new HashMap<>();
    private volatile int status = 200;
    private volatile boolean slow;
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        properties.put("endpoint", "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
        properties.put("interval.ms", 10);
        properties.put("timeout.ms", 10_000);
    }

    @AfterEach
    void close() {
        go.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        requests.add(exchange);
        if (slow) {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private Traces traces() {
        return new Traces(Settings.of(properties, Path.of("")).sending(), "1.0", figures);
    }

    private static void spans(Traces traces, int count) {
        Tracer tracer = traces.tracer(new Sampling(1, true));
        for (int i = 0; i < count; i++) {
            tracer.begin(Operation.ACCEPT, MESSAGE).end();
        }
    }

    private double figure(String name, String reason) {
        ToDoubleFunction<Metric> value = metric -> metric.readings().stream()
                .filter(reading ->
                        reading.labels().isEmpty() || reading.labels().containsValue(reason))
                .mapToDouble(reading -> reading.sum())
                .sum();
        return figures.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .mapToDouble(value)
                .sum();
    }

    @Test
    void whatTheCollectorTakesIsSent() throws Exception {
        properties.put("headers", "authorization=Bearer%20secret");
        Traces traces = traces();
        spans(traces, 3);
        HttpExchange request = requests.take();
        assertEquals("/v1/traces", request.getRequestURI().getPath());
        assertEquals("application/x-protobuf", request.getRequestHeaders().getFirst("content-type"));
        assertEquals("gzip", request.getRequestHeaders().getFirst("content-encoding"));
        assertEquals("Bearer secret", request.getRequestHeaders().getFirst("authorization"));
        traces.close(Duration.ofSeconds(20));
        assertEquals(3, figure("tracing.sent", ""));
        assertEquals(0, figure("tracing.dropped", "collector"));
    }

    @Test
    void whatWaitsIsSentAtTheEnd() {
        properties.put("interval.ms", 600_000);
        Traces traces = traces();
        spans(traces, 5);
        traces.close(Duration.ofSeconds(20));
        assertEquals(5, figure("tracing.sent", ""));
        assertEquals(1, requests.size());
    }

    @Test
    void whatTheCollectorRefusesIsDroppedAndSaidOnce() throws Exception {
        status = 400;
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (Silence silence = new Silence();
                Traces traces = traces()) {
            for (int i = 1; i <= 3; i++) {
                spans(traces, 1);
                await("tracing.dropped", "collector", i);
            }
            status = 200;
            spans(traces, 1);
            await("tracing.sent", "", 1);
            spans(traces, 1);
            await("tracing.sent", "", 2);
        } finally {
            System.setErr(before);
        }
        List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(1, lines.size(), () -> "" + lines);
        assertTrue(lines.get(0).contains("Traces do not reach " + properties.get("endpoint")), lines.get(0));
        assertTrue(lines.get(0).contains("it answers with status 400"), lines.get(0));
    }

    private void await(String name, String reason, double value) {
        while (figure(name, reason) < value) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aSlowCollectorSlowsNobody() throws Exception {
        slow = true;
        properties.put("queue.max", 10);
        Traces traces = traces();
        spans(traces, 1);
        requests.take();
        spans(traces, 100);
        traces.read();
        double dropped = figure("tracing.dropped", "queue");
        assertTrue(dropped >= 80 && dropped <= 90, "so many did not fit: " + dropped);
        traces.read();
        assertEquals(dropped, figure("tracing.dropped", "queue"), "each is counted once");
        go.countDown();
        traces.close(Duration.ofSeconds(20));
        assertEquals(101, figure("tracing.sent", "") + dropped);
    }

    @Test
    void aCollectorThatIsNotThereIsNotWaitedForLongerThanAllowed() {
        server.stop(0);
        Traces traces = traces();
        spans(traces, 1);
        long begun = System.nanoTime();
        traces.close(Duration.ofMillis(100));
        assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) < 5);
    }

    @Test
    void anAnswerInTimeIsWaitedForAndNoneLater() throws Exception {
        slow = true;
        properties.put("timeout.ms", 200);
        try (Traces traces = traces()) {
            spans(traces, 2);
            await("tracing.dropped", "collector", 2);
            assertTrue(requests.size() >= 1);
        }
    }
}
