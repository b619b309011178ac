package io.parley.itest.tracing;

import static com.hivemq.client.mqtt.datatypes.MqttQos.AT_LEAST_ONCE;
import static com.hivemq.client.mqtt.datatypes.MqttQos.AT_MOST_ONCE;
import static com.hivemq.client.mqtt.datatypes.MqttQos.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.parley.bench.server.Ports;
import io.parley.itest.harness.Installation;
import io.parley.itest.harness.Pages;
import io.parley.itest.harness.Waiting;
import io.parley.itest.tracing.OtlpCollector.Received;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an OpenTelemetry collector gets of messages, and what their subscribers get of their traces. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TracingIT {

    private static final String PID = "io.parley.tracing";
    private static final String PUBLISHER = "00f067aa0ba902b7";

    private OtlpCollector collector;
    private Installation parley;
    private int metricsPort;
    private List<String> configured;

    @BeforeAll
    void start() throws IOException {
        collector = new OtlpCollector();
        metricsPort = Ports.free();
        parley = Installation.of("tracing", "io.parley.metrics:port=" + metricsPort);
        parley.configure("io.parley.route~in", "router = content", "rules = [\"otherwise -> queue:work\"]");
        configured = List.of("enabled = true");
        parley.configure(PID, lines("enabled = true"));
        parley.start();
    }

    @AfterAll
    void stop() {
        parley.close();
        collector.close();
    }

    private String[] lines(String... more) {
        String[] lines = new String[more.length + 3];
        lines[0] = "endpoint = " + collector.endpoint();
        lines[1] = "interval.ms = 20";
        lines[2] = "service.name = parley-test";
        System.arraycopy(more, 0, lines, 3, more.length);
        return lines;
    }

    /** Configures tracing, and waits until it is so: by messages whose traces tell. */
    @BeforeEach
    void on() throws Exception {
        configure(true, "enabled = true");
    }

    private void configure(boolean traced, String... more) throws Exception {
        if (List.of(more).equals(configured)) {
            return;
        }
        configured = List.of(more);
        parley.configure(PID, lines(more));
        try (TracedClient probe = client("probe")) {
            probe.subscribe("probe", AT_MOST_ONCE);
            Waiting.until("tracing as in " + String.join(", ", more), () -> {
                probe.publish("probe", AT_MOST_ONCE, false);
                try {
                    return probe.nextTraceParent().isEmpty() != traced;
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });
        }
    }

    private TracedClient client(String id) {
        return new TracedClient(parley.address(), id);
    }

    private static String newTrace() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static String publisher(String trace) {
        return "00-" + trace + "-" + PUBLISHER + "-01";
    }

    private static void assertParent(Received parent, Received child) {
        assertEquals(parent.id(), child.parent(), () -> child.name() + " is not a part of " + parent.name());
        assertTrue(parent.span().getStartTimeUnixNano() <= child.span().getStartTimeUnixNano());
    }

    @Test
    void oneMessageFromItsPublisherThroughARouteAndAQueue() throws Exception {
        String trace = newTrace();
        try (TracedClient sender = client("sender");
                TracedClient worker = client("worker")) {
            worker.subscribe("$queue/work", AT_LEAST_ONCE);
            sender.publish(
                    "$route/in",
                    AT_LEAST_ONCE,
                    false,
                    "first",
                    "1",
                    "traceparent",
                    publisher(trace),
                    "tracestate",
                    "vendor=1",
                    "last",
                    "2");
            Mqtt5Publish message = worker.next();
            Map<String, Received> before = collector.trace(trace, 4);
            assertEquals(Set.of("receive", "accept", "route", "journal"), before.keySet());
            message.acknowledge();
            Map<String, Received> spans = collector.trace(trace, 5);
            Received receive = spans.get("receive");
            Received accept = spans.get("accept");
            Received deliver = spans.get("deliver");
            assertEquals(PUBLISHER, receive.parent());
            assertParent(receive, accept);
            assertParent(accept, spans.get("route"));
            assertParent(accept, spans.get("journal"));
            assertParent(accept, deliver);
            assertEquals("receive in", receive.name());
            assertEquals("route content", spans.get("route").name());
            assertEquals("deliver work", deliver.name());
            assertEquals(SpanKind.SPAN_KIND_CONSUMER, receive.span().getKind());
            assertEquals(SpanKind.SPAN_KIND_PRODUCER, deliver.span().getKind());
            assertEquals("parley-test", receive.service());
            assertEquals("sender", receive.attribute("messaging.client.id"));
            assertEquals("worker", deliver.attribute("messaging.client.id"));
            assertEquals("parley", deliver.attribute("messaging.system"));
            assertEquals("send", deliver.attribute("messaging.operation.type"));
            assertEquals("work", deliver.attribute("messaging.destination.name"));
            assertEquals("5", deliver.attribute("messaging.message.body.size"));
            assertEquals("stored", accept.attribute("parley.outcome"));
            assertFalse(
                    spans.get("journal").attribute("parley.journal.position").isEmpty());
            assertEquals(deliver.traceParent(), TracedClient.property(message, "traceparent"));
            assertEquals("vendor=1", TracedClient.property(message, "tracestate"));
            assertEquals(
                    "[first, traceparent, tracestate, last]",
                    message.getUserProperties().asList().stream()
                            .map(property -> property.getName().toString())
                            .toList()
                            .toString());
        }
    }

    @Test
    void aTopicAtEachQualityOfService() throws Exception {
        try (TracedClient reader = client("reader")) {
            reader.subscribe("news/#", EXACTLY_ONCE);
            for (MqttQos qos : MqttQos.values()) {
                reader.publish("news/" + qos.getCode(), qos, false);
                String traceParent = reader.nextTraceParent();
                String trace = traceParent.split("-")[1];
                // Nothing durable takes it at QoS 0: it does not come to the journal.
                Map<String, Received> spans = collector.trace(trace, qos == AT_MOST_ONCE ? 3 : 4);
                assertEquals("", spans.get("receive").parent());
                assertParent(spans.get("receive"), spans.get("accept"));
                assertParent(spans.get("accept"), spans.get("deliver"));
                assertEquals(spans.get("deliver").traceParent(), traceParent);
                assertEquals("deliver topic", spans.get("deliver").name());
                assertEquals("news/" + qos.getCode(), spans.get("deliver").attribute("messaging.destination.name"));
            }
        }
    }

    @Test
    void aTraceOutlivesARestart() throws Exception {
        String inbox = newTrace();
        String retained = newTrace();
        try (TracedClient away = client("away")) {
            away.subscribe("later/#", AT_LEAST_ONCE);
        }
        try (TracedClient sender = client("sender")) {
            sender.publish("later/on", AT_LEAST_ONCE, false, "traceparent", publisher(inbox));
            sender.publish("kept", AT_LEAST_ONCE, true, "traceparent", publisher(retained));
        }
        Received accepted = collector.trace(inbox, 3).get("accept");
        parley.stop();
        parley.start();
        try (TracedClient away = client("away")) {
            assertEquals(inbox, away.nextTraceParent().split("-")[1]);
            assertParent(accepted, collector.trace(inbox, 4).get("deliver"));
            away.subscribe("kept", AT_LEAST_ONCE);
            String traceParent = away.nextTraceParent();
            Received deliver = collector.trace(retained, 4).get("deliver");
            assertEquals(deliver.traceParent(), traceParent);
            assertEquals("true", deliver.attribute("parley.retained"));
        }
    }

    @Test
    void nothingIsSampledButWhatItsSenderTraces() throws Exception {
        configure(false, "enabled = true", "sampling.ratio = 0");
        String traced = newTrace();
        String untraced = newTrace();
        try (TracedClient client = client("sampled")) {
            client.subscribe("sampled", AT_LEAST_ONCE);
            client.publish("sampled", AT_LEAST_ONCE, false);
            assertEquals("", client.nextTraceParent());
            String unsampled = publisher(untraced).replaceAll("1$", "0");
            client.publish("sampled", AT_LEAST_ONCE, false, "traceparent", unsampled);
            assertEquals(unsampled, client.nextTraceParent());
            client.publish("sampled", AT_LEAST_ONCE, false, "traceparent", publisher(traced));
            assertEquals(traced, client.nextTraceParent().split("-")[1]);
        }
        collector.trace(traced, 4);
        assertEquals(
                Set.of(traced),
                collector.all().stream()
                        .filter(span ->
                                span.attribute("messaging.destination.name").equals("sampled"))
                        .map(Received::trace)
                        .collect(Collectors.toSet()));
    }

    @Test
    void goesOnAndOffWhileClientsStayConnected() throws Exception {
        try (TracedClient client = client("stays")) {
            client.subscribe("live", AT_LEAST_ONCE);
            configure(false, "enabled = false");
            String trace = newTrace();
            client.publish("live", AT_LEAST_ONCE, false, "traceparent", publisher(trace));
            assertEquals(publisher(trace), client.nextTraceParent(), "it passes as it is");
            int before = parley.logged();
            parley.configure(PID, lines("enabled = perhaps"));
            String line = parley.awaitLog(before, text -> text.contains(PID) && text.contains("'perhaps'"));
            assertTrue(line.contains("enabled is true or false"), line);
            assertTrue(line.contains("the last good values stay"), line);
            configure(true, "enabled = true");
            client.publish("live", AT_LEAST_ONCE, false, "traceparent", publisher(trace));
            assertEquals(trace, client.nextTraceParent().split("-")[1]);
            collector.trace(trace, 4);
            assertTrue(client.connected());
        }
        Pages pages = new Pages(metricsPort);
        assertTrue(
                pages.get("/metrics").matches("(?s).*\nparley_tracing_sent_total [1-9].*"),
                () -> "no span was counted");
    }
}
