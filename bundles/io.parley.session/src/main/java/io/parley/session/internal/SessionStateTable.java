package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.op.Op;
import io.parley.engine.op.SessionOp;
import io.parley.engine.shard.Shard;
import java.util.function.Consumer;

/** Sessions, as those that have states. */
record SessionStateTable(SessionTable sessions) implements StateTable {

    @Override
    public String what() {
        return "session";
    }

    @Override
    public Entry require(String name) {
        return sessions.require(name);
    }

    @Override
    public Entry requireState(String name) {
        return sessions.requireState(name);
    }

    @Override
    public void requireChangeable(String name) {
        if (sessions.moves().leaving(name) != null) {
            throw new RefusedException(
                    Reason.CONFLICT, "Session '" + name + "' is being taken elsewhere; try again in a moment");
        }
    }

    @Override
    public Op put(Entry entry, String key, long version, Payload value) {
        return new SessionOp.StatePut(entry.id, key, version, value, entry.durable);
    }

    @Override
    public Op removed(Entry entry, String key) {
        return new SessionOp.StateRemoved(entry.id, key, entry.durable);
    }

    @Override
    public Shard shard(String name) {
        return sessions.shard(name);
    }

    @Override
    public StateCache cache() {
        return sessions.cache();
    }

    @Override
    public StoredStates states() {
        return sessions.states();
    }

    @Override
    public void onStateChange(Consumer<Entry> listener) {
        sessions.onStateChange(listener);
    }

    @Override
    public void onEnd(Consumer<Entry> listener) {
        sessions.onEnd(listener);
    }
}
