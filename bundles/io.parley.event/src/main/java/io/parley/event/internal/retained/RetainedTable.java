package io.parley.event.internal.retained;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.References;
import io.parley.engine.Stragglers;
import io.parley.engine.Waits;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.op.TopicOp;
import io.parley.engine.shard.Shard;
import io.parley.event.internal.match.Topics;
import io.parley.event.internal.topic.TopicMessages;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** All retained values. A topic's value is changed by its shard; any thread may look. */
public final class RetainedTable {

    private static final String TABLE = "event.retained";
    private static final int INLINE = 0;
    private static final int REFERENCE = 1;
    private static final Guarantee[] GUARANTEES = Guarantee.values();

    /** What one shard has to tell the view. */
    private static final class Part {
        private final Set<String> unwritten = new HashSet<>();
        private final List<RetainedValue> handedOver = new ArrayList<>();
    }

    private final Engine engine;
    private final Part[] parts;
    private final ConcurrentNavigableMap<String, RetainedValue> values = new ConcurrentSkipListMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private volatile View view;

    public RetainedTable(Engine engine) {
        this.engine = engine;
        this.parts = new Part[engine.shards().count()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    public int size() {
        return size.get();
    }

    public boolean contains(String topic) {
        return values.containsKey(topic);
    }

    /** The topics that have one, in the order of their names. Any thread. */
    public Stream<String> topics() {
        return values.keySet().stream();
    }

    /** Whether the topic has one that outlives the process. */
    public boolean stores(String topic) {
        RetainedValue value = values.get(topic);
        return value != null && value.stored;
    }

    RetainedValue get(String topic) {
        return values.get(topic);
    }

    /** Topics that match and have one; lazily, as they are when their turn comes. */
    Stream<String> matching(String pattern) {
        if (!Topics.hasWildcard(pattern)) {
            return Stream.of(pattern).filter(values::containsKey);
        }
        String prefix = Topics.prefix(pattern);
        return values.tailMap(prefix).keySet().stream()
                .takeWhile(topic -> topic.startsWith(prefix))
                .filter(topic -> Topics.matches(pattern, topic));
    }

    public void load(View from) throws JournalException {
        view = from;
        from.scan(TABLE, new byte[0], null, (key, row) -> {
            RecordReader in = new RecordReader(row);
            int kind = in.octet();
            Guarantee guarantee = GUARANTEES[in.octet()];
            String sender = engine.name(in.text());
            MessageRef ref = kind == INLINE ? null : new MessageRef(in.number(), in.integer());
            values.put(new String(key, StandardCharsets.UTF_8), new RetainedValue(guarantee, sender, 0, ref, true));
            size.incrementAndGet();
            return true;
        });
    }

    public void apply(Shard shard, TopicOp.Retain op, MessageRef message) {
        if (op.durable()) {
            references(shard).added(message.position());
            parts[shard.index()].unwritten.add(op.topic());
        }
        RetainedValue value =
                new RetainedValue(op.guarantee(), engine.name(op.sender()), op.begun(), message, op.durable());
        RetainedValue before = values.put(op.topic(), value);
        if (before == null) {
            size.incrementAndGet();
        } else {
            replaced(shard, op.topic(), before);
        }
    }

    public void apply(Shard shard, TopicOp.ClearRetained op) {
        RetainedValue before = values.remove(op.topic());
        if (before != null) {
            size.decrementAndGet();
            replaced(shard, op.topic(), before);
        }
    }

    /** The value is stored elsewhere now; a newer one stays. */
    public void moved(Shard shard, TopicOp.MoveRetained op, MessageRef copy) {
        RetainedValue value = values.get(op.topic());
        if (value == null || !value.pinned() || value.ref().position() != op.from()) {
            copy.release();
            return;
        }
        references(shard).removed(op.from());
        references(shard).added(copy.position());
        value.moved(copy);
        parts[shard.index()].unwritten.add(op.topic());
    }

    /** Names the values that are stored below that position. May block. */
    public void relocate(long below, Stragglers found) throws JournalException {
        Map<Shard, List<String>> topics = new HashMap<>();
        values.forEach((topic, value) -> {
            MessageRef ref = value.ref();
            if (ref != null && ref.position() < below) {
                topics.computeIfAbsent(engine.shards().of(topic), shard -> new ArrayList<>())
                        .add(topic);
            }
        });
        for (Map.Entry<Shard, List<String>> part : topics.entrySet()) {
            Waits.on(CompletableFuture.runAsync(
                    () -> part.getValue().forEach(topic -> relocate(topic, below, found)), part.getKey()));
        }
    }

    private void relocate(String topic, long below, Stragglers found) {
        RetainedValue value = values.get(topic);
        if (value != null && value.pinned() && value.ref().position() < below) {
            long from = value.ref().position();
            found.add(value.ref(), copy -> new TopicOp.MoveRetained(topic, copy, from));
        }
    }

    private void replaced(Shard shard, String topic, RetainedValue before) {
        if (before.stored) {
            parts[shard.index()].unwritten.add(topic);
        }
        unpin(shard, before);
        before.forget();
    }

    private void unpin(Shard shard, RetainedValue value) {
        if (value.pinned()) {
            references(shard).removed(value.ref().position());
            value.unpin();
        }
    }

    private References references(Shard shard) {
        return engine.references(shard.index());
    }

    public void collect(Shard shard, ViewChanges into) {
        Part part = parts[shard.index()];
        for (String topic : part.unwritten) {
            byte[] key = topic.getBytes(StandardCharsets.UTF_8);
            RetainedValue value = values.get(topic);
            if (value == null || !value.stored) {
                into.delete(TABLE, key);
            } else {
                into.put(TABLE, key, row(shard, value));
            }
        }
        part.unwritten.clear();
    }

    /** A message that is not in memory stays where it is, and the view says where. */
    private byte[] row(Shard shard, RetainedValue value) {
        MessageRef ref = value.ref();
        Message message = ref.message();
        RecordWriter out = new RecordWriter(256);
        if (message == null) {
            return out.octet(REFERENCE)
                    .octet(value.guarantee.ordinal())
                    .text(value.sender)
                    .number(ref.position())
                    .number(ref.index())
                    .toArray();
        }
        out.octet(INLINE).octet(value.guarantee.ordinal()).text(value.sender);
        StoredMessage.plain(message).write(out);
        unpin(shard, value);
        parts[shard.index()].handedOver.add(value);
        return out.toArray();
    }

    public void collected(Shard shard) {
        List<RetainedValue> handedOver = parts[shard.index()].handedOver;
        handedOver.forEach(RetainedValue::forget);
        handedOver.clear();
    }

    /** The message of the topic's value, addressed to the topic; null when it has gone. May block; completes on any thread. */
    CompletionStage<Message> message(String topic, RetainedValue value) {
        MessageRef ref = value.ref();
        CompletionStage<Message> found;
        if (ref != null) {
            found = engine.messages().load(ref).exceptionallyCompose(failure -> again(topic, value, ref, failure));
        } else {
            found = fromView(topic);
        }
        return found.thenApply(message -> message == null ? null : TopicMessages.addressed(message, topic));
    }

    /** One that was moved meanwhile is read from where it is. */
    private CompletionStage<Message> again(String topic, RetainedValue value, MessageRef ref, Throwable failure) {
        return value.ref() == ref ? CompletableFuture.failedStage(failure) : message(topic, value);
    }

    private CompletionStage<Message> fromView(String topic) {
        try {
            byte[] row = view.get(TABLE, topic.getBytes(StandardCharsets.UTF_8));
            if (row == null) {
                return CompletableFuture.completedStage(null);
            }
            RecordReader in = new RecordReader(row);
            int kind = in.octet();
            in.octet();
            in.text();
            return kind == REFERENCE
                    ? engine.messages().load(new MessageRef(in.number(), in.integer()))
                    : CompletableFuture.completedStage(StoredMessage.read(in).message());
        } catch (JournalException | IllegalArgumentException e) {
            return CompletableFuture.failedStage(new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e));
        }
    }
}
