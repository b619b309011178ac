package io.parley.itest.clients;

import io.parley.bench.server.ChildProcess;
import io.parley.bench.server.Executables;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code mosquitto_pub} and {@code mosquitto_sub}. */
final class MosquittoKit implements ClientKit {

    private String sub;
    private String pub;
    private Map<String, String> environment = Map.of();

    @Override
    public void prepare() throws IOException {
        Optional<Path> installed = Executables.find("mosquitto_sub", List.of());
        if (installed.isPresent() && !Unpacked.wanted()) {
            sub = installed.get().toString();
            pub = installed.get().resolveSibling("mosquitto_pub").toString();
            return;
        }
        Path root = Unpacked.debian("mosquitto-clients", "libmosquitto1", "libcjson1");
        sub = root.resolve("usr/bin/mosquitto_sub").toString();
        pub = root.resolve("usr/bin/mosquitto_pub").toString();
        environment = Map.of("LD_LIBRARY_PATH", libraries(root));
    }

    @Override
    public ChildProcess listen(Listen how) throws IOException {
        List<String> command = new ArrayList<>(List.of(sub));
        addServer(command, how.server());
        command.addAll(List.of("-i", how.clientId(), "-t", how.filter(), "-q", String.valueOf(how.qos())));
        command.addAll(List.of("-d", "-F", "MESSAGE %t %q %r %p"));
        if (!how.clean()) {
            command.add("-c");
        }
        how.will().ifPresent(will -> {
            command.addAll(List.of("--will-topic", will.topic(), "--will-payload", will.payload()));
            command.addAll(List.of("--will-qos", String.valueOf(will.qos())));
        });
        return start(command);
    }

    @Override
    public ChildProcess publish(Publish how) throws IOException {
        List<String> command = publishing(how);
        command.add("-l");
        return start(command);
    }

    @Override
    public ChildProcess clearRetained(Publish how) throws IOException {
        List<String> command = publishing(how);
        command.add("-n");
        return start(command);
    }

    @Override
    public boolean connected(String line) {
        return line.contains("received CONNACK (0)");
    }

    @Override
    public boolean subscribed(String line) {
        return line.startsWith("Subscribed (mid: ") && !line.endsWith("128");
    }

    /** {@code mosquitto_sub} with just these options. */
    ChildProcess subscriber(InetSocketAddress server, String... options) throws IOException {
        return program(sub, server, options);
    }

    /** {@code mosquitto_pub} with just these options. */
    ChildProcess publisher(InetSocketAddress server, String... options) throws IOException {
        return program(pub, server, options);
    }

    private ChildProcess program(String program, InetSocketAddress server, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        addServer(command, server);
        command.addAll(List.of(options));
        return start(command);
    }

    private List<String> publishing(Publish how) {
        List<String> command = new ArrayList<>(List.of(pub));
        addServer(command, how.server());
        command.addAll(List.of("-i", how.clientId(), "-t", how.topic(), "-q", String.valueOf(how.qos())));
        if (how.retain()) {
            command.add("-r");
        }
        return command;
    }

    private ChildProcess start(List<String> command) throws IOException {
        // It buffers what it prints into a pipe, and a test would wait for lines that sit in the buffer.
        List<String> unbuffered = new ArrayList<>(List.of("stdbuf", "-oL"));
        unbuffered.addAll(command);
        return new ChildProcess(command.get(0), unbuffered, Path.of("target"), environment);
    }

    private static void addServer(List<String> command, InetSocketAddress server) {
        command.addAll(List.of("-h", server.getAddress().getHostAddress(), "-p", String.valueOf(server.getPort())));
    }

    private static String libraries(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("usr/lib"))) {
            return files.filter(file -> file.getFileName().toString().contains(".so"))
                    .map(file -> file.getParent().toString())
                    .distinct()
                    .collect(Collectors.joining(":"));
        }
    }
}
