package io.parley.demo;

import io.parley.bench.server.BundleVersions;
import io.parley.bench.server.ChildProcess;
import io.parley.bench.server.ParleyBroker;
import io.parley.bench.server.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A started Parley, and what its operator can do to it: by the shell, and by the folder {@code deploy/}. */
final class Operator implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 200_000_000;

    private final Path run;
    private final Path data;
    private final ParleyBroker broker;

    /** @param runtime the folder with {@code run} */
    Operator(Path runtime, Path data) throws IOException {
        this.run = runtime.resolve("run");
        this.data = data;
        this.broker = new ParleyBroker(run, data, Ports.free(), List.of());
    }

    void start() throws IOException {
        broker.start();
    }

    /** SIGKILL. */
    void kill() throws IOException {
        broker.process().kill9();
    }

    /** SIGTERM, and the end of it. */
    void stop() throws IOException {
        int code = broker.process().term(LIMIT);
        if (code != 0) {
            throw new IOException("Parley ended with exit code " + code + ":\n"
                    + broker.process().output());
        }
    }

    InetSocketAddress address() {
        return broker.address();
    }

    /** Writes a configuration file into {@code deploy/}. */
    void configure(String pid, String... lines) throws IOException {
        deploy(pid + ".cfg", (String.join("\n", lines) + "\n").getBytes());
    }

    /** Puts a file into {@code deploy/}, whole at once. */
    private void deploy(String file, byte[] content) throws IOException {
        Path part = Files.createDirectories(data.resolve("parts")).resolve(file);
        Files.write(part, content);
        Path folder = Files.createDirectories(data.resolve("deploy"));
        Files.move(part, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Another version of the bundle in place of the one there. */
    void update(String bundle, String version) throws IOException {
        Path next = Files.createDirectories(data.resolve("parts")).resolve(bundle + ".jar");
        Files.write(next, BundleVersions.version(jar(bundle), version));
        exec("felix:update " + id(bundle) + " " + next.toUri());
        await(bundle + " " + version, () -> list(bundle), lines -> lines.contains(bundle + " (" + version + ")"));
    }

    void refresh(String bundle) throws IOException {
        exec("felix:refresh " + id(bundle));
        await(bundle + " to be active", () -> list(bundle), lines -> lines.contains("Active"));
    }

    void stopAndStart(String bundle) throws IOException {
        int id = id(bundle);
        exec("felix:stop " + id + "; felix:start " + id);
    }

    /** A second bundle takes the plug-in's name over, and gives it back. */
    void outrank(String bundle, String version) throws IOException {
        String file = bundle + ".ranked.jar";
        deploy(file, BundleVersions.ranked(jar(bundle), version, 100));
        await(
                bundle + ".ranked",
                () -> list(bundle),
                lines -> lines.lines().anyMatch(line -> line.contains(".ranked") && line.contains("Active")));
        Files.delete(data.resolve("deploy").resolve(file));
        await(bundle + ".ranked to go", () -> list(bundle), lines -> !lines.contains(".ranked"));
    }

    private Path jar(String bundle) {
        return run.resolveSibling("felix/target/parley/bundles").resolve(bundle + ".jar");
    }

    private String list(String bundle) throws IOException {
        return exec("lb -s " + bundle);
    }

    private int id(String bundle) throws IOException {
        Matcher line = Pattern.compile("(?m)^ *(\\d+)\\|.*\\|" + Pattern.quote(bundle) + " ")
                .matcher(list(bundle));
        if (!line.find()) {
            throw new IOException("Parley has no bundle " + bundle);
        }
        return Integer.parseInt(line.group(1));
    }

    private String exec(String command) throws IOException {
        List<String> line = List.of(run.toString(), "--data", data.toString(), "--exec", command);
        try (ChildProcess process = new ChildProcess("run --exec", line, data)) {
            int code = process.awaitEnd(LIMIT);
            if (code != 0) {
                throw new IOException("\"" + command + "\" failed:\n" + process.output());
            }
            return process.output();
        }
    }

    private interface Source {
        String get() throws IOException;
    }

    private static void await(String what, Source source, Predicate<String> wanted) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (String text = source.get(); !wanted.test(text); text = source.get()) {
            if (System.nanoTime() > end) {
                throw new IOException("Waited in vain for " + what + ":\n" + text);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
