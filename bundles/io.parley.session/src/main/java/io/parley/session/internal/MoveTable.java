package io.parley.session.internal;

import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SessionOp;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which sessions are on their way to other Parleys, which have gone, and which have come, as the committed ops made it. Changed by the
 * sessions' shards; any thread may look something up.
 */
final class MoveTable {

    static final String TABLE = "session.move";

    private static final int FORM = 1;
    private static final int LEAVING = 1;
    private static final int LEFT = 2;
    private static final int ARRIVED = 3;
    private static final int RETURNED = 4;

    /** What a row is about: a session has one that says where it goes, and one for each move by which it has come. */
    private record Key(String session, String move) {
        private byte[] row() {
            return new RecordWriter(64).text(session).text(move).toArray();
        }
    }

    private final Shards shards;

    /** {@link SessionOp.Leaving}, {@link SessionOp.Left} or {@link SessionOp.Arrived}, the last that was applied. */
    private final Map<Key, SessionOp> all = new ConcurrentHashMap<>();

    /** Those of {@link #all} by which sessions go. */
    private final Map<String, SessionOp> going = new ConcurrentHashMap<>();

    /** Those of {@link #all} by which sessions have come. The lists are never changed. */
    private final Map<String, List<SessionOp.Arrived>> come = new ConcurrentHashMap<>();

    private final List<Set<Key>> unwritten = new ArrayList<>();

    MoveTable(Shards shards) {
        this.shards = shards;
        shards.all().forEach(shard -> unwritten.add(new HashSet<>()));
    }

    /** Null when the session is not being taken elsewhere. */
    SessionOp.Leaving leaving(String session) {
        return going.get(session) instanceof SessionOp.Leaving leaving ? leaving : null;
    }

    /** Null when the session has not gone, or that is forgotten. */
    SessionOp.Left left(String session) {
        return going.get(session) instanceof SessionOp.Left left ? left : null;
    }

    /** All moves by which the session has come, and about which somebody may ask. */
    List<SessionOp.Arrived> arrived(String session) {
        return come.getOrDefault(session, List.of());
    }

    /** Null when no session came by that move, or nobody asks about it any more. */
    SessionOp.Arrived arrived(String session, String move) {
        return all.get(new Key(session, move)) instanceof SessionOp.Arrived arrived ? arrived : null;
    }

    Collection<SessionOp> going() {
        return List.copyOf(going.values());
    }

    /** How many sessions have come by moves about which somebody may still ask. */
    long arrivals() {
        return all.size() - going.size();
    }

    /** Whether nobody else keeps anything of the op. */
    static boolean alone(SessionOp op) {
        return op instanceof SessionOp.Leaving
                || op instanceof SessionOp.Stayed
                || op instanceof SessionOp.Forgotten
                || op instanceof SessionOp.Arrived
                || op instanceof SessionOp.Settled;
    }

    void apply(Shard shard, SessionOp op) {
        if (op instanceof SessionOp.Leaving leaving) {
            put(shard, leaving.move(), leaving, true);
        } else if (op instanceof SessionOp.Left left) {
            put(shard, left.move(), left, true);
        } else if (op instanceof SessionOp.Arrived arrived) {
            put(shard, arrived.move(), arrived, false);
        } else if (op instanceof SessionOp.Stayed stayed) {
            remove(shard, stayed.session(), stayed.move());
        } else if (op instanceof SessionOp.Forgotten forgotten) {
            remove(shard, forgotten.session(), forgotten.move());
        } else if (op instanceof SessionOp.Settled settled) {
            remove(shard, settled.session(), settled.move());
        }
    }

    private void put(Shard shard, String move, SessionOp op, boolean goes) {
        Key key = new Key(op.session(), move);
        all.put(key, op);
        if (goes) {
            going.put(op.session(), op);
        } else {
            come(op.session(), move, (SessionOp.Arrived) op);
        }
        unwritten.get(shard.index()).add(key);
    }

    /** @param now null when nobody asks about the move any more */
    private void come(String session, String move, SessionOp.Arrived now) {
        List<SessionOp.Arrived> next = new ArrayList<>(arrived(session));
        next.removeIf(one -> one.move().equals(move));
        if (now != null) {
            next.add(now);
        }
        if (next.isEmpty()) {
            come.remove(session);
        } else {
            come.put(session, next);
        }
    }

    private void remove(Shard shard, String session, String move) {
        Key key = new Key(session, move);
        SessionOp gone = all.remove(key);
        if (gone != null) {
            going.remove(session, gone);
            come(session, move, null);
            unwritten.get(shard.index()).add(key);
        }
    }

    void load(View view) throws JournalException {
        view.scan(TABLE, new byte[0], null, (key, row) -> {
            RecordReader name = new RecordReader(key);
            String session = name.text();
            SessionOp op = read(session, name.text(), new RecordReader(row));
            Shard shard = shards.of(session);
            apply(shard, op);
            unwritten.get(shard.index()).clear();
            return true;
        });
    }

    private static SessionOp read(String session, String move, RecordReader in) {
        int form = in.octet();
        int what = in.octet();
        if (form == FORM && what == LEAVING) {
            return new SessionOp.Leaving(session, move, in.text());
        } else if (form == FORM && what == LEFT) {
            return new SessionOp.Left(session, move, in.text(), in.text(), in.number(), in.number());
        } else if (form == FORM && what == ARRIVED) {
            return new SessionOp.Arrived(session, move, in.number(), "");
        } else if (form == FORM && what == RETURNED) {
            return new SessionOp.Arrived(session, move, in.number(), in.text());
        }
        throw new IllegalArgumentException("The view's table " + TABLE + " has rows of form " + form + ", " + what
                + "; this Parley reads form " + FORM);
    }

    private static byte[] row(SessionOp op) {
        RecordWriter out = new RecordWriter(64).octet(FORM);
        if (op instanceof SessionOp.Leaving leaving) {
            out.octet(LEAVING).text(leaving.peer());
        } else if (op instanceof SessionOp.Left left) {
            out.octet(LEFT)
                    .text(left.peer())
                    .text(left.reference())
                    .number(left.below())
                    .number(left.until());
        } else if (op instanceof SessionOp.Arrived arrived) {
            boolean back = !arrived.ends().isEmpty();
            out.octet(back ? RETURNED : ARRIVED).number(arrived.below());
            if (back) {
                out.text(arrived.ends());
            }
        }
        return out.toArray();
    }

    void collect(Shard shard, ViewChanges into) {
        Set<Key> changed = unwritten.get(shard.index());
        for (Key key : changed) {
            SessionOp now = all.get(key);
            if (now == null) {
                into.delete(TABLE, key.row());
            } else {
                into.put(TABLE, key.row(), row(now));
            }
        }
        changed.clear();
    }
}
