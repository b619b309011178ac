package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.MessageRef;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.plugin.MissingPluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What queue and inbox have in common: entries in order, what of them the view has, and how their messages come back into memory.
 * Owned by a shard.
 */
final class Backlog {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    /** So many messages are read ahead of the consumer. */
    private static final int READ_AHEAD = 64;

    private final String label;
    private final EntryTable table;
    private final String name;
    private final ShardState home;
    private final Runnable dispatch;
    private final SequenceRing<Entry> ring;
    private final List<Long> leftView = new ArrayList<>();
    private final List<Entry> changed = new ArrayList<>();

    /** Entries below it were handed to the view, unless they had left before. */
    private long collectedBelow;

    private final Supplier<EntryTable.Head> head;
    private boolean headChanged;
    private boolean dirty;
    private boolean ended;
    private String missing = "";

    /**
     * @param label for people
     * @param name in the table
     * @param first sequence
     * @param head what the view is to know besides the entries
     * @param dispatch called on the shard when a message has come into memory
     */
    Backlog(
            String label,
            EntryTable table,
            String name,
            ShardState home,
            long first,
            Supplier<EntryTable.Head> head,
            Runnable dispatch) {
        this.head = head;
        this.label = label;
        this.table = table;
        this.name = name;
        this.home = home;
        this.dispatch = dispatch;
        this.ring = new SequenceRing<>(first);
        this.collectedBelow = first;
    }

    SequenceRing<Entry> ring() {
        return ring;
    }

    /** The plug-in for which the next message waits; empty when it does not. */
    String missing() {
        return missing;
    }

    void add(Entry entry) {
        ring.add(entry);
        home.stored(1);
        if (entry.durable) {
            home.references().added(entry.ref.position());
            headChanged();
        }
    }

    /** Takes up an entry that the view has. */
    void restore(Entry entry) {
        ring.put(entry.sequence, entry);
        home.stored(1);
        collectedBelow = ring.next();
    }

    void restoreHead(long next) {
        ring.skipTo(next);
        collectedBelow = Math.max(collectedBelow, next);
    }

    /** The entry is gone for good; null when there is none of that sequence. */
    Entry remove(long sequence) {
        Entry entry = ring.remove(sequence);
        if (entry == null) {
            return null;
        }
        home.stored(-1);
        if (entry.durable) {
            home.references().removed(entry.ref.position());
        }
        if (entry.inView) {
            leftView.add(sequence);
            dirty();
        }
        entry.ref.release();
        entry.loaded = null;
        return entry;
    }

    /** What the view has of the entry is no longer all. */
    void changed(Entry entry) {
        if (entry.inView) {
            changed.add(entry);
            dirty();
        }
    }

    void headChanged() {
        headChanged = true;
        dirty();
    }

    private void dirty() {
        if (!dirty) {
            dirty = true;
            home.changed(this);
        }
    }

    /** The entries whose messages are on the journal below that position. */
    void stragglers(long below, Consumer<Entry> visitor) {
        for (Entry entry = ring.atOrBehind(0); entry != null; entry = ring.atOrBehind(entry.sequence + 1)) {
            if (entry.durable && entry.ref.position() < below) {
                visitor.accept(entry);
            } else if (entry.durable && !entry.moved) {
                // Later ones entered later, and moved ones were moved to where they are after that.
                return;
            }
        }
    }

    /** A copy of the entry's message is elsewhere now; the view tells so, and then the old one may go. */
    void moved(long sequence, MessageRef to) {
        Entry entry = ring.get(sequence);
        if (entry == null) {
            to.release();
            return;
        }
        home.references().removed(entry.ref.position());
        home.references().added(to.position());
        entry.ref.release();
        entry.ref = to;
        entry.moved = true;
        changed(entry);
    }

    /** Only what is still there goes to the view; what came and went since the last time never does. */
    void collect(ViewChanges changes) {
        dirty = false;
        leftView.forEach(sequence -> table.delete(changes, name, sequence));
        leftView.clear();
        for (Entry entry : changed) {
            if (ring.get(entry.sequence) == entry) {
                table.put(changes, name, entry);
            }
        }
        changed.clear();
        ring.from(collectedBelow, entry -> {
            if (entry.durable) {
                table.put(changes, name, entry);
                entry.inView = true;
            }
        });
        collectedBelow = ring.next();
        if (ended) {
            table.deleteHead(changes, name);
        } else if (headChanged) {
            table.putHead(changes, name, head.get());
        }
        headChanged = false;
    }

    /** All entries are gone for good, and so is the name. */
    void end() {
        while (ring.size() > 0) {
            remove(ring.first());
        }
        ended = true;
        headChanged();
    }

    /**
     * The entry's message; null when it has to be read first. Then dispatch is called once it is there, and those behind it are
     * read along.
     */
    Message message(Entry entry) {
        Message message = entry.message();
        if (message == null && missing.isEmpty()) {
            int ahead = 0;
            for (long at = entry.sequence; at < ring.next() && ahead < READ_AHEAD; at++) {
                Entry next = ring.get(at);
                if (next != null && next.message() == null && !next.loading && next.state == Entry.State.WAITING) {
                    load(next);
                }
                ahead++;
            }
        }
        return message;
    }

    private void load(Entry entry) {
        entry.loading = true;
        Shard shard = home.shard();
        MessageRef ref = entry.ref;
        home.engine()
                .messages()
                .loadIfPresent(ref)
                .whenComplete((message, failure) -> shard.execute(() -> loaded(entry, ref, message, failure)));
    }

    private void loaded(Entry entry, MessageRef ref, Message message, Throwable failure) {
        entry.loading = false;
        if (ring.get(entry.sequence) != entry) {
            dispatch.run();
            return;
        }
        if (failure == null) {
            entry.loaded = message;
        } else {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            if (cause instanceof MissingPluginException absent) {
                await(absent);
                return;
            }
            unreadable(entry, ref, cause);
        }
        dispatch.run();
    }

    /** One that was moved meanwhile is read again, from where it is. */
    private void unreadable(Entry entry, MessageRef ref, Throwable cause) {
        if (entry.ref == ref) {
            entry.state = Entry.State.UNREADABLE;
            LOG.error(
                    "Message {} of {} cannot be read and stays where it is: {}",
                    entry.sequence,
                    label,
                    RefusedException.of(cause).getMessage());
        }
    }

    /** The lane stops as a whole: order is kept. */
    private void await(MissingPluginException absent) {
        if (!missing.isEmpty()) {
            return;
        }
        missing = absent.name();
        LOG.warn("{} waits: {}", label, absent.getMessage());
        Runnable goOn = () -> home.shard().execute(() -> {
            missing = "";
            dispatch.run();
        });
        home.plugins().compressors().whenPresent(absent.name(), goOn, refused -> home.retryLater(goOn));
    }
}
