package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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
            assertEquals(0, runtime.terminate());
            assertEquals("", runtime.errors());
        }
        assertFalse(Files.exists(folder.resolve("data/shell.sock")));
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
    void deployFolderIsFollowed() throws Exception {
        try (Runtime runtime = start(ANY_PORT).await("parley: ready")) {
            Path deploy = folder.resolve("data/deploy");
            Path bundle = deploy.resolve("visitor.jar");
            Files.move(bundle("1.0.0"), bundle);
            await("lb -s visitor", "1.0.0", true);
            Files.move(bundle("1.1.0.longer"), bundle, StandardCopyOption.REPLACE_EXISTING);
            await("lb -s visitor", "1.1.0.longer", true);
            Files.delete(bundle);
            await("lb -s visitor", "1.1.0", false);
            assertEquals(0, runtime.terminate());
        }
    }

    @Test
    void whatCannotBeABundleIsNamedAndTouchesNothing() throws Exception {
        try (Runtime runtime = start(ANY_PORT).await("parley: ready")) {
            Path deploy = folder.resolve("data/deploy");
            Path log = folder.resolve("data/log/parley.log");
            String before = execute(0, "lb -s");
            byte[] whole = Files.readAllBytes(Distribution.HOME.resolve("bundles/io.parley.filter.selector.jar"));
            Files.write(deploy.resolve("half.jar"), Arrays.copyOf(whole, whole.length / 2));
            runtime.awaitLine(log, "deploy/half.jar is not used: it is no whole jar (");
            Files.writeString(deploy.resolve("corrupt.jar"), "this is no jar");
            runtime.awaitLine(log, "deploy/corrupt.jar is not used: it is no whole jar (");
            Files.write(deploy.resolve("duplicate.jar"), whole);
            runtime.awaitLine(log, "deploy/duplicate.jar is not used: io.parley.filter.selector ");
            assertEquals(before, execute(0, "lb -s"));
            Files.delete(deploy.resolve("duplicate.jar"));

            Files.move(bundle("1.0.0", "org.example.nowhere"), deploy.resolve("unresolvable.jar"));
            String unresolved = runtime.awaitLine(log, "deploy/unresolvable.jar does not start: ");
            assertTrue(unresolved.contains("visitor 1.0.0"), unresolved);
            assertTrue(unresolved.contains("org.example.nowhere"), unresolved);
            Path fixed = bundle("1.0.1");
            Files.move(fixed, deploy.resolve("unresolvable.jar"), StandardCopyOption.REPLACE_EXISTING);
            runtime.awaitLine(log, "visitor 1.0.0 is updated to visitor 1.0.1 ");
            await("lb -s visitor", "Active", true);

            Files.writeString(deploy.resolve("unresolvable.jar"), "spoilt");
            runtime.awaitLine(log, "half copied or damaged; visitor 1.0.1 stays as it is");
            assertTrue(execute(0, "lb -s visitor").contains("Active"));
            String selector = execute(0, "lb -s io.parley.filter.selector");
            assertTrue(selector.contains("Active"), selector);
            assertEquals(0, runtime.terminate());
        }
    }

    @Test
    void wrongConfigurationFilesAreNamed() throws Exception {
        try (Runtime runtime = start(ANY_PORT).await("parley: ready")) {
            Path deploy = folder.resolve("data/deploy");
            Path log = folder.resolve("data/log/parley.log");
            Files.write(
                    deploy.resolve("io.parley.queue~latin.cfg"),
                    "name = M\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
            runtime.awaitLine(
                    log,
                    "deploy/io.parley.queue~latin.cfg cannot be read: byte 0xfc at offset 8, in line 1, is not UTF-8");
            Files.writeString(deploy.resolve("io.parley.queu~typo.cfg"), "compressor = gzip\n");
            runtime.awaitLine(
                    log, "io.parley.queu~typo: nothing here is configured by io.parley.queu; similar: io.parley.queue");
            Files.writeString(deploy.resolve("io.parley.queue~typo.cfg"), "compresor = gzip\n");
            runtime.awaitLine(log, "io.parley.queue~typo: there is no key compresor; similar: compressor");
            Files.writeString(deploy.resolve("io.parley.queue~typo.cfg"), "max.messages = many\n");
            runtime.awaitLine(
                    log, "io.parley.queue~typo: max.messages is a whole number from 1 to 1000000000, not 'many'");
            Files.writeString(deploy.resolve("io.parley.listener~second.cfg"), "port = 0\n");
            int port = port(runtime.awaitLine(log, "Listener second listens on "));
            Files.writeString(deploy.resolve("io.parley.listener~third.cfg"), "port = " + port + "\n");
            runtime.awaitLine(log, "Port " + port + " on 127.0.0.1 is in use (io.parley.listener~third:port)");
            await("parley:health", "third", true);
            wrongFilesAreFoundBeforehand(deploy.resolve("io.parley.listener~third.cfg"));
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            assertEquals(0, runtime.terminate());
        }
    }

    @Test
    void configurationInTheDeployFolderAppliesLive() throws Exception {
        try (Runtime runtime = start(ANY_PORT).await("parley: ready")) {
            Path configuration = folder.resolve("data/deploy/io.parley.listener~second.cfg");
            Files.writeString(configuration, "port = 0\n");
            int port = port(runtime.awaitLine(folder.resolve("data/log/parley.log"), "Listener second listens on "));
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            Files.delete(configuration);
            assertTrue(refuses(port), "the listener is still there");
            assertEquals(0, runtime.terminate());
        }
    }

    @Test
    void valuesComeFromSecretsAndTheEnvironment() throws Exception {
        Path secrets = Files.createDirectories(folder.resolve("data/secrets"));
        Files.writeString(secrets.resolve("codec"), "gzip");
        try (Runtime runtime = start("io.parley.listener~mqtt:port=$[secret:port;type=Integer;default=0]")
                .await("parley: ready")) {
            Path log = folder.resolve("data/log/parley.log");
            Path file = folder.resolve("data/deploy/io.parley.queue~hidden.cfg");
            Files.writeString(file, "compressor = $[secret:codec]\nname = hidden$[prop:parley.nothing;default=1]\n");
            runtime.awaitLine(log, "queue:hidden1 is configured by io.parley.queue~hidden");
            execute(0, "parley:send queue:hidden1 hello");
            assertTrue(execute(0, "parley:queues").matches("(?s).*hidden1 .*gzip.*"));
            String shown = execute(0, "parley:config io.parley.queue~hidden");
            assertTrue(shown.contains("$[secret:codec]") && !shown.contains("gzip"), shown);

            Files.writeString(file, "compressor = $[secret:nothing]\n");
            String missing = runtime.awaitLine(log, "io.parley.queue~hidden: compressor needs the secret 'nothing', ");
            assertTrue(
                    missing.contains("no file of that name in " + secrets + "; what was good before stays in force"));
            assertTrue(execute(0, "parley:queues").matches("(?s).*hidden1 .*gzip.*"));
            assertEquals(0, runtime.terminate());
        }
        try (Runtime runtime = start("io.parley.listener~mqtt:port=$[env:PARLEY_NO_SUCH_PORT]")) {
            assertEquals(2, runtime.end());
            String words = "io.parley.listener~mqtt: port needs the environment variable 'PARLEY_NO_SUCH_PORT'";
            assertTrue(runtime.errors().contains(words), runtime.errors());
        }
    }

    /** The effective values, where each is from, and the check of a file that is not yet used. */
    private void wrongFilesAreFoundBeforehand(Path used) throws Exception {
        String shown = execute(0, "parley:config");
        assertTrue(shown.matches("(?s).*io.parley.listener~mqtt +port +0 +--set\n.*"), shown);
        assertTrue(shown.matches("(?s).*io.parley.listener~third +port +\\d+ +" + used + "\n.*"), shown);
        assertTrue(shown.contains("io.parley.queu~typo: nothing here is configured by io.parley.queu; "), shown);
        String one = execute(0, "parley:config io.parley.engine");
        assertTrue(one.matches("(?s).*shards +64 +default +a whole number from 1 to 4096\n.*"), one);
        Path draft = Files.writeString(folder.resolve("io.parley.topic~new.cfg"), "history = perhaps\n");
        String wrong = execute(1, "parley:config check " + draft);
        assertTrue(wrong.contains("io.parley.topic~new: history is true or false, not 'perhaps'"), wrong);
        assertTrue(wrong.contains("io.parley.topic~new: pattern is missing"), wrong);
        Files.writeString(draft, "pattern = a/#\nhistory = true\n");
        assertTrue(execute(0, "parley:config check " + draft).endsWith("nothing is wrong."));
    }

    private static boolean refuses(int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() - end < 0) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getInputStream().read();
            } catch (ConnectException e) {
                return true;
            } catch (IOException e) {
                // Closed at once: on its way out.
            }
        }
        return false;
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

    /** Until the command's output has, or no longer has, the text. */
    private void await(String command, String text, boolean there) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String output = execute(0, command);
        while (output.contains(text) != there) {
            assertTrue(System.nanoTime() - end < 0, command + ": " + output);
            output = execute(0, command);
        }
    }

    private Path bundle(String version, String... imports) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "visitor");
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        if (imports.length > 0) {
            manifest.getMainAttributes().putValue("Import-Package", String.join(",", imports));
        }
        Path file = folder.resolve("visitor-" + version + ".jar");
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }

    private static int port(String listens) {
        return Integer.parseInt(listens.replaceFirst(".*127\\.0\\.0\\.1:(\\d+).*", "$1"));
    }
}
