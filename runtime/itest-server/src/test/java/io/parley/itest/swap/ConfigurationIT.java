package io.parley.itest.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.Installation;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Files in {@code deploy/} change under traffic: what is right counts from the next message on, what is wrong is named and
 * changes nothing (promise 7).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConfigurationIT {

    private static final String QUEUE = "io.parley.queue~packed";
    private static final String ROUTE = "io.parley.route~in";

    private Installation parley;

    @BeforeAll
    void start() throws IOException {
        parley = Installation.of("configuration");
        parley.configure(QUEUE, "compressor = zstd", "max.messages = 100000");
        parley.configure(ROUTE, "router = content", "rules = [\"size >= 28 -> queue:first\"]");
        parley.start();
    }

    @AfterAll
    void stop() {
        if (parley != null) {
            parley.close();
        }
    }

    @Test
    void compressorOfAQueue() throws Exception {
        try (Traffic traffic = new Traffic(parley.address(), "$queue/packed", true, "$queue/packed").subscribe()) {
            traffic.send().flow(500);
            assertEquals(0, calls("gzip"));
            int before = parley.logged();
            parley.configure(QUEUE, "compressor = gzip", "max.messages = 100000");
            parley.awaitLog(before, "queue:packed is configured by " + QUEUE);
            Waiting.until("gzip at work", () -> calls("gzip") > 0);
            traffic.flow(200);
            refused(
                    QUEUE,
                    List.of("overflow", "'explode'", "reject, drop-oldest or drop-newest"),
                    "compressor = zstd",
                    "overflow = explode");
            refused(
                    QUEUE,
                    List.of("max.messages", "not '0'", "1 to 1000000000"),
                    "compressor = zstd",
                    "max.messages = 0");
            refused(
                    QUEUE,
                    List.of("max.messages", "'many'", "1 to 1000000000"),
                    "compressor = zstd",
                    "max.messages = many");
            refused(QUEUE, List.of("durability", "'sometimes'", "fsync, os or memory"), "durability = sometimes");
            long gzip = calls("gzip");
            traffic.flow(500);
            assertTrue(calls("gzip") > gzip, "the last good configuration is not in use");
            assertEquals("gzip", parley.cell("parley:queues", "COMPRESSOR", "packed"));
            traffic.finish("compressor changed");
        }
    }

    @Test
    void rulesOfARoute() throws Exception {
        String[] filters = {"$queue/first", "$queue/second"};
        try (Traffic traffic = new Traffic(parley.address(), "$route/in", true, filters).subscribe()) {
            traffic.send().flow(0, 500);
            configureRoute("rules = [\"size >= 28 -> queue:second\"]");
            traffic.flow(1, 500);
            refused(
                    ROUTE,
                    List.of("rules", "size >=", "queue:first"),
                    "router = content",
                    "rules = [\"size >= -> queue:first\"]");
            refused(ROUTE, List.of("rules"), "router = content");
            refused(
                    ROUTE,
                    List.of("rules", "'route:in'", "route:in -> route:in"),
                    "router = content",
                    "rules = [\"size >= 28 -> queue:first\", \"otherwise -> route:in\"]");
            traffic.flow(1, 500);
            configureRoute("rules = [\"size < 28 -> queue:second\", \"otherwise -> queue:first\"]");
            traffic.flow(0, 500);
            traffic.finish("rules changed");
        }
    }

    private void configureRoute(String rules) throws IOException {
        int before = parley.logged();
        parley.configure(ROUTE, "router = content", rules);
        parley.awaitLog(before, "route:in is configured by " + ROUTE);
    }

    /** One line names the PID and what is wrong with it, and says that what was good stays. */
    private void refused(String pid, List<String> texts, String... lines) throws IOException {
        int before = parley.logged();
        parley.configure(pid, lines);
        String line = parley.awaitLog(before, text -> text.contains(pid));
        System.out.println(line);
        texts.forEach(text -> assertTrue(line.contains(text), () -> "no \"" + text + "\" in: " + line));
        assertTrue(line.contains(" stays as it was"), line);
        assertFalse(line.contains("is configured by"), () -> Arrays.toString(lines) + " was taken");
    }

    private long calls(String compressor) throws IOException {
        return Long.parseLong(parley.cell("parley:plugins", "CALLS", "compressor", compressor));
    }
}
