package io.parley.itest.clients;

import io.parley.bench.server.ChildProcess;
import io.parley.bench.server.Executables;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code mosquitto_pub} and {@code mosquitto_sub}: a process for each client. */
final class MosquittoKit implements Kit {

    private final Map<Feature, String> cannot;
    private Path folder;
    private Map<String, String> environment = Map.of();

    MosquittoKit(Map<Feature, String> cannot) {
        this.cannot = cannot;
    }

    @Override
    public String title() {
        return "mosquitto";
    }

    @Override
    public Set<Version> versions() {
        return Set.of(Version.values());
    }

    @Override
    public Map<Feature, String> cannot() {
        return cannot;
    }

    @Override
    public boolean connectsLate() {
        return true;
    }

    @Override
    public Endpoint open(EventLog events) throws IOException {
        prepare();
        return new MosquittoEndpoint(folder, environment, events);
    }

    /** {@code mosquitto_sub} with just these options. */
    ChildProcess subscriber(InetSocketAddress server, String... options) throws IOException {
        return program("mosquitto_sub", server, options);
    }

    /** {@code mosquitto_pub} with just these options. */
    ChildProcess publisher(InetSocketAddress server, String... options) throws IOException {
        return program("mosquitto_pub", server, options);
    }

    private ChildProcess program(String program, InetSocketAddress server, String... options) throws IOException {
        prepare();
        // It buffers what it prints into a pipe, and a test would wait for lines that sit in the buffer.
        List<String> command =
                new ArrayList<>(List.of("stdbuf", "-oL", folder.resolve(program).toString()));
        command.addAll(List.of("-h", server.getAddress().getHostAddress(), "-p", String.valueOf(server.getPort())));
        command.addAll(List.of(options));
        return new ChildProcess(program, command, Path.of("target"), environment);
    }

    private synchronized void prepare() throws IOException {
        if (folder != null) {
            return;
        }
        Optional<Path> installed = Executables.find("mosquitto_sub", List.of());
        if (installed.isPresent() && !Unpacked.wanted()) {
            folder = installed.get().getParent();
        } else {
            Path root = Unpacked.debian("mosquitto-clients", "libmosquitto1", "libcjson1");
            environment = Map.of("LD_LIBRARY_PATH", Unpacked.libraries(root));
            folder = root.resolve("usr/bin");
        }
    }
}
