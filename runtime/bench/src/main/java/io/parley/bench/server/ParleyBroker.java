package io.parley.bench.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Parley, started by {@code runtime/run} with one MQTT listener. */
public final class ParleyBroker implements StartedBroker {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final Path script;
    private final Path data;
    private final int port;
    private final List<String> settings;
    private final Map<String, String> environment;
    private final Consumer<String> hearer;
    private ChildProcess process;

    /**
     * @param script {@code runtime/run}
     * @param data its data folder; kept when it ends
     * @param port of the MQTT listener
     * @param settings more {@code PID:KEY=VALUE}
     */
    public ParleyBroker(Path script, Path data, int port, List<String> settings) {
        this(script, data, port, settings, Map.of(), line -> {});
    }

    /** As above, with more environment variables. */
    public ParleyBroker(Path script, Path data, int port, List<String> settings, Map<String, String> environment) {
        this(script, data, port, settings, environment, line -> {});
    }

    /**
     * As above.
     *
     * @param hearer gets each line of output, on a thread of its own
     */
    public ParleyBroker(
            Path script,
            Path data,
            int port,
            List<String> settings,
            Map<String, String> environment,
            Consumer<String> hearer) {
        this.script = script.toAbsolutePath();
        this.data = data.toAbsolutePath();
        this.port = port;
        this.settings = List.copyOf(settings);
        this.environment = Map.copyOf(environment);
        this.hearer = hearer;
    }

    @Override
    public String name() {
        return "Parley";
    }

    @Override
    public String durability() {
        return "memory, but what a persistent session takes is synced to disk before its acknowledgement";
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(data);
        List<String> command = new ArrayList<>(List.of(script.toString(), "--data", data.toString()));
        command.addAll(List.of("--set", "io.parley.listener~mqtt:port=" + port));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        process = new ChildProcess("parley", command, data, environment, hearer);
        try {
            process.awaitLine("parley: ready"::equals, START_LIMIT);
        } catch (IOException e) {
            process.close();
            throw e;
        }
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
        return true;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
