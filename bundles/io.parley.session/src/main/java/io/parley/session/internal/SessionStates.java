package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateValue;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.Engine;
import io.parley.engine.op.SessionOp;
import io.parley.session.internal.Entry.Changing;
import io.parley.spi.journal.JournalException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The versioned state of sessions. Versions are compared on the session's shard, before the batch goes to the journal; while a
 * change of a key is on its way, no other may depend on that key's version. Changes that depend on nothing follow one another.
 */
final class SessionStates {

    private static final int MAX_KEY = 1_024;

    private final Engine engine;
    private final SessionTable table;
    private final Supplier<Settings> settings;

    SessionStates(Engine engine, SessionTable table, Supplier<Settings> settings) {
        this.engine = engine;
        this.table = table;
        this.settings = settings;
    }

    void get(Call<Optional<StateValue>> call, String id, String key) {
        StateItem item = table.require(id).state().get(key);
        if (item == null) {
            call.complete(Optional.empty());
        } else if (item.value() != null) {
            call.complete(Optional.of(new StateValue(item.value(), item.version)));
        } else {
            StateValue cached = table.cache().get(id, key, item);
            if (cached != null) {
                call.complete(Optional.of(cached));
            } else {
                engine.workers().execute(() -> read(call, id, key, item));
            }
        }
    }

    /** What the view shows was true at some moment of the call, even when the value has changed since. */
    private void read(Call<Optional<StateValue>> call, String id, String key, StateItem item) {
        try {
            byte[] row = table.view().get(Rows.STATE, Rows.stateKey(id, key));
            Optional<StateValue> found = Optional.ofNullable(row)
                    .map(bytes -> new StateValue(Rows.stateValue(bytes), Rows.stateVersion(bytes)));
            found.ifPresent(value -> table.cache().put(id, key, item, value));
            call.complete(found);
        } catch (JournalException | IllegalArgumentException e) {
            call.refuse(new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e));
        }
    }

    void put(Call<Long> call, String id, String key, Payload value, OptionalLong expected) {
        Entry entry = table.require(id);
        checkSize(id, key, value);
        long version = versionBefore(entry, key, expected) + 1;
        if (version == 1) {
            checkCount(entry);
        }
        begin(entry, key, version);
        call.commit(
                engine.batch().add(new SessionOp.StatePut(id, key, version, value, entry.durable)),
                () -> call.complete(version),
                () -> end(entry, key));
    }

    void remove(Call<Void> call, String id, String key, OptionalLong expected) {
        Entry entry = table.require(id);
        if (versionBefore(entry, key, expected) == 0) {
            call.complete(null);
            return;
        }
        begin(entry, key, 0);
        call.commit(
                engine.batch().add(new SessionOp.StateRemoved(id, key, entry.durable)),
                () -> call.complete(null),
                () -> end(entry, key));
    }

    long version(String id, String key) {
        StateItem item = table.require(id).state().get(key);
        return item == null ? 0 : item.version;
    }

    /** As {@link #put}, together with other things; any thread. */
    void put(Batch batch, String id, String key, Payload value, long expected) {
        checkSize(id, key, value);
        batch.require(id, new Unchanged(id, key, expected, expected + 1))
                .add(new SessionOp.StatePut(id, key, expected + 1, value, table.require(id).durable));
    }

    /** As {@link #remove}, together with other things; any thread. */
    void remove(Batch batch, String id, String key, long expected) {
        batch.require(id, new Unchanged(id, key, expected, 0))
                .add(new SessionOp.StateRemoved(id, key, table.require(id).durable));
    }

    /** The value has that version, and nobody else changes it until the batch has ended. */
    private final class Unchanged implements Condition {

        private final String id;
        private final String key;
        private final long expected;
        private final long next;
        private Entry entry;

        Unchanged(String id, String key, long expected, long next) {
            this.id = id;
            this.key = key;
            this.expected = expected;
            this.next = next;
        }

        @Override
        public void reserve() {
            Entry there = table.require(id);
            long before = versionBefore(there, key, OptionalLong.of(expected));
            if (before == 0 && next != 0) {
                checkCount(there);
            }
            begin(there, key, next);
            entry = there;
        }

        @Override
        public void end(boolean committed) {
            SessionStates.this.end(entry, key);
        }
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
                    Reason.CONFLICT, "'" + key + "' of session '" + entry.id + "' is just being changed");
        }
        if (expected.getAsLong() != version) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "'" + key + "' of session '" + entry.id + "' has version " + version + ", not "
                            + expected.getAsLong());
        }
        return version;
    }

    private void begin(Entry entry, String key, long version) {
        Changing before = entry.changing().get(key);
        entry.changing().put(key, new Changing(before == null ? 1 : before.count() + 1, version));
    }

    private void end(Entry entry, String key) {
        entry.changing()
                .computeIfPresent(
                        key,
                        (name, changing) ->
                                changing.count() == 1 ? null : new Changing(changing.count() - 1, changing.version()));
    }

    private void checkSize(String id, String key, Payload value) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new RefusedException(
                    Reason.INVALID,
                    "A key of a session's state has 1 to " + MAX_KEY + " characters, not " + key.length());
        }
        int kib = settings.get().stateValueKib();
        if (value.size() > kib * 1024L) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "'" + key + "' of session '" + id + "' has " + value.size() + " bytes; at most " + kib
                            + " KiB are allowed (" + Settings.PID + ": " + Settings.STATE_VALUE + ")");
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
                    "The state of session '" + entry.id + "' has " + max + " values already (" + Settings.PID + ": "
                            + Settings.STATE_KEYS + ")");
        }
    }
}
