package io.parley.spi.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Changes to a view, to be applied together, in order. For one thread at a time. The arrays are given away. */
public final class ViewChanges {

    /** One change. */
    public sealed interface Change {

        /** The table it is for. */
        String table();
    }

    /** Sets a value. */
    public record Put(String table, byte[] key, byte[] value) implements Change {}

    /** Removes a value; a missing one is no error. */
    public record Delete(String table, byte[] key) implements Change {}

    /** Removes all keys from {@code from}, inclusive, up to {@code to}, exclusive. */
    public record DeleteRange(String table, byte[] from, byte[] to) implements Change {}

    /**
     * Changes that are worked out later.
     *
     * @param behind so many others
     */
    private record Later(int behind, Consumer<ViewChanges> changes) {}

    /** Gets each change instead of {@link #changes}; null for none. */
    private final Consumer<Change> sink;

    private List<Change> changes = new ArrayList<>();
    private List<Later> later = List.of();

    public ViewChanges() {
        this(null);
    }

    private ViewChanges(Consumer<Change> sink) {
        this.sink = sink;
    }

    public ViewChanges put(String table, byte[] key, byte[] value) {
        return add(new Put(table, key, Objects.requireNonNull(value, "value")));
    }

    public ViewChanges delete(String table, byte[] key) {
        return add(new Delete(table, key));
    }

    public ViewChanges deleteRange(String table, byte[] from, byte[] to) {
        return add(new DeleteRange(table, from, Objects.requireNonNull(to, "to")));
    }

    /**
     * Adds changes that take some time to work out, or much room, on a thread that has time for it.
     *
     * @param work adds the changes to what it is given, which is not this; run by whoever wants to see the changes, by {@link #forEach} each
     *     time. What it reads must not change any more
     */
    public ViewChanges later(Consumer<ViewChanges> work) {
        if (sink != null) {
            work.accept(this);
            return this;
        }
        if (later.isEmpty()) {
            later = new ArrayList<>(2);
        }
        later.add(new Later(changes.size(), work));
        return this;
    }

    /** Adds all changes of another, behind those made so far. What it works out later is still worked out later. */
    public ViewChanges addAll(ViewChanges others) {
        if (sink != null) {
            others.forEach(sink);
            return this;
        }
        int before = changes.size();
        if (later.isEmpty() && !others.later.isEmpty()) {
            later = new ArrayList<>(others.later.size());
        }
        others.later.forEach(work -> later.add(new Later(before + work.behind, work.changes)));
        changes.addAll(others.changes);
        return this;
    }

    /** Visits all changes in order. What is worked out for it is not kept, so it takes no room, however much that is. */
    public void forEach(Consumer<Change> visitor) {
        int done = 0;
        for (Later work : later) {
            changes.subList(done, work.behind).forEach(visitor);
            done = work.behind;
            work.changes.accept(new ViewChanges(visitor));
        }
        changes.subList(done, changes.size()).forEach(visitor);
    }

    /** The changes in order, all of them; do not modify. */
    public List<Change> changes() {
        if (!later.isEmpty()) {
            List<Change> all = new ArrayList<>();
            forEach(all::add);
            changes = all;
            later = List.of();
        }
        return changes;
    }

    private ViewChanges add(Change change) {
        Objects.requireNonNull(change.table(), "table");
        if (sink == null) {
            changes.add(change);
        } else {
            sink.accept(change);
        }
        return this;
    }
}
