package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.Command;
import io.parley.itest.harness.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The metrics of the shared server: read by Prometheus' own parser, compared with what a client counted and with their page. */
final class MetricsIT extends Scenarios {

    private static final String TEXT = "text/plain";
    private static final String QUEUE = "{queue=figures}";
    private static final int MESSAGES = 200;
    private static final int BYTES = 64;
    private static final Path PAGE = Path.of("../../bundles/io.parley.metrics/README.md");

    @BeforeAll
    static void ofParley() {
        assumeTrue(System.getProperty("parley.peer", "parley").equals("parley"), "other servers have other metrics");
    }

    private Scrape scrape() throws Exception {
        return Scrape.of(shared().metricsPort(), TEXT);
    }

    @Test
    void figuresAreWhatAClientCounts() throws Exception {
        Scrape before = scrape();
        int received = 0;
        try (BlockingClient worker = BlockingClient.connect(server(), "figures-worker", true);
                BlockingClient sender = BlockingClient.connect(server(), "figures-sender", true)) {
            for (int i = 0; i < MESSAGES; i++) {
                assertTrue(sender.publish("$queue/figures", i, BYTES, false));
            }
            Scrape waiting = scrape();
            assertEquals(MESSAGES, waiting.value("parley_queue_waiting", "parley_queue_waiting" + QUEUE));
            assertEquals(
                    2,
                    waiting.value("parley_gateway_connected", "parley_gateway_connected{}")
                            - before.value("parley_gateway_connected", "parley_gateway_connected{}"));
            worker.subscribe("$queue/figures");
            for (; received < MESSAGES; received++) {
                worker.take();
            }
            // Answered behind the last acknowledgement of this connection.
            worker.subscribe("figures/nothing");
        }
        Scrape after = scrape();
        assertEquals(received, grown(before, after, "parley_gateway_received", ""));
        assertEquals(received, grown(before, after, "parley_gateway_sent", ""));
        assertEquals(received * BYTES, grown(before, after, "parley_gateway_received_bytes", ""));
        assertEquals(received * BYTES, grown(before, after, "parley_gateway_sent_bytes", ""));
        assertEquals(2, grown(before, after, "parley_gateway_connections", ""));
        assertEquals(received, grown(before, after, "parley_pipeline_accepted", "outcome=stored"));
        assertEquals(received, grown(before, after, "parley_queue_accepted", "queue=figures"));
        assertEquals(received, grown(before, after, "parley_queue_acknowledged", "queue=figures"));
        assertEquals(0, after.value("parley_queue_waiting", "parley_queue_waiting" + QUEUE));
        assertTrue(grown(before, after, "parley_engine_committed", "") >= received);
        assertTrue(after.value("parley_journal_fsync_seconds", "parley_journal_fsync_seconds_count{}") > 0);
    }

    private static double grown(Scrape before, Scrape after, String family, String labels) {
        String sample = family + "_total{" + labels + "}";
        return after.value(family, sample) - before.value(family, sample);
    }

    @Test
    void openMetricsShowsTheSame() throws Exception {
        Scrape open = Scrape.of(shared().metricsPort(), "application/openmetrics-text; version=1.0.0");
        assertTrue(
                open.families().keySet().containsAll(Set.of("parley_gateway_sent_bytes", "process_cpu_seconds")),
                () -> open.families().keySet().toString());
    }

    /** Parses the text, and says what is not as metrics should be: names, units, missing help. */
    @Test
    void promtoolFindsNothingToImprove() throws Exception {
        try (BlockingClient client = BlockingClient.connect(server(), "figures-promtool", true)) {
            assertTrue(client.publish("$queue/figures-promtool", 0, BYTES, false));
        }
        String text = new Pages(shared().metricsPort()).get("/metrics");
        assertTrue(text.startsWith("200\n"), text);
        assertEquals("", Command.run(List.of(promtool(), "check", "metrics"), text.substring(text.indexOf('\n') + 1)));
    }

    private static String promtool() throws IOException {
        return !Unpacked.wanted() && Unpacked.works(List.of("promtool", "--version"), Map.of())
                ? "promtool"
                : Unpacked.debian("prometheus").resolve("usr/bin/promtool").toString();
    }

    @Test
    void thePageNamesEachMetric() throws Exception {
        try (BlockingClient client = BlockingClient.connect(server(), "figures-page", true)) {
            assertTrue(client.publish("$queue/figures-page", 0, BYTES, false));
        }
        TreeMap<String, String> shown = new TreeMap<>();
        scrape().families()
                .forEach((name, family) -> shown.put(
                        family.kind().equals("counter") ? name + "_total" : name,
                        family.kind() + " " + family.labels()));
        TreeMap<String, String> written = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.matches("\\| `(parley|jvm|process)_.*")) {
                String[] cells = line.split(" *\\| *");
                TreeSet<String> labels = Stream.of(cells[3].split("[`, ]+"))
                        .filter(label -> !label.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new));
                written.put(cells[1].replace("`", ""), cells[2] + " " + labels);
            }
        }
        // Caches come with the first read, verdicts with the first interceptor, figures of limits with the first limit,
        // and
        // reasons of a listener with the first client that it has refused.
        written.keySet()
                .removeIf(name -> name.matches("parley_(cache|interceptor_verdicts|listener_refused|ratelimit)_.*")
                        && !shown.containsKey(name));
        assertEquals(lines(written), lines(shown));
    }

    private static String lines(TreeMap<String, String> metrics) {
        return metrics.entrySet().stream()
                .map(metric -> metric.getKey() + " " + metric.getValue())
                .collect(Collectors.joining("\n"));
    }
}
