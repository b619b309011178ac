package io.parley.messaging.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What has happened to entries of the view that it does not show. Owned by a shard. */
final class Unshown {

    private Map<Long, Entry> changed = Map.of();

    /** Those that are gone, of blocks without a row for many. */
    private final Runs alone = new Runs();

    /** Those that are gone, of blocks that may have one. */
    private final Runs together = new Runs();

    boolean isEmpty() {
        return changed.isEmpty() && alone.isEmpty() && together.isEmpty();
    }

    /** What the view has of the entry is no longer right. */
    void changed(Entry entry) {
        if (changed.isEmpty()) {
            changed = new HashMap<>(4);
        }
        changed.put(entry.sequence, entry);
    }

    void gone(Entry entry) {
        if (!changed.isEmpty()) {
            changed.remove(entry.sequence);
        }
        (entry.together ? together : alone).add(entry.sequence);
    }

    /** None of those is there any more, and the rows with many of them can go. */
    void goneTogether(long from, long below) {
        together.addAll(from, below);
    }

    /** As if what has happened later had happened to this. */
    void addAll(Unshown later) {
        later.changed.values().forEach(this::changed);
        alone.addAll(later.alone);
        together.addAll(later.together);
        if (!changed.isEmpty()) {
            changed.keySet().removeIf(this::isGone);
        }
    }

    /** Whether it tells of any from one sequence up to another, exclusive. */
    boolean meets(long from, long below) {
        return alone.meets(from, below)
                || together.meets(from, below)
                || changed.keySet().stream().anyMatch(sequence -> sequence >= from && sequence < below);
    }

    boolean tells(long sequence) {
        return changed.containsKey(sequence) || isGone(sequence);
    }

    /** The entry as it is; null when it is gone, or nothing is told of it. */
    Entry now(long sequence) {
        return changed.get(sequence);
    }

    Collection<Entry> changed() {
        return changed.values();
    }

    Runs goneAlone() {
        return alone;
    }

    Runs goneTogether() {
        return together;
    }

    private boolean isGone(long sequence) {
        return alone.contains(sequence) || together.contains(sequence);
    }
}
