package io.parley.itest.clients;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the libraries and the programs upon them available; what is not installed is unpacked under {@code target/}. */
final class Libraries {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

    private Libraries() {}

    /** Compiles the program for Eclipse Paho for C. */
    static AgentKit.Start c() throws IOException {
        need("gcc", "--version");
        String program = TARGET.resolve("agent-c").toString();
        List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-Wall", "-o", program));
        command.add(AgentKit.source("agent.c").toString());
        if (!Unpacked.wanted() && Files.exists(Path.of("/usr/include/MQTTAsync.h"))) {
            command.addAll(List.of("-lpaho-mqtt3as", "-lpthread"));
            Unpacked.run(TARGET, command, Map.of());
            return new AgentKit.Start(List.of(program), Map.of());
        }
        Path root = Unpacked.debian("libpaho-mqtt-dev", "libpaho-mqtt1.3");
        String libraries = Unpacked.libraries(root);
        command.add("-I" + root.resolve("usr/include"));
        for (String folder : libraries.split(":")) {
            command.add("-L" + folder);
        }
        command.addAll(List.of("-lpaho-mqtt3as", "-lpthread"));
        Unpacked.run(TARGET, command, Map.of());
        return new AgentKit.Start(List.of(program), Map.of("LD_LIBRARY_PATH", libraries));
    }

    /** Compiles the program for Eclipse Paho for Go. */
    static AgentKit.Start go() throws IOException {
        need("go", "version");
        Path sources = Path.of("/usr/share/gocode");
        if (Unpacked.wanted() || !Files.exists(sources.resolve("src/github.com/eclipse/paho.mqtt.golang"))) {
            sources = Unpacked.debian("golang-github-eclipse-paho.mqtt.golang-dev", "golang-golang-x-net-dev")
                    .resolve("usr/share/gocode");
        }
        Path program = TARGET.resolve("agent-go");
        Unpacked.run(
                TARGET,
                List.of(
                        "go",
                        "build",
                        "-o",
                        program.toString(),
                        AgentKit.source("agent.go").toString()),
                Map.of("GO111MODULE", "off", "GOPATH", sources.toString(), "GOFLAGS", "", "GOTOOLCHAIN", "local"));
        return new AgentKit.Start(List.of(program.toString()), Map.of());
    }

    /** Eclipse Paho for Python. */
    static AgentKit.Start python() throws IOException {
        for (String interpreter : PYTHONS) {
            if (!Unpacked.wanted() && importsPaho(interpreter, Map.of())) {
                return new AgentKit.Start(List.of(interpreter, script("agent.py")), Map.of());
            }
        }
        Map<String, String> unpacked = Map.of(
                "PYTHONPATH",
                Unpacked.debian("python3-paho-mqtt")
                        .resolve("usr/lib/python3/dist-packages")
                        .toString());
        for (String interpreter : PYTHONS) {
            if (importsPaho(interpreter, unpacked)) {
                return new AgentKit.Start(List.of(interpreter, script("agent.py")), unpacked);
            }
        }
        return abort("No Python 3 that can import paho.mqtt");
    }

    /** MQTT.js on Node. */
    static AgentKit.Start node() throws IOException {
        need("node", "--version");
        return new AgentKit.Start(
                List.of("node", script("agent.cjs")),
                Map.of("NODE_PATH", Unpacked.node().toString()));
    }

    private static String script(String name) {
        return AgentKit.source(name).toString();
    }

    private static boolean importsPaho(String interpreter, Map<String, String> environment) {
        return Unpacked.works(List.of(interpreter, "-c", "import paho.mqtt.client"), environment);
    }

    private static void need(String program, String question) {
        if (!Unpacked.works(List.of(program, question), Map.of())) {
            abort("\"" + program + "\" is not installed");
        }
    }
}
