package io.parley.itest.crash;

import java.util.ArrayList;
import java.util.List;

/** What must not have happened, in words. Safe for all threads. */
final class Faults {

    private static final int KEPT = 50;

    private final List<String> first = new ArrayList<>();
    private long count;

    synchronized void add(String format, Object... values) {
        count++;
        if (first.size() < KEPT) {
            first.add(format.formatted(values));
        }
    }

    synchronized boolean none() {
        return count == 0;
    }

    @Override
    public synchronized String toString() {
        return count + " faults, the first ones:\n" + String.join("\n", first);
    }
}
