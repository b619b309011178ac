package io.parley.itest.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. Its output goes through a file, so it is whole however long it is. */
public final class Command {

    private static final int LIMIT_SECONDS = 60;

    private Command() {}

    /** What it printed, to either stream. An {@link AssertionError} unless it ends in time with exit code 0. */
    public static String run(List<String> command) throws IOException {
        return run(command, "");
    }

    /** As above, with that on its standard input. */
    public static String run(List<String> command, String input) throws IOException {
        Path given = Files.writeString(Files.createTempFile("command", ".in"), input);
        Path output = Files.createTempFile("command", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(given.toFile())
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(command + (ended ? " failed" : " does not end") + ": " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + command, e);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(given);
        }
    }
}
