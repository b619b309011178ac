package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One process of the distribution, started by runtime/run; gone after {@link #close} whatever happens. */
final class Runtime implements AutoCloseable {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final Process process;
    private final Path out;
    private final Path err;

    Runtime(Path folder, String... arguments) throws IOException {
        out = Files.createTempFile(folder, "out", "");
        err = Files.createTempFile(folder, "err", "");
        List<String> command = new ArrayList<>();
        command.add(Distribution.HOME.resolve("run").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process = builder.start();
    }

    /** Waits for a line on standard output. */
    Runtime await(String line) throws Exception {
        awaitLine(out, line);
        return this;
    }

    /** Waits until a line of the file contains the text, while the process lives; the line. */
    String awaitLine(Path file, String text) throws Exception {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (true) {
            boolean last = !process.isAlive() || System.nanoTime() - end > 0;
            for (String line : Files.readAllLines(file)) {
                if (line.contains(text)) {
                    return line;
                }
            }
            if (last) {
                throw new AssertionError(
                        "no line \"" + text + "\" in " + file + "; output " + output() + "\n" + errors());
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /** The exit code. */
    int end() throws Exception {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new AssertionError("does not end: " + output() + "\n" + errors());
        }
        return process.exitValue();
    }

    /** SIGTERM, and the exit code. */
    int terminate() throws Exception {
        process.destroy();
        return end();
    }

    /** How nice each of its threads is to others, by the first 15 characters of its name; nothing elsewhere than on Linux. */
    Map<String, Integer> niceness() throws IOException {
        Path threads = Path.of("/proc", String.valueOf(process.pid()), "task");
        if (!Files.isDirectory(threads)) {
            return Map.of();
        }
        Map<String, Integer> niceness = new TreeMap<>();
        try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
            for (Path thread : each) {
                try {
                    String stat = Files.readString(thread.resolve("stat"));
                    int end = stat.lastIndexOf(')');
                    String[] fields = stat.substring(end + 2).split(" ");
                    niceness.put(stat.substring(stat.indexOf('(') + 1, end), Integer.valueOf(fields[16]));
                } catch (IOException e) {
                    assertFalse(Files.exists(thread), e::toString);
                }
            }
        }
        return niceness;
    }

    List<String> output() throws IOException {
        return Files.readAllLines(out);
    }

    String errors() throws IOException {
        return Files.readString(err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
