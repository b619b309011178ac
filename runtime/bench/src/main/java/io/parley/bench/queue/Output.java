package io.parley.bench.queue;

import java.io.PrintStream;
import java.util.Optional;

/** What a trial inside a running Parley tells the bench: lines on standard output. Safe for all threads. */
public final class Output {

    /** Printed when the trial awaits its first turn. */
    public static final String AWAITING = "bench: awaiting";

    /** Printed last: all rounds are done. */
    public static final String DONE = "bench: done";

    /** Printed last instead, with the reason behind it. */
    public static final String FAILED = "bench: failed: ";

    private static final String NOTE = "bench: note ";
    private static final String PROGRESS = "bench: progress ";

    private final PrintStream out;

    public Output(PrintStream out) {
        this.out = out;
    }

    public void figure(Figure figure) {
        out.println(figure.line());
    }

    /** A line for the report. */
    public void note(String text) {
        out.println(NOTE + text);
    }

    /** A line for whoever waits. */
    public void progress(String text) {
        out.println(PROGRESS + text);
    }

    public void awaiting() {
        out.println(AWAITING);
    }

    public void done() {
        out.println(DONE);
    }

    public void failed(Exception cause) {
        out.println(FAILED + cause);
    }

    /** The text of a note's line; empty for any other line. */
    public static Optional<String> noteIn(String line) {
        return after(NOTE, line);
    }

    /** The text of a progress line; empty for any other line. */
    public static Optional<String> progressIn(String line) {
        return after(PROGRESS, line);
    }

    /** Whether nothing more comes after this line. */
    public static boolean isLast(String line) {
        return line.equals(DONE) || line.startsWith(FAILED);
    }

    private static Optional<String> after(String prefix, String line) {
        return line.startsWith(prefix) ? Optional.of(line.substring(prefix.length())) : Optional.empty();
    }
}
