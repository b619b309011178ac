package io.parley.itest.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process whose output is told line by line. It dies with this JVM at the latest. */
final class Program {

    private final Process process;
    private final Writer input;
    private final Thread reader;

    /**
     * Starts it.
     *
     * @param lines gets each line of its output, both streams, on a thread of the program
     * @param end told when there is no more output
     */
    Program(List<String> command, Map<String, String> environment, Consumer<String> lines, Runnable end)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("target").toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        input = process.outputWriter(UTF_8);
        reader = new Thread(() -> read(lines, end), command.get(0) + " output");
        reader.setDaemon(true);
        reader.start();
    }

    boolean alive() {
        return process.isAlive();
    }

    synchronized void send(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    synchronized void endInput() throws IOException {
        input.close();
    }

    /** Waits until it has ended and all of its output was told; its exit code, or -1 when the time is over. */
    int awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return -1;
            }
            reader.join(limit.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** SIGTERM. */
    void term() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    private void read(Consumer<String> lines, Runnable end) {
        try (BufferedReader output = process.inputReader(UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            lines.accept("The output broke: " + e.getMessage());
        }
        end.run();
    }
}
