package io.parley.itest.mqtt.cuts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What went wrong, and that something went on. Safe for all threads. */
final class Progress {

    private static final int MOST = 20;
    private static final int MOST_NOTES = 300;

    private final List<String> faults = new ArrayList<>();
    private final Deque<String> notes = new ArrayDeque<>();

    synchronized void fault(String text, Object... arguments) {
        if (faults.size() < MOST) {
            faults.add(text.formatted(arguments));
        }
        note("FAULT: " + text, arguments);
        notifyAll();
    }

    /** What somebody who looks for the reason of a fault wants to know. */
    synchronized void note(String text, Object... arguments) {
        notes.add(text.formatted(arguments));
        if (notes.size() > MOST_NOTES) {
            notes.remove();
        }
    }

    /** The last ones, a line each. */
    synchronized String notes() {
        return String.join("\n", notes);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** Something went on. */
    synchronized void moved() {
        notifyAll();
    }

    /**
     * Waits for something, or for a fault.
     *
     * @return whether it is so
     */
    synchronized boolean await(long seconds, BooleanSupplier wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (faults.isEmpty() && !wanted.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            // What it looks at may change without a word: so it looks again soon.
            wait(Math.min(left, 20));
        }
        return faults.isEmpty();
    }
}
