package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateValue;
import io.parley.engine.Batch;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.timer.Timers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A session's life, state, tokens and will, to be restored elsewhere. */
final class LifePart implements SessionPart {

    private final SessionTable table;
    private final SessionStates states;
    private final Supplier<Settings> settings;
    private final Timers timers;

    LifePart(SessionTable table, SessionStates states, Supplier<Settings> settings, Timers timers) {
        this.table = table;
        this.states = states;
        this.settings = settings;
        this.timers = timers;
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.LIFE, Kind.STATE, Kind.TOKENS, Kind.WILL);
    }

    @Override
    public boolean changing(String session) {
        Entry entry = table.get(session);
        return entry != null && entry.changes();
    }

    /** One value; null where the view alone has it. */
    private record Value(String key, StateItem item, Payload value) {}

    @Override
    public Snapshot snapshot(String session) {
        Entry entry = table.requireState(session);
        // Elsewhere the clock on the wall is all that is the same.
        RecordWriter life = new RecordWriter(64)
                .number(entry.expirySeconds())
                .number(entry.detachedAt() + timers.now() - timers.steady())
                .number(entry.revision())
                .number(entry.messages())
                .number(entry.lastActivity());
        List<Value> values = new ArrayList<>();
        new TreeMap<>(entry.state()).forEach((key, item) -> values.add(new Value(key, item, item.value())));
        List<Integer> tokens = entry.tokens().stream().sorted().toList();
        KeptWill will = table.wills().bound(session);
        return out -> {
            out.write(Kind.LIFE, life);
            values.forEach(value -> out.write(Kind.STATE, record(session, value)));
            if (!tokens.isEmpty()) {
                out.write(Kind.TOKENS, new RecordWriter(4 * tokens.size()).integers(tokens));
            }
            if (will != null) {
                out.write(Kind.WILL, will.will.writeFields(new RecordWriter(256).number(will.will.number())));
            }
        };
    }

    private RecordWriter record(String session, Value value) {
        Payload content = value.value == null ? read(session, value) : value.value;
        return new RecordWriter(64)
                .text(value.key)
                .number(value.item.version)
                .number(value.item.revision)
                .bytes(content);
    }

    private Payload read(String session, Value value) {
        Optional<StateValue> read = states.read(session, value.key, value.item);
        return read.filter(found -> found.version() == value.item.version)
                .map(StateValue::value)
                .orElseThrow(() -> new RefusedException(
                        Reason.CONFLICT, "The state of session '" + session + "' changed meanwhile; try again"));
    }

    @Override
    public Restoration restore(Moves.Identity session, Batch batch) {
        return new LifeRestoration(session, batch, table, settings.get(), timers);
    }
}
