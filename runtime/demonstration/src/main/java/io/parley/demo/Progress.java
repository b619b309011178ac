package io.parley.demo;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says what is going on: each step on a line of its own, and every few seconds how many messages there are. Safe for all threads. */
final class Progress implements AutoCloseable {

    private static final int EVERY_SECONDS = 5;

    private final PrintStream out;
    private final Ledger ledger;
    private final long begin = System.nanoTime();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    Progress(PrintStream out, Ledger ledger) {
        this.out = out;
        this.ledger = ledger;
    }

    void start() {
        clock.scheduleAtFixedRate(this::counts, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void step(String words) {
        out.printf("%4d s  %s%n", seconds(), words);
    }

    private void counts() {
        step("         sent " + Report.number(ledger.sent()) + ", received " + Report.number(ledger.received())
                + ", to come " + Report.number(ledger.missing()));
    }

    long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
