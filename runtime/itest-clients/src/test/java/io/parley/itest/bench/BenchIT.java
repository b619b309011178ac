package io.parley.itest.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.bench.server.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The bench runs and finds no message lost, doubled or out of order; how fast it was does not matter here, so all run at the same time.
 */
final class BenchIT {

    private static final Path FOLDER = Path.of("target", "bench");

    @Test
    @Timeout(240)
    @Execution(ExecutionMode.CONCURRENT)
    void comparesPairs() throws IOException {
        compareMqtt("pairs", "--versions=5", "--topologies=4x4");
    }

    @Test
    @Timeout(240)
    @Execution(ExecutionMode.CONCURRENT)
    void comparesFanOutAndFanIn() throws IOException {
        compareMqtt("fans", "--versions=3", "--topologies=1x100,100x1", "--qos=1", "--sessions=clean");
    }

    @Test
    @Timeout(240)
    @Execution(ExecutionMode.CONCURRENT)
    void measuresWhatMetricsCost() throws IOException {
        assumeTrue(System.getProperty("parley.peer", "parley").equals("parley"), "of Parley alone");
        Path report = bench("cost", "cost", "--what=metrics", "--qos=0");
        assertTrue(Files.size(report.resolve("cost.json")) > 0);
    }

    private static void compareMqtt(String name, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(0, "mqtt");
        if (System.getProperty("parley.peer", "parley").equals("mosquitto")) {
            arguments.add("--peer-only");
        }
        Path report = bench(name, arguments.toArray(String[]::new));
        assertTrue(Files.size(report.resolve("mqtt.json")) > 0);
    }

    /**
     * Runs it to its end.
     *
     * @param name of its folder
     * @return the folder with its report
     */
    private static Path bench(String name, String... arguments) throws IOException {
        Path report = FOLDER.resolve(name).resolve("report");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add("io.parley.bench.Bench");
        command.addAll(List.of(arguments));
        command.add("--smoke");
        command.addAll(List.of("--run", System.getProperty("parley.run", "../run")));
        command.addAll(List.of(
                "--out",
                report.toString(),
                "--work",
                FOLDER.resolve(name).resolve("work").toString()));
        try (ChildProcess bench = new ChildProcess("bench", command, Path.of("."))) {
            assertEquals(0, bench.awaitEnd(Duration.ofSeconds(220)), bench::output);
        }
        return report;
    }
}
