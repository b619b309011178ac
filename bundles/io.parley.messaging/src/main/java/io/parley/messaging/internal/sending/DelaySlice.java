package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageId;
import io.parley.engine.MessageRef;
import io.parley.engine.References;
import io.parley.engine.Stragglers;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SendingOp;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.timer.Timers;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The messages that wait for their time in one shard. Owned by it. */
final class DelaySlice {

    private static final String TABLE = "sending.delayed";

    /** One of them. */
    static final class Delayed {

        final SendingOp.Delayed op;
        volatile MessageRef ref;

        /** Whether somebody is about to end its waiting. */
        boolean ending;

        /** When it is sent on, or that is tried again. */
        private long dueAt;

        Delayed(SendingOp.Delayed op, MessageRef ref) {
            this.op = op;
            this.ref = ref;
            this.dueAt = op.at();
        }

        long dueAt() {
            return dueAt;
        }

        Origin origin() {
            return new Origin(op.principal(), op.sender(), op.guarantee(), op.retain());
        }
    }

    private static final Comparator<Delayed> BY_TIME =
            Comparator.comparingLong(Delayed::dueAt).thenComparing(one -> order(one.op.name()));

    private final References references;
    private final TreeMap<String, Delayed> all = new TreeMap<>();
    private final TreeSet<Delayed> byTime = new TreeSet<>(BY_TIME);
    private final Set<String> unwritten = new HashSet<>();
    private Timers.Timer timer = () -> {};
    private long timerAt = Long.MAX_VALUE;

    /** Whether some are just being sent on. */
    boolean sending;

    DelaySlice(References references) {
        this.references = references;
    }

    /** Its address, its id, and what puts those of an address that are due at one time in order; one id may come twice. */
    static String name(Message message) {
        return prefix(message.address(), message.id()) + MessageId.next();
    }

    private static String prefix(Address address, UUID id) {
        return address + "\0" + id + "\0";
    }

    private static String order(String name) {
        return name.substring(name.lastIndexOf('\0'));
    }

    /** All with that id. */
    List<Delayed> find(Address address, UUID id) {
        String prefix = prefix(address, id);
        return List.copyOf(all.subMap(prefix, prefix + Character.MAX_VALUE).values());
    }

    static void load(View view, Consumer<Delayed> each) throws JournalException {
        view.scan(TABLE, new byte[0], null, (key, row) -> {
            RecordReader in = new RecordReader(row);
            MessageRef ref = new MessageRef(in.number(), in.integer());
            each.accept(new Delayed(SendingOp.Delayed.readFields(new RecordReader(key).text(), 0, in), ref));
            return true;
        });
    }

    void restore(Delayed delayed) {
        all.put(delayed.op.name(), delayed);
        byTime.add(delayed);
    }

    /** False when there was no room for it in memory, and it is nowhere else. */
    boolean add(Delayed delayed) {
        if (!delayed.op.durable() && delayed.ref.message() == null) {
            delayed.ref.release();
            return false;
        }
        restore(delayed);
        if (delayed.op.durable()) {
            references.added(delayed.ref.position());
            unwritten.add(delayed.op.name());
        }
        return true;
    }

    boolean has(Delayed delayed) {
        return all.get(delayed.op.name()) == delayed;
    }

    boolean remove(String name) {
        Delayed gone = all.remove(name);
        if (gone == null) {
            return false;
        }
        byTime.remove(gone);
        gone.ref.release();
        if (gone.op.durable()) {
            references.removed(gone.ref.position());
            unwritten.add(name);
        }
        return true;
    }

    void moved(String name, MessageRef to) {
        Delayed delayed = all.get(name);
        if (delayed == null) {
            to.release();
            return;
        }
        references.removed(delayed.ref.position());
        references.added(to.position());
        delayed.ref.release();
        delayed.ref = to;
        unwritten.add(name);
    }

    /** Null when there is none. */
    Delayed first() {
        return byTime.isEmpty() ? null : byTime.first();
    }

    List<Delayed> due(long now, int most) {
        List<Delayed> due = new ArrayList<>();
        for (Delayed delayed : byTime) {
            if (delayed.dueAt > now || due.size() == most) {
                break;
            }
            due.add(delayed);
        }
        return due;
    }

    void postpone(Delayed delayed, long to) {
        if (has(delayed)) {
            byTime.remove(delayed);
            delayed.dueAt = to;
            byTime.add(delayed);
        }
    }

    /** Makes a timer unless there is one that is early enough. */
    void timer(long at, Supplier<Timers.Timer> made) {
        if (at < timerAt) {
            timer.cancel();
            timerAt = at;
            timer = made.get();
        }
    }

    /** The timer's time has come. */
    void fired() {
        timerAt = Long.MAX_VALUE;
        timer = () -> {};
    }

    void collect(ViewChanges into) {
        for (String name : unwritten) {
            byte[] row = new RecordWriter(64).text(name).toArray();
            Delayed delayed = all.get(name);
            if (delayed == null) {
                into.delete(TABLE, row);
            } else {
                RecordWriter value =
                        new RecordWriter(64).number(delayed.ref.position()).number(delayed.ref.index());
                into.put(TABLE, row, delayed.op.writeFields(value).toArray());
            }
        }
        unwritten.clear();
    }

    void relocate(long below, Stragglers found) {
        for (Delayed delayed : all.values()) {
            if (delayed.op.durable() && delayed.ref.position() < below) {
                String name = delayed.op.name();
                found.add(delayed.ref, copy -> new SendingOp.DelayMoved(name, copy));
            }
        }
    }
}
