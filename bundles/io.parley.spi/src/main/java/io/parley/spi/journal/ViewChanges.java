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

    private List<Change> changes = new ArrayList<>();
    private List<Later> later = List.of();

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
     * Adds changes that take some time to work out, on a thread that has time for it.
     *
     * @param work adds the changes to what it is given, which is not this; run once, by whoever wants to see the changes first. What it reads must
     *     not change any more
     */
    public ViewChanges later(Consumer<ViewChanges> work) {
        if (later.isEmpty()) {
            later = new ArrayList<>(2);
        }
        later.add(new Later(changes.size(), work));
        return this;
    }

    /** Adds all changes of another, behind those made so far. */
    public ViewChanges addAll(ViewChanges others) {
        changes.addAll(others.changes());
        return this;
    }

    /** The changes in order; do not modify. */
    public List<Change> changes() {
        if (!later.isEmpty()) {
            workOut();
        }
        return changes;
    }

    private void workOut() {
        ViewChanges all = new ViewChanges();
        int done = 0;
        for (Later work : later) {
            all.changes.addAll(changes.subList(done, work.behind));
            done = work.behind;
            work.changes.accept(all);
        }
        all.changes.addAll(changes.subList(done, changes.size()));
        changes = all.changes();
        later = List.of();
    }

    private ViewChanges add(Change change) {
        Objects.requireNonNull(change.table(), "table");
        changes.add(change);
        return this;
    }
}
