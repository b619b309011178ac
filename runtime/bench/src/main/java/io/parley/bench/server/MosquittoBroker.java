package io.parley.bench.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Mosquitto from the machine, with its limits off, as nothing may be dropped. */
public final class MosquittoBroker implements StartedBroker {

    private static final List<String> PLACES =
            List.of("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto");

    private final Path binary;
    private final Path folder;
    private final boolean persistence;
    private final int port;
    private ChildProcess process;

    private MosquittoBroker(Path binary, Path folder, boolean persistence, int port) {
        this.binary = binary;
        this.folder = folder.toAbsolutePath();
        this.persistence = persistence;
        this.port = port;
    }

    /**
     * The installed Mosquitto, or nothing.
     *
     * @param folder for its configuration and database; made when missing
     * @param persistence whether it writes its database, which it does every 30 minutes and at its end
     * @param port to listen on
     */
    public static Optional<MosquittoBroker> find(Path folder, boolean persistence, int port) {
        return Executables.find("mosquitto", PLACES)
                .map(binary -> new MosquittoBroker(binary, folder, persistence, port));
    }

    @Override
    public String name() {
        return "Mosquitto";
    }

    @Override
    public String durability() {
        return persistence ? "memory, saved every 30 minutes, never synced" : "memory";
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(folder);
        Path config = folder.resolve("mosquitto.conf");
        // It drops root for a user that could not write into the folder, unless told to stay.
        Files.writeString(config, """
                listener %d 127.0.0.1
                allow_anonymous true
                user %s
                max_inflight_messages 0
                max_queued_messages 0
                persistence %s
                persistence_location %s/
                log_dest stderr
                log_type error
                log_type warning
                """.formatted(port, System.getProperty("user.name"), persistence, folder));
        process = new ChildProcess("mosquitto", List.of(binary.toString(), "-c", config.toString()), folder);
        awaitPort(Duration.ofSeconds(10));
    }

    @Override
    public InetSocketAddress address() {
        return Ports.local(port);
    }

    @Override
    public double cpuMicros() {
        return process.cpuMicros();
    }

    @Override
    public ChildProcess process() {
        return process;
    }

    @Override
    public boolean survivesKill() {
        return false;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private void awaitPort(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!Ports.open(address())) {
            if (!process.alive() || System.nanoTime() > deadline) {
                String output = process.output();
                process.close();
                throw new IOException("Mosquitto does not listen on " + address() + ":\n" + output);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
