package io.parley.session.internal;

import io.parley.api.message.Payload;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** The state of one session, in memory. Owned by the session's shard. */
final class OwnState {

    private final Map<String, StateItem> items;
    private long bytes;
    private long revision;
    private Removed removed;
    private Map<String, Changing> changing = Map.of();
    private long changingBytes;

    OwnState() {
        this(new HashMap<>(4), 0, Removed.NONE);
    }

    /** As the view has it; the map is this state's from now on. */
    OwnState(Map<String, StateItem> items, long revision, Removed removed) {
        this.items = items;
        this.bytes = items.values().stream().mapToLong(item -> item.size).sum();
        this.revision = revision;
        this.removed = removed;
    }

    Map<String, StateItem> items() {
        return Collections.unmodifiableMap(items);
    }

    /** Bytes of all values together. */
    long bytes() {
        return bytes;
    }

    /** The version of the whole state: higher with each change of any key. */
    long revision() {
        return revision;
    }

    /** As it was stored. Which values were removed before is not known. */
    void revision(long number) {
        revision = number;
        ownRemoved().forgetUntil(number);
    }

    /** It has this version, unless it has a later one. */
    void atLeast(long number) {
        revision = Math.max(revision, number);
    }

    /** Values that are gone. */
    Removed removed() {
        return removed;
    }

    private Removed ownRemoved() {
        if (removed == Removed.NONE) {
            removed = new Removed();
        }
        return removed;
    }

    /** As it was stored. */
    void put(String key, StateItem item) {
        StateItem before = items.put(key, item);
        bytes += item.size - (before == null ? 0 : before.size);
        removed.remove(key);
    }

    /**
     * A value changes. Its version is never one that the key had before, even when it was removed in between: no version is beyond that of the
     * whole state.
     *
     * @param wanted the version that it gets at least
     */
    void put(String key, long wanted, Payload value) {
        StateItem before = items.get(key);
        long next = revision + 1;
        long version = Math.max(wanted, before == null ? next : before.version + 1);
        revision = Math.max(next, version);
        put(key, new StateItem(version, revision, value));
    }

    void remove(String key) {
        if (items.containsKey(key)) {
            bytes -= items.remove(key).size;
            ownRemoved().add(key, ++revision);
        }
    }

    /** Changes that are on their way to the journal. */
    Map<String, Changing> changing() {
        if (changing.isEmpty()) {
            changing = new HashMap<>(4);
        }
        return changing;
    }

    /** Bytes of the values that are on their way to the journal. */
    long changingBytes() {
        return changingBytes;
    }

    void changingBytes(long more) {
        changingBytes += more;
    }

    /** Whether it has nothing, never had, and will not have. */
    boolean empty() {
        return revision == 0 && changing.isEmpty();
    }

    /** Whether the view has all values, and nobody changes them. */
    boolean written() {
        return changing.isEmpty() && items.values().stream().allMatch(item -> item.value() == null);
    }

    /**
     * Changes of one key that are on their way.
     *
     * @param count how many
     * @param version what the last of them leads to; 0 for no value
     */
    record Changing(int count, long version) {}
}
