package io.parley.itest.clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** All that happened to one client, in order. Safe for all threads. */
final class EventLog {

    /** The event after which there is none: the client's process is gone. */
    static final String ENDED = "ended";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String owner;
    private final List<Line> events = new ArrayList<>();

    EventLog(String owner) {
        this.owner = owner;
    }

    synchronized void add(Line event) {
        events.add(event);
        notifyAll();
    }

    synchronized int size() {
        return events.size();
    }

    /** Waits for the first such event behind the first so many. */
    Line await(int behind, Predicate<Line> wanted) {
        return await(behind, 1, wanted).get(0);
    }

    /** Waits for that many such events or more behind the first so many, and gives all. */
    synchronized List<Line> await(int behind, int count, Predicate<Line> wanted) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            List<Line> found = events.subList(behind, events.size()).stream()
                    .filter(wanted)
                    .toList();
            if (found.size() >= count) {
                return found;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0 || ended()) {
                throw new AssertionError("%s saw %d of %d awaited events within %s; it saw:%n%s"
                        .formatted(owner, found.size(), count, LIMIT, this));
            }
            pause(left);
        }
    }

    @Override
    public synchronized String toString() {
        List<String> lines = events.stream().map(Line::toString).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 100), lines.size()));
    }

    private boolean ended() {
        return !events.isEmpty() && events.get(events.size() - 1).verb().equals(ENDED);
    }

    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted; " + owner + " saw:\n" + this, e);
        }
    }
}
