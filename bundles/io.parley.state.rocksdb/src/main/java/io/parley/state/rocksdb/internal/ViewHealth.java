package io.parley.state.rocksdb.internal;

import io.parley.spi.health.Health;
import io.parley.spi.journal.JournalState;
import java.nio.file.Path;
import java.util.function.Supplier;

/** How the view is, in words. Safe for all threads. */
final class ViewHealth implements Health {

    private volatile Supplier<Report> source = () -> new Report(Status.STARTING, "not opened yet");
    private volatile String misconfiguration;

    @Override
    public String subject() {
        return "view";
    }

    @Override
    public Report report() {
        Report report = source.get();
        String wrong = misconfiguration;
        if (wrong == null) {
            return report;
        }
        return report.status() == Status.UP
                ? new Report(Status.DEGRADED, wrong + "; the configuration before it stays in force")
                : new Report(Status.DOWN, wrong);
    }

    void opened(RocksDbView view, Path folder) {
        source = () -> report(view, folder);
    }

    /** There is no view. */
    void failed(String message) {
        source = () -> new Report(Status.DOWN, message);
    }

    /** The newest configuration is not allowed, a view that is open goes on; null when it is allowed. */
    void misconfigured(String message) {
        misconfiguration = message;
    }

    private static Report report(RocksDbView view, Path folder) {
        JournalState state = view.state();
        if (state instanceof JournalState.Refusing refusing) {
            return new Report(Status.DEGRADED, folder + " refuses writes: " + refusing.cause());
        }
        if (state instanceof JournalState.Failed failed) {
            return new Report(Status.DOWN, folder + " takes no writes until restarted: " + failed.cause());
        }
        return state instanceof JournalState.Closed
                ? new Report(Status.DOWN, folder + " is closed")
                : new Report(Status.UP, folder + ", at position " + view.position());
    }
}
