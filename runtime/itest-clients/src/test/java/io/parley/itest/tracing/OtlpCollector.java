package io.parley.itest.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/** A collector that keeps what it gets by OTLP over HTTP. Safe for all threads. */
final class OtlpCollector implements AutoCloseable {

    private final HttpServer server;
    private final List<Received> spans = new ArrayList<>(); // guarded by this

    /**
     * A span.
     *
     * @param parent the id of its parent; empty where it has none
     * @param attributes each as text
     */
    record Received(
            String trace,
            String id,
            String parent,
            String name,
            Span span,
            String service,
            Map<String, String> attributes) {

        /** The first word of the name. */
        String operation() {
            return name.split(" ")[0];
        }

        String attribute(String key) {
            return attributes.getOrDefault(key, "");
        }

        /** What names it as parent, in W3C's form. */
        String traceParent() {
            return "00-" + trace + "-" + id + "-" + HexFormat.of().toHexDigits((byte) span.getFlags());
        }
    }

    OtlpCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request =
                    ExportTraceServiceRequest.parseFrom(new GZIPInputStream(exchange.getRequestBody()));
            keep(request);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private synchronized void keep(ExportTraceServiceRequest request) {
        request.getResourceSpansList().forEach(resource -> {
            String service = resource.getResource().getAttributesList().stream()
                    .filter(attribute -> attribute.getKey().equals("service.name"))
                    .map(attribute -> attribute.getValue().getStringValue())
                    .findFirst()
                    .orElse("");
            resource.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(received(span, service))));
        });
    }

    private static Received received(Span span, String service) {
        Map<String, String> attributes = new TreeMap<>();
        span.getAttributesList().forEach(attribute -> {
            var value = attribute.getValue();
            attributes.put(
                    attribute.getKey(),
                    switch (value.getValueCase()) {
                        case STRING_VALUE -> value.getStringValue();
                        case INT_VALUE -> String.valueOf(value.getIntValue());
                        case BOOL_VALUE -> String.valueOf(value.getBoolValue());
                        default -> value.toString();
                    });
        });
        HexFormat hex = HexFormat.of();
        return new Received(
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                span.getName(),
                span,
                service,
                attributes);
    }

    /** All that have come. */
    synchronized List<Received> all() {
        return List.copyOf(spans);
    }

    /** Waits until the trace has as many spans as that; all of them, by operation. There is one of each. */
    Map<String, Received> trace(String trace, int count) throws IOException {
        return Waiting.forValue(() -> count + " spans of " + trace + "; there are: " + names(), () -> {
            Map<String, Received> found = new TreeMap<>();
            for (Received span : all()) {
                if (span.trace().equals(trace) && found.put(span.operation(), span) != null) {
                    throw new AssertionError("a second span " + span.name() + " of " + trace);
                }
            }
            return found.size() == count ? Optional.of(found) : Optional.empty();
        });
    }

    private TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>();
        all().forEach(span -> names.add(span.trace() + " " + span.name()));
        return names;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
