package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** runtime/run as people use it. */
class RunIT {

    private static final String ANY_PORT = "io.parley.listener~mqtt:port=0";

    @TempDir
    Path folder;

    @Test
    void startsServesAndStops() throws Exception {
        try (Runtime runtime = start(ANY_PORT).await("parley: ready")) {
            List<String> output = runtime.output();
            assertEquals("parley: ready", output.get(output.size() - 1));
            String listens = output.get(0);
            assertTrue(listens.startsWith("parley: mqtt listens on 127.0.0.1:"), listens);
            new Socket(InetAddress.getLoopbackAddress(), port(listens)).close();
            whatHasTimeIsNice(runtime.niceness());
            assertEquals(0, runtime.terminate());
            assertEquals("", runtime.errors());
        }
        assertFalse(Files.exists(folder.resolve("data/shell.sock")));
    }

    /** It leaves the processors to threads on which clients wait. */
    private static void whatHasTimeIsNice(Map<String, Integer> niceness) {
        if (niceness.isEmpty()) {
            return;
        }
        Map<String, Integer> expected = Map.of(
                "C1 CompilerThre", 2, "C2 CompilerThre", 2, "parley-checkpoi", 5, "rocksdb:low", 5, "rocksdb:high", 5);
        expected.forEach((name, nice) -> assertEquals(nice, niceness.get(name), () -> name + " among " + niceness));
        niceness.forEach((name, nice) -> assertTrue(
                nice <= 0 || !name.matches("(parley-(shards|workers?)|journal-writer|.*Netty|VM Thread|GC Thread).*"),
                () -> name + " among " + niceness));
        assertTrue(niceness.containsKey("journal-writer"), niceness::toString);
    }

    @Test
    void portInUseEndsItWithTheReason() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Runtime runtime = start("io.parley.listener~mqtt:port=" + taken.getLocalPort())) {
            assertEquals(2, runtime.end());
            assertTrue(runtime.errors().contains("parley: "), runtime::toString);
            assertTrue(runtime.errors().contains(String.valueOf(taken.getLocalPort())), runtime.errors());
        }
    }

    @Test
    void missingPartIsNamed() throws Exception {
        try (Runtime runtime = new Runtime(
                folder,
                "--data",
                folder.resolve("data").toString(),
                "--set",
                ANY_PORT,
                "--set",
                "io.parley.runtime:required=moon",
                "--set",
                "io.parley.runtime:ready.seconds=1")) {
            assertEquals(2, runtime.end());
            assertTrue(runtime.errors().contains("not ready after 1 s: "), runtime.errors());
            assertTrue(runtime.errors().contains("moon (nothing provides it"), runtime.errors());
        }
    }

    @Test
    void dataFolderHasOneUser() throws Exception {
        try (Runtime runtime = start(ANY_PORT).await("parley: ready");
                Runtime second = start(ANY_PORT)) {
            assertEquals(2, second.end());
            assertTrue(second.errors().contains("is in use by another process (pid "), second.errors());
            assertEquals(0, runtime.terminate());
        }
    }

    @Test
    void wrongArgumentsAreExplained() throws Exception {
        try (Runtime runtime = new Runtime(folder, "--port", "1883")) {
            assertEquals(2, runtime.end());
            assertTrue(runtime.errors().contains("unknown option --port"), runtime.errors());
        }
    }

    @Test
    void commandsReachTheRunningOne() throws Exception {
        try (Runtime runtime = start(ANY_PORT).await("parley: ready")) {
            assertTrue(execute(0, "lb -s").contains("io.parley.spi"), "no list of bundles");
            assertTrue(execute(1, "nonsense").contains("nonsense"), "no word of the wrong command");
            assertEquals(0, runtime.terminate());
        }
        try (Runtime client = client("lb")) {
            assertEquals(2, client.end());
            assertTrue(client.errors().contains("no runtime uses the data folder"), client.errors());
        }
    }

    @Test
    void valuesComeFromSecretsAndTheEnvironment() throws Exception {
        Path data = folder.resolve("data");
        Path secrets = Files.createDirectories(data.resolve("secrets"));
        Files.writeString(secrets.resolve("codec"), "gzip");
        try (Runtime runtime = start("io.parley.listener~mqtt:port=$[secret:port;type=Integer;default=0]")
                .await("parley: ready")) {
            Path log = data.resolve("log/parley.log");
            Path file = data.resolve("deploy/io.parley.queue~hidden.cfg");
            Files.writeString(file, "compressor = $[secret:codec]\nname = hidden$[prop:parley.nothing;default=1]\n");
            runtime.awaitLine(log, "queue:hidden1 is configured by io.parley.queue~hidden");
            Shell.execute(data, 0, "parley:send queue:hidden1 hello");
            assertTrue(Shell.execute(data, 0, "parley:queues").matches("(?s).*hidden1 .*gzip.*"));
            String shown = Shell.execute(data, 0, "parley:config io.parley.queue~hidden");
            assertTrue(shown.contains("$[secret:codec]") && !shown.contains("gzip"), shown);

            Files.writeString(file, "compressor = $[secret:nothing]\n");
            String missing = runtime.awaitLine(log, "io.parley.queue~hidden: compressor needs the secret 'nothing', ");
            assertTrue(
                    missing.contains("no file of that name in " + secrets + "; what was good before stays in force"));
            assertTrue(Shell.execute(data, 0, "parley:queues").matches("(?s).*hidden1 .*gzip.*"));
            assertEquals(0, runtime.terminate());
        }
        try (Runtime runtime = start("io.parley.listener~mqtt:port=$[env:PARLEY_NO_SUCH_PORT]")) {
            assertEquals(2, runtime.end());
            String words = "io.parley.listener~mqtt: port needs the environment variable 'PARLEY_NO_SUCH_PORT'";
            assertTrue(runtime.errors().contains(words), runtime.errors());
        }
    }

    private Runtime start(String setting) throws Exception {
        return new Runtime(folder, "--data", folder.resolve("data").toString(), "--set", setting);
    }

    private Runtime client(String command) throws Exception {
        return new Runtime(folder, "--data", folder.resolve("data").toString(), "--exec", command);
    }

    private String execute(int code, String command) throws Exception {
        try (Runtime client = client(command)) {
            assertEquals(code, client.end(), client::toString);
            return String.join("\n", client.output());
        }
    }

    private static int port(String listens) {
        return Integer.parseInt(listens.replaceFirst(".*127\\.0\\.0\\.1:(\\d+).*", "$1"));
    }
}
