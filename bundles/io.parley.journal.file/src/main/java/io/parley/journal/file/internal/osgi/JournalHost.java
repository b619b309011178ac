package io.parley.journal.file.internal.osgi;

import io.parley.journal.file.internal.FileJournal;
import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.health.Health;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalState.Failed;
import io.parley.spi.journal.JournalState.Refusing;
import io.parley.spi.journal.JournalState.Writable;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the one journal of a configuration, if it can be opened, and says how it is. Configurations come from one
 * thread at a time; {@link #report} is for any.
 */
final class JournalHost implements Health {

    private static final Logger LOG = LoggerFactory.getLogger(JournalHost.class);

    private final Path data;
    private final Function<FileJournal, Runnable> publisher;
    private Settings settings;
    private Runnable unpublish = () -> {};
    private volatile FileJournal journal;
    /** What is wrong with the opening or the latest configuration; null when nothing is. */
    private volatile String problem;

    /**
     * @param data Parley's data folder
     * @param publisher makes a journal known and returns what takes it back
     */
    JournalHost(Path data, Function<FileJournal, Runnable> publisher) {
        this.data = data;
        this.publisher = publisher;
    }

    /** Opens the journal, or applies a changed configuration to the open one; a wrong one changes nothing. */
    void configure(Map<String, ?> configuration) {
        Settings wanted;
        try {
            wanted = Settings.of(configuration, data);
        } catch (IllegalArgumentException e) {
            problem = e.getMessage();
            LOG.error("{}{}", problem, journal == null ? "" : "; the last good configuration stays in force");
            return;
        }
        problem = null;
        if (journal == null) {
            open(wanted);
            return;
        }
        journal.reconfigure(wanted.options());
        if (!wanted.folder().equals(settings.folder())) {
            problem = "folder " + wanted.folder() + " counts from the next start on";
            LOG.warn("journal {}: {}", journal.where(), problem);
        }
    }

    /** Ends what was handed over and closes the journal. */
    void stop() {
        unpublish.run();
        unpublish = () -> {};
        FileJournal open = journal;
        journal = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public String subject() {
        return "journal";
    }

    @Override
    public Report report() {
        FileJournal open = journal;
        if (open == null) {
            String why = problem;
            return why == null ? new Report(Status.STARTING, "not open") : new Report(Status.DOWN, why);
        }
        String place = open.where() + ", " + (open.bytes() >> 20) + " MiB";
        if (open.state() instanceof Writable) {
            String why = problem;
            return why == null
                    ? new Report(Status.UP, place)
                    : new Report(Status.DEGRADED, place + ", last good configuration: " + why);
        }
        if (open.state() instanceof Refusing refusing) {
            return new Report(Status.DEGRADED, place + ", refuses records: " + refusing.cause());
        }
        if (open.state() instanceof Failed failed) {
            return new Report(Status.DOWN, place + ", restart it: " + failed.cause());
        }
        return new Report(Status.DOWN, place + ", closed");
    }

    private void open(Settings wanted) {
        try {
            settings = wanted;
            FileJournal opened = FileJournal.open(new DiskStore(wanted.folder()), wanted.options());
            journal = opened;
            unpublish = publisher.apply(opened);
        } catch (JournalException e) {
            problem = e.getMessage();
            LOG.error("{}", problem);
        }
    }
}
