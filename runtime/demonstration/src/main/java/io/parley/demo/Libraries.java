package io.parley.demo;

import io.parley.bench.server.ChildProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the client libraries of other languages; what is not installed is fetched into {@code target/}, without root. */
final class Libraries {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String IMPORT = "import paho.mqtt.client";

    private final Path sources;
    private final Path target;

    /** @param module the folder of this module */
    Libraries(Path module) {
        sources = module.resolve("src/main/clients");
        target = module.resolve("target");
    }

    /** How a program is started. */
    record Start(List<String> command, Map<String, String> environment) {}

    /** Eclipse Paho for Python; empty where there is neither it nor a way to get it. */
    Optional<Start> python() throws IOException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            if (works(List.of(python, "-c", IMPORT), Map.of(), target)) {
                return Optional.of(new Start(List.of(python, script("client.py")), Map.of()));
            }
        }
        Path packages = target.resolve("python");
        Map<String, String> environment = Map.of("PYTHONPATH", packages.toString());
        List<String> fetch = List.of(
                "python3", "-m", "pip", "install", "--quiet", "--target", packages.toString(), "paho-mqtt==1.6.1");
        if (works(fetch, Map.of(), target) || unpack(packages)) {
            List<String> command = List.of("python3", "-c", IMPORT);
            if (works(command, environment, target)) {
                return Optional.of(new Start(List.of("python3", script("client.py")), environment));
            }
        }
        return Optional.empty();
    }

    /** From Debian's package, where there is no pip. */
    private boolean unpack(Path packages) throws IOException {
        Path folder = Files.createDirectories(target.resolve("debian"));
        if (!works(List.of("apt-get", "download", "python3-paho-mqtt"), Map.of(), folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> command = new ArrayList<>(List.of("dpkg", "-x"));
            files.filter(file -> file.toString().endsWith(".deb"))
                    .findFirst()
                    .ifPresent(file -> command.add(file.toString()));
            command.add(folder.toString());
            if (!works(command, Map.of(), folder)) {
                return false;
            }
        }
        Files.createDirectories(packages.getParent());
        Files.move(folder.resolve("usr/lib/python3/dist-packages"), packages);
        return true;
    }

    /** MQTT.js on Node; empty where there is neither it nor a way to get it. */
    Optional<Start> node() throws IOException {
        if (!works(List.of("node", "--version"), Map.of(), target)) {
            return Optional.empty();
        }
        Path folder = Files.createDirectories(target.resolve("node"));
        Path modules = folder.resolve("node_modules");
        if (!Files.exists(modules.resolve(".package-lock.json"))) {
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.writeString(folder.resolve(file), Files.readString(sources.resolve(file)));
            }
            List<String> fetch =
                    List.of("npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund");
            if (!works(fetch, Map.of(), folder)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Start(List.of("node", script("client.cjs")), Map.of("NODE_PATH", modules.toString())));
    }

    private String script(String name) {
        return sources.resolve(name).toString();
    }

    /** The whole command line of a client. */
    static List<String> command(
            Start start, InetSocketAddress server, String name, int rate, List<String> targets, List<String> filters) {
        List<String> command = new ArrayList<>(start.command());
        command.addAll(
                List.of(server.getHostString(), Integer.toString(server.getPort()), name, Integer.toString(rate)));
        command.addAll(targets);
        command.add("--");
        command.addAll(filters);
        return command;
    }

    private static boolean works(List<String> command, Map<String, String> environment, Path folder) {
        try (ChildProcess process = new ChildProcess(command.get(0), command, folder, environment)) {
            return process.awaitEnd(LIMIT) == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
