package io.parley.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
