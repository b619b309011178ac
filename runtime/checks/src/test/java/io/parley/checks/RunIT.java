package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    private Path bundle(String version) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "visitor");
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        Path file = folder.resolve("visitor-" + version + ".jar");
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }

    private static int port(String listens) {
        return Integer.parseInt(listens.replaceFirst(".*127\\.0\\.0\\.1:(\\d+).*", "$1"));
    }
}
