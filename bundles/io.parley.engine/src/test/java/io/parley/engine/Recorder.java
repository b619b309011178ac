package io.parley.engine;

import io.parley.api.message.Payload;
import io.parley.engine.op.Op;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SessionOp;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A participant whose state depends on every op and on their order: per session a hash over its puts, until it is closed; per
 * queue the sequences and positions of what is in it.
 */
final class Recorder implements Participant {

    /** What one key amounts to. */
    record Value(long hash, long count) {}

    private final EngineCore engine;
    private final String name;
    private final Map<Integer, Map<String, Value>> values = new HashMap<>(); // each entry owned by its shard
    private final Map<Integer, Map<String, Long>> queued = new HashMap<>(); // "queue sequence" to position
    private final Map<Integer, Set<String>> dirty = new HashMap<>();
    final AtomicLong applied = new AtomicLong();
    final AtomicInteger offThread = new AtomicInteger();
    final AtomicInteger started = new AtomicInteger();

    Recorder(EngineCore engine, String name) {
        this.engine = engine;
        this.name = name;
        for (Shard shard : engine.shards().all()) {
            values.put(shard.index(), new HashMap<>());
            queued.put(shard.index(), new HashMap<>());
            dirty.put(shard.index(), new HashSet<>());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void load(View view) throws JournalException {
        view.scan(name, new byte[0], null, (key, value) -> {
            String text = new String(key, StandardCharsets.UTF_8);
            RecordReader in = new RecordReader(value);
            values.get(engine.shards().indexOf(text)).put(text, new Value(in.fixed(), in.number()));
            return true;
        });
        view.scan(name + ".queued", new byte[0], null, (key, value) -> {
            String text = new String(key, StandardCharsets.UTF_8);
            String queue = text.substring(0, text.indexOf(' '));
            queued.get(engine.shards().indexOf(queue)).put(text, new RecordReader(value).fixed());
            return true;
        });
    }

    @Override
    public void apply(Shard shard, Op op, MessageRef message) {
        applied.incrementAndGet();
        if (!shard.onThread()) {
            offThread.incrementAndGet();
        }
        Map<String, Value> mine = values.get(shard.index());
        if (op instanceof SessionOp.StatePut put) {
            Value old = mine.getOrDefault(put.session(), new Value(7, 0));
            mine.put(put.session(), new Value(old.hash * 31 + put.version(), old.count + 1));
        } else if (op instanceof SessionOp.Closed) {
            mine.remove(op.key());
        } else if (op instanceof QueueOp.Append) {
            Value old = mine.getOrDefault(op.key(), new Value(0, 0));
            mine.put(op.key(), new Value(0, old.count + 1));
            queued.get(shard.index()).put(op.key() + " " + (old.count + 1), message.position());
            engine.references(shard.index()).added(message.position());
            dirty.get(shard.index()).add(op.key() + " " + (old.count + 1));
        } else if (op instanceof QueueOp.Remove remove) {
            Long position = queued.get(shard.index()).remove(remove.queue() + " " + remove.sequence());
            if (position != null) {
                engine.references(shard.index()).removed(position);
                dirty.get(shard.index()).add(remove.queue() + " " + remove.sequence());
            }
        }
        dirty.get(shard.index()).add(op.key());
    }

    @Override
    public void started() {
        started.incrementAndGet();
    }

    @Override
    public void collect(Shard shard, ViewChanges changes) {
        for (String key : dirty.get(shard.index())) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            Value value = values.get(shard.index()).get(key);
            Long position = queued.get(shard.index()).get(key);
            if (value != null) {
                changes.put(
                        name,
                        bytes,
                        new RecordWriter(16)
                                .fixed(value.hash)
                                .number(value.count)
                                .toArray());
            } else if (key.indexOf(' ') < 0) {
                changes.delete(name, bytes);
            }
            if (position != null) {
                changes.put(
                        name + ".queued",
                        bytes,
                        new RecordWriter(16).fixed(position).toArray());
            } else if (key.indexOf(' ') >= 0) {
                changes.delete(name + ".queued", bytes);
            }
        }
        dirty.get(shard.index()).clear();
    }

    /** Everything, as of now. */
    Map<String, String> state() {
        TreeMap<String, String> all = new TreeMap<>();
        engine.shards()
                .each(shard -> {
                    synchronized (all) {
                        values.get(shard.index()).forEach((key, value) -> all.put(key, "" + value));
                        queued.get(shard.index()).forEach((key, value) -> all.put(key, "" + value));
                    }
                })
                .join();
        return all;
    }

    static Op put(String session, long version) {
        return new SessionOp.StatePut(session, "n", version, Payload.empty(), true);
    }

    static Op shortLived(String session, long version) {
        return new SessionOp.StatePut(session, "n", version, Payload.empty(), false);
    }
}
