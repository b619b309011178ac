package io.parley.event.internal.flow;

import io.parley.api.event.Cursor;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.TopicOp;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.event.internal.topic.Place;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The places of durable subscriptions. Each is owned by the shard of the subscription's name. */
public final class Cursors {

    private static final String TABLE = "event.cursor";

    record Named(String pattern, Place place) {}

    private static final class Part {
        private final Map<String, Named> named = new HashMap<>();
        private final Set<String> unwritten = new HashSet<>();
    }

    private final Shards shards;
    private final Part[] parts;

    public Cursors(Shards shards) {
        this.shards = shards;
        this.parts = new Part[shards.count()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    /** Null when there is none. On the name's shard. */
    Named get(String name) {
        return parts[shards.indexOf(name)].named.get(name);
    }

    /** The pattern of the durable subscription of that name; null when there is none. On the name's shard. */
    public String pattern(String name) {
        Named named = get(name);
        return named == null ? null : named.pattern;
    }

    /** Where the durable subscription of that name is; empty when there is none. On the name's shard. */
    public Optional<Cursor> cursor(String name) {
        return Optional.ofNullable(get(name)).map(named -> named.place.cursor());
    }

    /** The names that are there. On the shard. */
    public List<String> names(Shard shard) {
        return List.copyOf(parts[shard.index()].named.keySet());
    }

    public void load(View view) throws JournalException {
        view.scan(TABLE, new byte[0], null, (key, row) -> {
            String name = new String(key, StandardCharsets.UTF_8);
            RecordReader in = new RecordReader(row);
            parts[shards.indexOf(name)].named.put(name, new Named(in.text(), new Place(in.fixed(), in.fixed())));
            return true;
        });
    }

    public void apply(Shard shard, TopicOp.CursorSet op) {
        Part part = parts[shard.index()];
        part.named.put(op.subscription(), new Named(op.pattern(), new Place(op.position(), op.within())));
        part.unwritten.add(op.subscription());
    }

    public void apply(Shard shard, TopicOp.CursorRemoved op) {
        Part part = parts[shard.index()];
        part.named.remove(op.subscription());
        part.unwritten.add(op.subscription());
    }

    public void collect(Shard shard, ViewChanges into) {
        Part part = parts[shard.index()];
        for (String name : part.unwritten) {
            byte[] key = name.getBytes(StandardCharsets.UTF_8);
            Named named = part.named.get(name);
            if (named == null) {
                into.delete(TABLE, key);
            } else {
                byte[] row = new RecordWriter(64)
                        .text(named.pattern)
                        .fixed(named.place.position())
                        .fixed(named.place.within())
                        .toArray();
                into.put(TABLE, key, row);
            }
        }
        part.unwritten.clear();
    }
}
