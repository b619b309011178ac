package io.parley.itest.clients;

import io.parley.bench.server.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A client library behind the scripts {@code listen} and {@code publish} of {@code src/test/clients}. */
abstract class ScriptKit implements ClientKit {

    private final String suffix;
    private String interpreter;
    private Map<String, String> environment = Map.of();

    ScriptKit(String suffix) {
        this.suffix = suffix;
    }

    final void use(String newInterpreter, Map<String, String> newEnvironment) {
        interpreter = newInterpreter;
        environment = newEnvironment;
    }

    @Override
    public ChildProcess listen(Listen how) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(flag(how.clean()), how.filter(), String.valueOf(how.qos())));
        how.will()
                .ifPresent(will -> arguments.addAll(List.of(will.topic(), will.payload(), String.valueOf(will.qos()))));
        return start("listen", how.server().getPort(), how.clientId(), arguments);
    }

    @Override
    public ChildProcess publish(Publish how) throws IOException {
        List<String> arguments = List.of(flag(how.clean()), how.topic(), String.valueOf(how.qos()), flag(how.retain()));
        return start("publish", how.server().getPort(), how.clientId(), arguments);
    }

    @Override
    public ChildProcess clearRetained(Publish how) throws IOException {
        ChildProcess process = publish(how);
        process.send("");
        process.endInput();
        return process;
    }

    @Override
    public boolean connected(String line) {
        return line.startsWith("CONNECTED ");
    }

    @Override
    public boolean subscribed(String line) {
        return line.equals("SUBSCRIBED");
    }

    private ChildProcess start(String script, int port, String clientId, List<String> arguments) throws IOException {
        Path file = Path.of("src/test/clients", script + suffix).toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(interpreter, file.toString()));
        command.addAll(List.of("127.0.0.1", String.valueOf(port), clientId));
        command.addAll(arguments);
        return new ChildProcess(script + suffix, command, Path.of("target"), environment);
    }

    private static String flag(boolean value) {
        return value ? "1" : "0";
    }
}
