package io.parley.session.internal;

import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.WillOp;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The wills that sessions' holders have left, as the committed ops made them. One is bound to its session until the session ends or
 * another holder takes it over; then nothing but its publication removes it. Owned by the sessions' shards.
 */
final class WillTable {

    static final String TABLE = "session.will";

    private static final int FORM = 1;
    private static final int BOUND = 1;

    private record Key(String session, long number) {}

    private static final class Part {
        private final Map<Key, KeptWill> all = new HashMap<>();
        private final Map<String, KeptWill> bound = new HashMap<>();
        private final Set<Key> unwritten = new HashSet<>();
    }

    private final Shards shards;
    private final Part[] parts;

    /** Told when a will has another time; on its shard. */
    private Consumer<KeptWill> changed = will -> {};

    WillTable(Shards shards) {
        this.shards = shards;
        this.parts = new Part[shards.count()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    /** Sets who is told when a will has another time; before the engine begins. */
    void whenChanged(Consumer<KeptWill> told) {
        changed = told;
    }

    Shard shard(KeptWill will) {
        return shards.of(will.will.session());
    }

    private Part part(String session) {
        return parts[shards.indexOf(session)];
    }

    /** The will that the session's next holder can prevent; null when there is none. */
    KeptWill bound(String session) {
        return part(session).bound.get(session);
    }

    /** Whether it is still to be published. */
    boolean has(KeptWill will) {
        String session = will.will.session();
        return part(session).all.get(new Key(session, will.will.number())) == will;
    }

    Collection<KeptWill> all(Shard shard) {
        return List.copyOf(parts[shard.index()].all.values());
    }

    void load(View view) throws JournalException {
        view.scan(TABLE, new byte[0], null, (key, row) -> {
            RecordReader name = new RecordReader(key);
            String session = name.text();
            long number = name.fixed();
            RecordReader in = new RecordReader(row);
            int form = in.octet();
            int how = in.octet();
            if (form != FORM || (how & ~BOUND) != 0) {
                throw new IllegalArgumentException("The view's table " + TABLE + " has rows of form " + form + ", "
                        + how + "; this Parley reads form " + FORM);
            }
            long dueAt = in.number() - 1;
            put(new KeptWill(WillOp.Kept.readFields(session, number, in), how == BOUND, dueAt));
            return true;
        });
    }

    private void put(KeptWill will) {
        Part part = part(will.will.session());
        part.all.put(new Key(will.will.session(), will.will.number()), will);
        if (will.bound) {
            part.bound.put(will.will.session(), will);
        }
    }

    void apply(WillOp op) {
        if (op instanceof WillOp.Kept kept) {
            KeptWill will = new KeptWill(kept, true, KeptWill.NOT_DUE);
            put(will);
            unwritten(will);
            return;
        }
        Part part = part(op.session());
        KeptWill will = part.all.get(new Key(op.session(), op.number()));
        if (will == null) {
            return;
        }
        if (op instanceof WillOp.Due due) {
            unbind(will, due.at());
        } else {
            gone(part, will);
        }
    }

    private void gone(Part part, KeptWill will) {
        part.all.remove(new Key(will.will.session(), will.will.number()));
        part.bound.remove(will.will.session(), will);
        will.timer(() -> {});
        unwritten(will);
    }

    void apply(SessionOp op) {
        KeptWill will = bound(op.session());
        if (will == null) {
            return;
        }
        if (op instanceof SessionOp.Detached detached) {
            will.connectionEnded(detached.at(), detached.expirySeconds());
            unwritten(will);
            changed.accept(will);
        } else if (op instanceof SessionOp.Closed) {
            unbind(will, KeptWill.NOW);
        } else if (op instanceof SessionOp.Left) {
            gone(part(op.session()), will);
        }
    }

    private void unbind(KeptWill will, long at) {
        will.bound = false;
        will.dueAt = at;
        part(will.will.session()).bound.remove(will.will.session(), will);
        unwritten(will);
        changed.accept(will);
    }

    private void unwritten(KeptWill will) {
        if (will.will.durable()) {
            part(will.will.session()).unwritten.add(new Key(will.will.session(), will.will.number()));
        }
    }

    void collect(Shard shard, ViewChanges into) {
        Part part = parts[shard.index()];
        for (Key key : part.unwritten) {
            byte[] name =
                    new RecordWriter(64).text(key.session).fixed(key.number).toArray();
            KeptWill will = part.all.get(key);
            if (will == null) {
                into.delete(TABLE, name);
            } else {
                RecordWriter row = new RecordWriter(256)
                        .octet(FORM)
                        .octet(will.bound ? BOUND : 0)
                        .number(will.dueAt + 1);
                into.put(TABLE, name, will.will.writeFields(row).toArray());
            }
        }
        part.unwritten.clear();
    }
}
