package io.parley.itest.karaf;

import io.parley.bench.server.ChildProcess;
import io.parley.bench.server.Folders;
import io.parley.bench.server.Ports;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Karaf's minimal distribution as it is unpacked, but for what its operator says: the address of its SSH server, a user, and
 * that artifacts come from the repository of the build alone.
 */
final class Karaf implements AutoCloseable {

    /** Of the environment in which it runs; the port of {@link #extra}. */
    static final String PORT_VARIABLE = "PARLEY_ITEST_PORT";

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private static final String USER = """
            karaf = karaf,_g_:admingroup
            viewer = viewer,viewer,ssh
            _g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh
            """;

    private final Path home;
    private final int port;
    private final int extra;
    private ChildProcess process;

    private Karaf(Path home, int port) throws IOException {
        this.home = home;
        this.port = port;
        this.extra = Ports.free();
    }

    /** A new one, not started. */
    static Karaf unpacked(String name) throws IOException {
        Path home = Folders.fresh(Path.of("target", "karaf", name).toAbsolutePath());
        copy(Path.of(System.getProperty("parley.karaf")), home);
        Karaf karaf = new Karaf(home, Ports.free());
        karaf.edit("org.apache.karaf.shell.cfg", "sshPort", String.valueOf(karaf.port));
        karaf.edit("org.apache.karaf.shell.cfg", "sshHost", "127.0.0.1");
        karaf.append("users.properties", USER);
        Path repository = Path.of(System.getProperty("parley.repository")).normalize();
        String maven = "org.ops4j.pax.url.mvn";
        karaf.edit(maven + ".cfg", maven + ".repositories", repository.toUri() + "@id=parley@snapshots");
        karaf.append(maven + ".cfg", maven + ".localRepository = " + home.resolve("data/maven") + "\n");
        return karaf;
    }

    /** An address for a listener that finds its port in the environment. */
    InetSocketAddress extra() {
        return Ports.local(extra);
    }

    /** Starts it, and waits until its own features are installed and its shell answers. */
    void start() throws IOException {
        int before = log().size();
        Map<String, String> environment = new HashMap<>(environment());
        environment.put(PORT_VARIABLE, String.valueOf(extra));
        process = new ChildProcess("karaf", List.of(home.resolve("bin/karaf").toString(), "daemon"), home, environment);
        Waiting.until("the start of Karaf:\n" + process.output(), () -> {
            if (!process.alive()) {
                throw new IOException("Karaf ended: " + process.output());
            }
            return Ports.open(Ports.local(port))
                    && (before > 0
                            || log().stream()
                                    .anyMatch(
                                            line -> line.contains("FeaturesServiceImpl") && line.endsWith("| Done.")));
        });
    }

    /** SIGTERM, and the end of it. */
    void stop() throws IOException {
        process.term(STOP_LIMIT);
    }

    boolean alive() {
        return process.alive();
    }

    long pid() {
        return process.pid();
    }

    /** Runs commands in its shell, up to the first that fails, which is an {@link AssertionError}; what they printed. */
    String shell(String... commands) throws IOException {
        return shellAs("karaf", commands);
    }

    /** The same as somebody whose password is the name. */
    String shellAs(String user, String... commands) throws IOException {
        try (Ssh ssh = ssh(user)) {
            return ssh.exec(String.join("\n", commands), "");
        }
    }

    /** Its shell as somebody whose password is the name reaches it. */
    Ssh ssh(String user) throws IOException {
        return new Ssh(Ports.local(port), user);
    }

    /** The folder with its configuration files. */
    Path etc() {
        return home.resolve("etc");
    }

    Path home() {
        return home;
    }

    /** Writes a file into {@code etc}, whole at once. */
    void configure(String file, String... lines) throws IOException {
        Path part = Files.writeString(home.resolve("data/part"), String.join("\n", lines) + "\n");
        Files.move(part, etc().resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The lines of its log. */
    List<String> log() throws IOException {
        Path log = home.resolve("data/log/karaf.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private static Map<String, String> environment() {
        // JAVA_OPTS: without any, Karaf adds an option that Java 24 and later refuse.
        return Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", "-Dparley.itest=karaf");
    }

    private void edit(String file, String key, String value) throws IOException {
        Path path = etc().resolve(file);
        String text = Files.readString(path);
        String edited = text.replaceFirst(
                "(?m)^" + key.replace(".", "\\.") + " *=(?:[^\\n]*\\\\\\n)*[^\\n]*$", key + " = " + value);
        if (edited.equals(text)) {
            throw new IOException("No " + key + " in " + path);
        }
        Files.writeString(path, edited);
    }

    private void append(String file, String text) throws IOException {
        Files.writeString(etc().resolve(file), "\n" + text, StandardOpenOption.APPEND);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
