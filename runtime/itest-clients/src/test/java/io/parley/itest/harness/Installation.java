package io.parley.itest.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.bench.server.Folders;
import io.parley.bench.server.ParleyBroker;
import io.parley.bench.server.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The started distribution with what its operator has: a shell, the folder {@code deploy/} and the log. */
public final class Installation implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Path base;
    private final Operator operator;
    private final ParleyBroker broker;

    private Installation(Path run, Path base, List<String> settings) throws IOException {
        this.base = base;
        this.operator = Operator.of(base);
        List<String> all = new ArrayList<>(settings);
        all.addAll(operator.settings());
        this.broker = new ParleyBroker(run, base, Ports.free(), all);
    }

    /**
     * One that is not started yet, on an empty data folder.
     *
     * @param name of the data folder
     * @param settings {@code PID:KEY=VALUE}
     */
    public static Installation of(String name, String... settings) throws IOException {
        return of(run(), name, settings);
    }

    /** As above, of another distribution. */
    public static Installation of(Path run, String name, String... settings) throws IOException {
        Path base = Path.of("target", "data", name).toAbsolutePath();
        return new Installation(run, Folders.fresh(base), List.of(settings));
    }

    /** The same data folder under another distribution. */
    public Installation under(Path otherRun) throws IOException {
        return new Installation(otherRun, base, List.of());
    }

    /** {@code runtime/run}. */
    public static Path run() {
        return Path.of(System.getProperty("parley.run", "../run")).toAbsolutePath();
    }

    /** The jar of a bundle of the distribution. */
    public static Path jar(String bundle) {
        return home().resolve("bundles").resolve(bundle + ".jar");
    }

    /** The unpacked distribution. */
    public static Path home() {
        return run().resolveSibling("felix/target/parley");
    }

    public Installation start() throws IOException {
        broker.start();
        return this;
    }

    public InetSocketAddress address() {
        return broker.address();
    }

    /** Parley's data folder, at which relative paths begin. */
    public Path data() {
        return operator.data();
    }

    /** SIGTERM, and the end of it. */
    public void stop() throws IOException {
        assertEquals(0, broker.process().term(STOP_LIMIT), "exit code after SIGTERM");
    }

    /** SIGKILL. */
    public void kill() throws IOException {
        broker.process().kill9();
    }

    public boolean alive() {
        return broker.process().alive();
    }

    /** What it printed, to either stream. */
    public String output() {
        return broker.process().output();
    }

    /** For a test that needs the shell: skips it, before anything is started, where there is none. */
    public Installation requireShell() {
        operator.requireShell();
        return this;
    }

    /** Runs a shell command in it; what the command printed. An {@link AssertionError} when it fails. */
    public String exec(String command) throws IOException {
        return exec(command, "");
    }

    /** As above, with that as the command's input. */
    public String exec(String command, String input) throws IOException {
        return operator.exec(command, input);
    }

    /** Puts a file into {@code deploy/}, whole at once. */
    public void deploy(String file, byte[] content) throws IOException {
        Path part = Files.createDirectories(base.resolve("parts")).resolve(file);
        Files.write(part, content);
        Path deploy = Files.createDirectories(base.resolve("deploy"));
        Files.move(part, deploy.resolve(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes a configuration file into {@code deploy/}. */
    public void configure(String pid, String... lines) throws IOException {
        deploy(pid + ".cfg", (String.join("\n", lines) + "\n").getBytes());
    }

    /** Deletes a file from {@code deploy/}. */
    public void withdraw(String file) throws IOException {
        Files.delete(base.resolve("deploy").resolve(file));
    }

    /** The number of a bundle. */
    public int bundle(String symbolicName) throws IOException {
        return operator.bundle(symbolicName).orElseThrow(() -> new IOException("There is no bundle " + symbolicName));
    }

    /**
     * The shell's list of the bundles with that in their name. The command fails when a bundle goes while it makes the list:
     * then it is asked again, since what is looked at changes.
     */
    public String bundles(String part) throws IOException {
        while (true) {
            try {
                return exec("lb -s " + part);
            } catch (AssertionError e) {
                if (!e.getMessage().contains("Bundle is uninstalled")) {
                    throw e;
                }
            }
        }
    }

    /** A cell of a table that a command prints, found by the first words of its row. */
    public String cell(String command, String column, String... row) throws IOException {
        List<String> lines = exec(command).lines().toList();
        int index = List.of(lines.get(0).split(" +")).indexOf(column);
        return lines.stream()
                .map(line -> List.of(line.split(" +")))
                .filter(cells ->
                        cells.size() > index && cells.subList(0, row.length).equals(List.of(row)))
                .map(cells -> cells.get(index))
                .findFirst()
                .orElse("");
    }

    /** How many lines the log has. */
    public int logged() throws IOException {
        return log().size();
    }

    /** Waits for a line of the log behind the first so many. */
    public String awaitLog(int behind, Predicate<String> wanted) throws IOException {
        return Waiting.forValue(
                () -> "a line of the log; the last ones:\n" + tail(),
                () -> log().stream().skip(behind).filter(wanted).findFirst());
    }

    /** As above, for a line with that text. */
    public String awaitLog(int behind, String text) throws IOException {
        return awaitLog(behind, line -> line.contains(text));
    }

    /** The number of the process. */
    public long pid() throws IOException {
        return Long.parseLong(Files.readString(base.resolve("lock")).replaceAll("\\D", ""));
    }

    @Override
    public void close() {
        broker.close();
    }

    /** The lines of the log. */
    public List<String> log() throws IOException {
        return Files.exists(operator.log()) ? Files.readAllLines(operator.log()) : List.of();
    }

    private String tail() {
        try {
            List<String> lines = log();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
