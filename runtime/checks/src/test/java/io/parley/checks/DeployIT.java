package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is put into deploy/, changed there and taken away again, right and wrong; all of it in one running distribution. */
class DeployIT {

    @TempDir
    static Path folder;

    private static Path data;
    private static Path deploy;
    private static Path log;
    private static Runtime parley;

    @BeforeAll
    static void start() throws Exception {
        data = folder.resolve("data");
        deploy = data.resolve("deploy");
        log = data.resolve("log/parley.log");
        parley = new Runtime(folder, "--data", data.toString(), "--set", "io.parley.listener~mqtt:port=0")
                .await("parley: ready");
        // What watches the folder starts last, behind the listeners.
        await("lb -s", "START LEVEL 9", true);
    }

    @AfterAll
    static void stop() throws Exception {
        try (Runtime last = parley) {
            assertEquals(0, last.terminate());
        }
    }

    private static String execute(int code, String command) throws Exception {
        return Shell.execute(data, code, command);
    }

    private static String awaitLog(String text) throws Exception {
        return parley.awaitLine(log, text);
    }

    /** Until the command's output has, or no longer has, the text. */
    private static void await(String command, String text, boolean there) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String output = look(command);
        while (output.contains(text) != there) {
            assertTrue(System.nanoTime() - end < 0, command + ": " + output);
            output = look(command);
        }
    }

    /** Asked again where a bundle goes while the shell makes its list, at which that command fails. */
    private static String look(String command) throws Exception {
        while (true) {
            try {
                return execute(0, command);
            } catch (AssertionError e) {
                assertTrue(e.getMessage().contains("Bundle is uninstalled"), e.getMessage());
            }
        }
    }

    @Test
    void deployFolderIsFollowed() throws Exception {
        Path bundle = deploy.resolve("visitor.jar");
        Files.move(bundle("visitor", "1.0.0"), bundle);
        await("lb -s visitor", "1.0.0", true);
        Files.move(bundle("visitor", "1.1.0.longer"), bundle, StandardCopyOption.REPLACE_EXISTING);
        await("lb -s visitor", "1.1.0.longer", true);
        Files.delete(bundle);
        await("lb -s visitor", "1.1.0", false);
    }

    @Test
    void whatCannotBeABundleIsNamedAndTouchesNothing() throws Exception {
        String before = execute(0, "lb -s");
        byte[] whole = Files.readAllBytes(Distribution.HOME.resolve("bundles/io.parley.filter.selector.jar"));
        Files.write(deploy.resolve("half.jar"), Arrays.copyOf(whole, whole.length / 2));
        awaitLog("deploy/half.jar is not used: it is no whole jar (");
        Files.writeString(deploy.resolve("corrupt.jar"), "this is no jar");
        awaitLog("deploy/corrupt.jar is not used: it is no whole jar (");
        Files.write(deploy.resolve("duplicate.jar"), whole);
        awaitLog("deploy/duplicate.jar is not used: io.parley.filter.selector ");
        assertEquals(before, execute(0, "lb -s"));
        Files.delete(deploy.resolve("duplicate.jar"));

        Files.move(bundle("guest", "1.0.0", "org.example.nowhere"), deploy.resolve("unresolvable.jar"));
        String unresolved = awaitLog("deploy/unresolvable.jar does not start: ");
        assertTrue(unresolved.contains("guest 1.0.0"), unresolved);
        assertTrue(unresolved.contains("org.example.nowhere"), unresolved);
        Path fixed = bundle("guest", "1.0.1");
        Files.move(fixed, deploy.resolve("unresolvable.jar"), StandardCopyOption.REPLACE_EXISTING);
        awaitLog("guest 1.0.0 is updated to guest 1.0.1 ");
        await("lb -s guest", "Active", true);

        Files.writeString(deploy.resolve("unresolvable.jar"), "spoilt");
        awaitLog("half copied or damaged; guest 1.0.1 stays as it is");
        assertTrue(execute(0, "lb -s guest").contains("Active"));
        String selector = execute(0, "lb -s io.parley.filter.selector");
        assertTrue(selector.contains("Active"), selector);
        for (String file : List.of("half.jar", "corrupt.jar", "unresolvable.jar")) {
            Files.delete(deploy.resolve(file));
        }
        await("lb -s guest", "Active", false);
    }

    private static Path bundle(String name, String version, String... imports) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        if (imports.length > 0) {
            manifest.getMainAttributes().putValue("Import-Package", String.join(",", imports));
        }
        Path file = folder.resolve(name + "-" + version + ".jar");
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }

    @Test
    void wrongConfigurationFilesAreNamed() throws Exception {
        Files.write(
                deploy.resolve("io.parley.queue~latin.cfg"),
                "name = M\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
        awaitLog("deploy/io.parley.queue~latin.cfg cannot be read: byte 0xfc at offset 8, in line 1, is not UTF-8");
        Files.writeString(deploy.resolve("io.parley.queu~typo.cfg"), "compressor = gzip\n");
        awaitLog("io.parley.queu~typo: nothing here is configured by io.parley.queu; similar: io.parley.queue");
        Files.writeString(deploy.resolve("io.parley.queue~typo.cfg"), "compresor = gzip\n");
        awaitLog("io.parley.queue~typo: there is no key compresor; similar: compressor");
        Files.writeString(deploy.resolve("io.parley.queue~typo.cfg"), "max.messages = many\n");
        awaitLog("io.parley.queue~typo: max.messages is a whole number from 1 to 1000000000, not 'many'");
        Files.writeString(deploy.resolve("io.parley.listener~second.cfg"), "port = 0\n");
        int port = port(awaitLog("Listener second listens on "));
        Files.writeString(deploy.resolve("io.parley.listener~third.cfg"), "port = " + port + "\n");
        awaitLog("Port " + port + " on 127.0.0.1 is in use (io.parley.listener~third:port)");
        await("parley:health", "third", true);
        wrongFilesAreFoundBeforehand(deploy.resolve("io.parley.listener~third.cfg"));
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        for (String file : List.of(
                "io.parley.queue~latin.cfg",
                "io.parley.queu~typo.cfg",
                "io.parley.queue~typo.cfg",
                "io.parley.listener~second.cfg",
                "io.parley.listener~third.cfg")) {
            Files.delete(deploy.resolve(file));
        }
    }

    /** The effective values, where each is from, and the check of a file that is not yet used. */
    private static void wrongFilesAreFoundBeforehand(Path used) throws Exception {
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

    @Test
    void configurationInTheDeployFolderAppliesLive() throws Exception {
        Path configuration = deploy.resolve("io.parley.listener~passing.cfg");
        Files.writeString(configuration, "port = 0\n");
        int port = port(awaitLog("Listener passing listens on "));
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        Files.delete(configuration);
        assertTrue(refuses(port), "the listener is still there");
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

    private static int port(String listens) {
        return Integer.parseInt(listens.replaceFirst(".*127\\.0\\.0\\.1:(\\d+).*", "$1"));
    }
}
