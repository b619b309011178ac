package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateValue;
import io.parley.api.session.StateVersions;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.Engine;
import io.parley.session.internal.OwnState.Changing;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The versioned state of sessions, or of groups. Versions are compared on the shard of whose it is, before the batch goes to the journal; while a
 * change of a key is on its way, no other may depend on that key's version. Changes that depend on nothing follow one another.
 */
final class SessionStates {

    private static final int MAX_KEY = 1_024;

    private final Engine engine;
    private final StateTable table;
    private final Supplier<Settings> settings;

    SessionStates(Engine engine, StateTable table, Supplier<Settings> settings) {
        this.engine = engine;
        this.table = table;
        this.settings = settings;
    }

    void get(Call<Optional<StateValue>> call, String id, String key) {
        Entry entry = table.require(id);
        if (entry.stateUnread()) {
            engine.workers().execute(() -> attempt(call, () -> table.states().value(id, key)));
            return;
        }
        StateItem item = entry.state().get(key);
        if (item == null) {
            call.complete(Optional.empty());
        } else if (item.value() != null) {
            call.complete(Optional.of(new StateValue(item.value(), item.version)));
        } else {
            engine.workers().execute(() -> attempt(call, () -> read(id, key, item)));
        }
    }

    private static <T> void attempt(Call<T> call, Supplier<T> reading) {
        try {
            call.complete(reading.get());
        } catch (RefusedException e) {
            call.refuse(e);
        }
    }

    /**
     * A value that is in the view. What the view shows was true at some moment of the call, even when the value has changed since. Any
     * thread that may block.
     *
     * @throws RefusedException UNAVAILABLE, when it cannot be read
     */
    Optional<StateValue> read(String id, String key, StateItem item) {
        StateValue cached = table.cache().get(id, key, item);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<StateValue> found = table.states().value(id, key);
        found.ifPresent(value -> table.cache().put(id, key, item, value));
        return found;
    }

    void versions(Call<StateVersions> call, String id) {
        Entry entry = table.require(id);
        if (entry.stateUnread()) {
            engine.workers()
                    .execute(() -> attempt(call, () -> {
                        OwnState stored = stored(id);
                        return versions(stored.revision(), stored.items());
                    }));
        } else {
            call.complete(versions(entry.revision(), entry.state()));
        }
    }

    /** Where there is none, the session may have ended meanwhile. */
    private OwnState stored(String id) {
        try {
            return table.states().read(id);
        } catch (RefusedException e) {
            table.require(id);
            throw e;
        }
    }

    private static StateVersions versions(long revision, Map<String, StateItem> items) {
        SortedMap<String, Long> keys = new TreeMap<>();
        items.forEach((key, item) -> keys.put(key, item.version));
        return new StateVersions(revision, keys);
    }

    void put(Call<Long> call, String id, String key, Payload value, OptionalLong expected) {
        Entry entry = table.requireState(id);
        checkSize(id, key, value);
        long before = versionBefore(entry, key, expected);
        long version = next(entry, before);
        checkRoom(entry, key, before, value.size());
        begin(entry, key, version, value.size());
        call.commit(
                engine.batch().add(table.put(entry, key, version, value)),
                () -> call.complete(version),
                () -> end(entry, key, value.size()));
    }

    void remove(Call<Void> call, String id, String key, OptionalLong expected) {
        Entry entry = table.requireState(id);
        if (versionBefore(entry, key, expected) == 0) {
            call.complete(null);
            return;
        }
        begin(entry, key, 0, 0);
        call.commit(engine.batch().add(table.removed(entry, key)), () -> call.complete(null), () -> end(entry, key, 0));
    }

    long version(String id, String key) {
        StateItem item = table.requireState(id).state().get(key);
        return item == null ? 0 : item.version;
    }

    /** As {@link #put}, together with other things; any thread. */
    void put(Batch batch, String id, String key, Payload value, long expected) {
        checkSize(id, key, value);
        batch.require(id, new Unchanged(id, key, expected, value.size()))
                .add(table.put(table.require(id), key, expected + 1, value));
    }

    /** As {@link #remove}, together with other things; any thread. */
    void remove(Batch batch, String id, String key, long expected) {
        batch.require(id, new Unchanged(id, key, expected, -1)).add(table.removed(table.require(id), key));
    }

    /** The value has that version, and nobody else changes it until the batch has ended. */
    private final class Unchanged implements Condition {

        private final String id;
        private final String key;
        private final long expected;
        private final long bytes;
        private Entry entry;

        /** @param bytes of the value that is put; negative when it is removed */
        Unchanged(String id, String key, long expected, long bytes) {
            this.id = id;
            this.key = key;
            this.expected = expected;
            this.bytes = bytes;
        }

        @Override
        public void reserve() {
            Entry there = table.requireState(id);
            table.requireChangeable(id);
            long before = versionBefore(there, key, OptionalLong.of(expected));
            if (bytes < 0) {
                begin(there, key, 0, 0);
            } else {
                checkRoom(there, key, before, bytes);
                begin(there, key, next(there, before), bytes);
            }
            entry = there;
        }

        @Override
        public void end(boolean committed) {
            SessionStates.this.end(entry, key, Math.max(0, bytes));
        }
    }

    private String whose(String id) {
        return table.what() + " '" + id + "'";
    }

    /** The version that a value will get: a new one's follows that which the whole state will have then. */
    private static long next(Entry entry, long before) {
        return before > 0
                ? before + 1
                : entry.revision()
                        + 1
                        + entry.changing().values().stream()
                                .mapToInt(Changing::count)
                                .sum();
    }

    /** What the next change of the key follows; 0 for no value. */
    private long versionBefore(Entry entry, String key, OptionalLong expected) {
        Changing changing = entry.changing().get(key);
        StateItem item = entry.state().get(key);
        long version = item == null ? 0 : item.version;
        if (expected.isEmpty()) {
            return changing == null ? version : changing.version();
        }
        if (changing != null) {
            throw new RefusedException(
                    Reason.CONFLICT, "'" + key + "' of " + whose(entry.id) + " is just being changed");
        }
        if (expected.getAsLong() != version) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "'" + key + "' of " + whose(entry.id) + " has version " + version + ", not "
                            + expected.getAsLong());
        }
        return version;
    }

    private void begin(Entry entry, String key, long version, long bytes) {
        Changing before = entry.changing().get(key);
        entry.changing().put(key, new Changing(before == null ? 1 : before.count() + 1, version));
        entry.changingBytes(bytes);
    }

    private void end(Entry entry, String key, long bytes) {
        entry.changing()
                .computeIfPresent(
                        key,
                        (name, changing) ->
                                changing.count() == 1 ? null : new Changing(changing.count() - 1, changing.version()));
        entry.changingBytes(-bytes);
    }

    private void checkSize(String id, String key, Payload value) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new RefusedException(
                    Reason.INVALID, "A key of a state has 1 to " + MAX_KEY + " characters, not " + key.length());
        }
        int kib = settings.get().stateValueKib();
        if (value.size() > kib * 1024L) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "'" + key + "' of " + whose(id) + " has " + value.size() + " bytes; at most " + kib
                            + " KiB are allowed (" + Settings.PID + ": " + Settings.STATE_VALUE + ")");
        }
    }

    private void checkRoom(Entry entry, String key, long versionBefore, long bytes) {
        if (versionBefore == 0) {
            checkCount(entry);
        }
        StateItem before = entry.state().get(key);
        int kib = settings.get().stateKib();
        if (entry.stateBytes() - (before == null ? 0 : before.size) + entry.changingBytes() + bytes > kib * 1024L) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "The state of " + whose(entry.id) + " has " + entry.stateBytes() + " bytes; with " + bytes
                            + " more in '" + key + "' it is larger than the " + kib + " KiB that are allowed ("
                            + Settings.PID + ": " + Settings.STATE + ")");
        }
    }

    private void checkCount(Entry entry) {
        int max = settings.get().stateKeys();
        long adding = entry.changing().keySet().stream()
                .filter(key -> !entry.state().containsKey(key))
                .count();
        if (entry.state().size() + adding >= max) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "The state of " + whose(entry.id) + " has " + max + " values already (" + Settings.PID + ": "
                            + Settings.STATE_KEYS + ")");
        }
    }
}
