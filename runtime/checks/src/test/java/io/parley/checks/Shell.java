package io.parley.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.launcher.CommandClient;
import io.parley.launcher.LaunchException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/** Commands as {@code runtime/run --exec} gives them, but without a JVM for each; {@link ShellIT} gives each of them as scripts do, too. */
final class Shell {

    private Shell() {}

    /** What the command prints, without the last line's end. */
    static String execute(Path data, int code, String command) throws LaunchException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int end = CommandClient.run(data, command, InputStream.nullInputStream(), new PrintStream(out, true, UTF_8));
        String text = out.toString(UTF_8).stripTrailing();
        assertEquals(code, end, text);
        return text;
    }
}
