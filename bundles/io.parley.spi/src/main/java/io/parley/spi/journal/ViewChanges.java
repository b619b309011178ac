package io.parley.spi.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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

    private final List<Change> changes = new ArrayList<>();

    public ViewChanges put(String table, byte[] key, byte[] value) {
        return add(new Put(table, key, Objects.requireNonNull(value, "value")));
    }

    public ViewChanges delete(String table, byte[] key) {
        return add(new Delete(table, key));
    }

    public ViewChanges deleteRange(String table, byte[] from, byte[] to) {
        return add(new DeleteRange(table, from, Objects.requireNonNull(to, "to")));
    }

    /** Adds all changes of another, behind those made so far. */
    public ViewChanges addAll(ViewChanges others) {
        changes.addAll(others.changes);
        return this;
    }

    /** The changes in order; do not modify. */
    public List<Change> changes() {
        return changes;
    }

    private ViewChanges add(Change change) {
        Objects.requireNonNull(change.table(), "table");
        changes.add(change);
        return this;
    }
}
