package io.parley.itest.karaf;

import io.parley.bench.server.Ports;
import io.parley.itest.harness.Operator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** The operator of the Karaf distribution, who gives commands over SSH. */
final class KarafOperator implements Operator {

    private final Path base;
    private final InetSocketAddress shell;

    private KarafOperator(Path base, InetSocketAddress shell) {
        this.base = base;
        this.shell = shell;
    }

    /** By which the tests find it. */
    public static final class Factory implements Operator.Factory {

        @Override
        public Operator of(Path base) throws IOException {
            return new KarafOperator(base, Ports.local(Ports.free()));
        }
    }

    @Override
    public List<String> settings() {
        return List.of("org.apache.karaf.shell:sshPort=" + shell.getPort());
    }

    @Override
    public Path data() {
        return base.resolve("parley");
    }

    @Override
    public Path log() {
        return base.resolve("data/log/karaf.log");
    }

    @Override
    public void requireShell() {
        Ssh.require();
    }

    @Override
    public String exec(String command, String input) throws IOException {
        // What a command returns is printed by the console alone.
        boolean returns = command.startsWith("parley:") || command.startsWith("bundle:id");
        String commands = returns ? "result = (" + command + ")\necho $result" : command;
        try (Ssh ssh = new Ssh(shell, "karaf")) {
            return ssh.exec(commands, input);
        }
    }

    @Override
    public OptionalInt bundle(String symbolicName) throws IOException {
        return OptionalInt.of(
                Integer.parseInt(exec("bundle:id " + symbolicName, "").strip()));
    }
}
