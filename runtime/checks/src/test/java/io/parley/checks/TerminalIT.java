package io.parley.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell of whoever sits at the terminal in which runtime/run was started. */
class TerminalIT {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final String CTRL_D = "\u0004";

    @TempDir
    Path folder;

    private Path output;
    private Process terminal;
    private int prompts;

    @Test
    void completesAsksAndLeaves() throws Exception {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("deploy"));
        Files.createFile(
                data.resolve("users"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(data.resolve("deploy/io.parley.auth.file~staff.cfg"), "acl =\n");
        start("'" + Distribution.HOME.resolve("run") + "' --data '" + data + "' --set io.parley.listener~mqtt:port=0");
        try {
            await("parley: ready");
            awaitPrompt();
            type("parley:send queue:completed-orders hello\r");
            await("stored: 5 bytes");
            awaitPrompt();
            type("parley:browse compl\t\r");
            await("PRIORITY");
            awaitPrompt();
            type("parley:purge --li\t1 completed-orders\r");
            await("1 message of queue:completed-orders will be removed for good. Type yes to go on: ");
            type("yes\r");
            await("1 message removed from queue:completed-orders");
            awaitPrompt();
            type("parley:user add anna\r");
            await("Password: ");
            type("geheim\r");
            await("Once more: ");
            type("geheim\r");
            await("'anna' added to ");
            awaitPrompt();
            assertFalse(shown().contains("geheim"), this::shown);
            type("user list\r");
            await("anna  Argon2id, SCRAM-SHA-256");
            awaitPrompt();
            type(CTRL_D);
            assertTrue(terminal.waitFor(60, TimeUnit.SECONDS), this::shown);
            assertEquals(0, terminal.exitValue(), this::shown);
        } finally {
            // The shell of the terminal ends with its terminal.
            terminal.destroy();
        }
    }

    /** In a terminal of the usual size. */
    private void start(String command) throws IOException {
        output = folder.resolve("shown");
        ProcessBuilder builder = new ProcessBuilder(
                        "script", "-qec", "stty cols 120 rows 40; exec " + command, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TERM", "xterm");
        terminal = builder.start();
    }

    private void type(String keys) throws IOException {
        terminal.getOutputStream().write(keys.getBytes(UTF_8));
        terminal.getOutputStream().flush();
    }

    private void await(String text) throws Exception {
        until(text, () -> shown().contains(text));
    }

    /** One more than there were: the next command can be typed. */
    private void awaitPrompt() throws Exception {
        until("prompt", () -> prompts() > prompts);
        prompts = prompts();
    }

    private int prompts() {
        return shown().split("parley> ", -1).length - 1;
    }

    private void until(String what, BooleanSupplier seen) throws Exception {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!seen.getAsBoolean()) {
            if (System.nanoTime() - end > 0 || terminal.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no " + what + ": " + shown());
            }
        }
    }

    /** All that was to be seen. */
    private String shown() {
        try {
            return Files.readString(output, UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
