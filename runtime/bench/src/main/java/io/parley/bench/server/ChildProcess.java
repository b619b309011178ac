package io.parley.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A child process with its output. It dies with this JVM at the latest. Safe for all threads. */
public final class ChildProcess implements AutoCloseable {

    private static final int LINES_KEPT = 2000;
    private static final long MICROS_PER_TICK = 10_000;

    /** What is printed comes a moment after the end; a process that it has left behind may keep the pipe open for ever. */
    private static final long OUTPUT_MILLIS = 5_000;

    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(ChildProcess::destroy)));
    }

    private final String name;
    private final Process process;
    private final Consumer<String> hearer;
    private final Thread collector;
    private final Deque<String> lines = new ArrayDeque<>();
    private boolean ended;

    /** Starts the command with standard error merged into its output. */
    public ChildProcess(String name, List<String> command, Path folder) throws IOException {
        this(name, command, folder, Map.of());
    }

    /** As above, with more environment variables. */
    public ChildProcess(String name, List<String> command, Path folder, Map<String, String> environment)
            throws IOException {
        this(name, command, folder, environment, line -> {});
    }

    /**
     * As above.
     *
     * @param hearer gets each line of output, on a thread of its own
     */
    public ChildProcess(
            String name, List<String> command, Path folder, Map<String, String> environment, Consumer<String> hearer)
            throws IOException {
        this.name = name;
        this.hearer = hearer;
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        ALIVE.add(process);
        collector = new Thread(this::collect, name + " output");
        collector.setDaemon(true);
        collector.start();
    }

    /**
     * Waits for a line of output, also one that came before.
     *
     * @throws IOException when the process ends or the time is over before; the message has its output
     */
    public String awaitLine(Predicate<String> wanted, Duration limit) throws IOException {
        return awaitLines(wanted, 1, limit).get(0);
    }

    /** As {@link #awaitLine}, for that number of lines or more. */
    public synchronized List<String> awaitLines(Predicate<String> wanted, int count, Duration limit)
            throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            List<String> found = lines.stream().filter(wanted).toList();
            if (found.size() >= count) {
                return found;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                throw new IOException(name + (ended ? " ended" : " gave not " + count + " such lines in " + limit)
                        + ":\n" + output());
            }
            pause(left);
        }
    }

    /** What it printed, the newest {@value #LINES_KEPT} lines. */
    public synchronized String output() {
        return String.join("\n", lines);
    }

    /** As {@link #output}, line by line. */
    public synchronized List<String> lines() {
        return new ArrayList<>(lines);
    }

    public long pid() {
        return process.pid();
    }

    /** Whether it ends within that time. */
    public boolean endsWithin(Duration time) throws IOException {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for the end of " + name, e);
        }
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Writes to its standard input. */
    public void send(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends its standard input. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** SIGTERM, and waits for the end; then its exit code. */
    public int term(Duration limit) throws IOException {
        process.destroy();
        return awaitEnd(limit);
    }

    /** SIGKILL to it and its children, and waits for the end. */
    public void kill9() throws IOException {
        destroy(process);
        awaitEnd(Duration.ofSeconds(20));
    }

    /** Waits for the end, and for all that it printed; then its exit code. */
    public int awaitEnd(Duration limit) throws IOException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(name + " did not end within " + limit + ":\n" + output());
            }
            collector.join(OUTPUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for the end of " + name, e);
        }
        ALIVE.remove(process);
        return process.exitValue();
    }

    /** User and system time of the process in µs; NaN where /proc does not tell. */
    public double cpuMicros() {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            // The second field is the command in parentheses and may hold blanks; utime and stime are 14 and 15.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * (double) MICROS_PER_TICK;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    @Override
    public void close() {
        destroy(process);
        try {
            awaitEnd(Duration.ofSeconds(20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void destroy(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
                hearer.accept(line);
            }
        } catch (IOException e) {
            // The pipe of a killed process may break; what it said until then is here.
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void add(String line) {
        if (lines.size() == LINES_KEPT) {
            lines.removeFirst();
        }
        lines.add(line);
        notifyAll();
    }

    private void pause(long millis) throws IOException {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + name, e);
        }
    }
}
