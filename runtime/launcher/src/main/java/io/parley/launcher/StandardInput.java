package io.parley.launcher;

import java.io.ByteArrayInputStream;
import java.io.Console;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What the user has to say to a command. */
final class StandardInput {

    private StandardInput() {}

    /** At a terminal one line, asked for and not shown; otherwise the stream. */
    static InputStream whole() throws LaunchException {
        Console console = System.console();
        if (console == null) {
            return System.in;
        }
        char[] line = console.readPassword("Input (not shown): ");
        if (line == null) {
            throw new LaunchException("there is no input");
        }
        return new ByteArrayInputStream((new String(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
