package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.Engine;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SendingOp;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The ids that senders chose and have used lately, with the addresses that they were sent to. Each is owned by its shard; the window is
 * bounded in time and number.
 */
final class Dedupes {

    private static final String TABLE = "sending.seen";

    private static final class Part {
        /** When each was seen, the oldest first. */
        private final LinkedHashMap<String, Long> seen = new LinkedHashMap<>();

        /** Those of batches that are under way; each completes with whether it was committed. */
        private final Map<String, CompletableFuture<Boolean>> taking = new HashMap<>();

        private final Set<String> unwritten = new HashSet<>();
    }

    private final Engine engine;
    private final Supplier<SendingSettings> settings;
    private final List<Part> parts = new ArrayList<>();

    Dedupes(Engine engine, Supplier<SendingSettings> settings) {
        this.engine = engine;
        this.settings = settings;
        for (int i = 0; i < engine.shards().count(); i++) {
            parts.add(new Part());
        }
    }

    /** Ids that Parley makes are of version 7, and never come twice. */
    boolean concerns(Message message) {
        return message.id().version() != 7 && settings.get().dedupeSeconds() > 0;
    }

    private static String key(Message message) {
        return key(message.id().toString(), message.address());
    }

    static String key(String id, Address address) {
        return id + " " + address;
    }

    /** Those of one address that are within the window, their keys without it. */
    CompletionStage<List<SendingOp.Seen>> of(Address address) {
        String end = key("", address);
        List<CompletableFuture<List<SendingOp.Seen>>> found = new ArrayList<>();
        for (Shard shard : engine.shards().all()) {
            found.add(CompletableFuture.supplyAsync(() -> of(parts.get(shard.index()), end), shard));
        }
        return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                .thenApply(done -> found.stream()
                        .flatMap(some -> some.join().stream())
                        .sorted(Comparator.comparingLong(SendingOp.Seen::at).thenComparing(SendingOp.Seen::key))
                        .toList());
    }

    private List<SendingOp.Seen> of(Part part, String end) {
        long begin = windowBegin(engine.timers().now());
        List<SendingOp.Seen> found = new ArrayList<>();
        part.seen.forEach((key, at) -> {
            if (at >= begin && key.endsWith(end)) {
                found.add(new SendingOp.Seen(key.substring(0, key.length() - end.length()), at, true));
            }
        });
        return found;
    }

    /** As {@link io.parley.engine.pipeline.Sends#sent}. */
    CompletionStage<Boolean> sent(Message message) {
        String key = key(message);
        return CompletableFuture.supplyAsync(
                        () -> part(key).taking.getOrDefault(key, CompletableFuture.completedFuture(isThere(key))),
                        engine.shards().of(key))
                .thenCompose(sent -> sent);
    }

    /** On the shard. */
    private boolean isThere(String key) {
        Long at = part(key).seen.get(key);
        return at != null && at >= windowBegin(engine.timers().now());
    }

    void add(Message message, Batch batch) {
        String key = key(message);
        batch.require(key, new Unseen(key));
        batch.add(new SendingOp.Seen(key, engine.timers().now(), batch.durable()));
    }

    private Part part(String key) {
        return parts.get(engine.shards().indexOf(key));
    }

    private long windowBegin(long now) {
        return now - settings.get().dedupeSeconds() * 1_000L;
    }

    private final class Unseen implements Condition {

        private final String key;

        Unseen(String key) {
            this.key = key;
        }

        @Override
        public void reserve() {
            if (isThere(key)) {
                throw new RefusedException(Reason.CONFLICT, "A message " + key + " was sent before");
            }
            if (part(key).taking.putIfAbsent(key, new CompletableFuture<>()) != null) {
                throw new RefusedException(Reason.CONFLICT, "A message " + key + " was being sent, and that failed");
            }
        }

        @Override
        public void end(boolean committed) {
            part(key).taking.remove(key).complete(committed);
        }
    }

    void load(View view) throws JournalException {
        List<Map.Entry<String, Long>> rows = new ArrayList<>();
        view.scan(TABLE, new byte[0], null, (key, row) -> {
            rows.add(Map.entry(new RecordReader(key).text(), new RecordReader(row).number()));
            return true;
        });
        rows.sort(Map.Entry.comparingByValue(Comparator.naturalOrder()));
        rows.forEach(row -> part(row.getKey()).seen.put(row.getKey(), row.getValue()));
    }

    void apply(SendingOp.Seen op) {
        Part part = part(op.key());
        // Behind all others, also when it was there.
        part.seen.remove(op.key());
        part.seen.put(op.key(), op.at());
        if (op.durable()) {
            part.unwritten.add(op.key());
        }
        forget(part, windowBegin(op.at()));
    }

    private void forget(Part part, long before) {
        int most = Math.max(1, settings.get().maxDedupe() / parts.size());
        Iterator<Map.Entry<String, Long>> oldest = part.seen.entrySet().iterator();
        for (Map.Entry<String, Long> next;
                oldest.hasNext() && ((next = oldest.next()).getValue() < before || part.seen.size() > most); ) {
            part.unwritten.add(next.getKey());
            oldest.remove();
        }
    }

    void collect(Shard shard, ViewChanges into) {
        Part part = parts.get(shard.index());
        for (String key : part.unwritten) {
            byte[] name = new RecordWriter(64).text(key).toArray();
            Long at = part.seen.get(key);
            if (at == null) {
                into.delete(TABLE, name);
            } else {
                into.put(TABLE, name, new RecordWriter(16).number(at).toArray());
            }
        }
        part.unwritten.clear();
    }
}
