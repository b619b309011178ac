package io.parley.engine;

import io.parley.api.message.Message;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.Op;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Changes that take effect together or not at all (promise 4). Built by one thread, then committed once: conditions are
 * reserved on their shards in ascending order, the record goes to the journal, and once it is durable each shard applies its
 * part, in the order of the journal.
 */
public final class Batch implements Append {

    private final EngineCore engine;
    private final List<Op> ops = new ArrayList<>(2);
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private List<Message> messages = List.of();
    private List<StoredMessage> stored = List.of();
    private Reservations reservations;
    private Durability durability;
    private List<ByteBuffer> record;

    Batch(EngineCore engine) {
        this.engine = engine;
    }

    /**
     * Adds a message for ops to refer to.
     *
     * @param message as its sender gave it
     * @param asStored as it goes to the journal
     * @return its place in the batch
     */
    public int add(Message message, StoredMessage asStored) {
        if (messages.isEmpty()) {
            messages = List.of(message);
            stored = List.of(asStored);
            return 0;
        }
        if (messages.size() == 1) {
            messages = new ArrayList<>(messages);
            stored = new ArrayList<>(stored);
        }
        messages.add(message);
        stored.add(asStored);
        return messages.size() - 1;
    }

    /** Adds a change. Ops for one shard are applied in the order in which they were added. */
    public Batch add(Op op) {
        ops.add(op);
        return this;
    }

    /** Adds a condition on what the key's shard owns. */
    public Batch require(String key, Condition condition) {
        if (reservations == null) {
            reservations = new Reservations();
        }
        reservations.add(engine.shards().of(key), condition);
        return this;
    }

    /** How durable the batch must be; the strongest wish counts, and {@link Durability#FSYNC} when there is none. */
    public Batch durability(Durability wish) {
        if (durability == null || wish.compareTo(durability) < 0) {
            durability = wish;
        }
        return this;
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return ops.isEmpty();
    }

    /** Whether an op needs the journal. */
    public boolean durable() {
        for (int i = 0; i < ops.size(); i++) {
            if (ops.get(i).durable()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Commits. Batches without conditions that one thread commits one after another are applied in that order.
     *
     * @return completes on a shard's thread, when the batch is durable and applied everywhere; fails with a
     *     {@link io.parley.api.message.RefusedException}, and then nothing of it took effect
     */
    public CompletionStage<Void> commit() {
        engine.submit(this);
        return done;
    }

    void begin() {
        if (reservations == null) {
            proceed();
        } else {
            reservations.reserve(this::proceed, this::fail);
        }
    }

    private void proceed() {
        if (durable()) {
            record = new BatchRecord(stored, ops).encode();
            engine.append(this);
        } else {
            apply(MessageRef.NOWHERE);
        }
    }

    @Override
    public List<ByteBuffer> data() {
        List<ByteBuffer> data = record;
        record = null;
        return data;
    }

    @Override
    public Durability durability() {
        return durability == null || durability == Durability.MEMORY ? Durability.FSYNC : durability;
    }

    @Override
    public void committed(long position) {
        apply(position);
    }

    @Override
    public void failed(JournalException cause) {
        fail(EngineCore.unavailable(cause));
    }

    private void apply(long position) {
        MessageRef[] refs = refs(position);
        Shard first = ops.isEmpty() ? null : engine.shards().of(ops.get(0).key());
        for (int i = 1; i < ops.size(); i++) {
            if (engine.shards().of(ops.get(i).key()) != first) {
                applyEach(refs);
                return;
            }
        }
        if (first == null) {
            succeed();
        } else {
            first.execute(() -> {
                engine.apply(first, ops, refs);
                succeed();
            });
        }
    }

    private void applyEach(MessageRef[] refs) {
        TreeMap<Integer, List<Op>> byShard = new TreeMap<>();
        for (Op op : ops) {
            byShard.computeIfAbsent(engine.shards().indexOf(op.key()), key -> new ArrayList<>(2))
                    .add(op);
        }
        AtomicInteger rest = new AtomicInteger(byShard.size());
        byShard.forEach((index, part) -> {
            Shard shard = engine.shards().get(index);
            shard.execute(() -> {
                engine.apply(shard, part, refs);
                if (rest.decrementAndGet() == 0) {
                    succeed();
                }
            });
        });
    }

    private MessageRef[] refs(long position) {
        MessageRef[] refs = new MessageRef[messages.size()];
        for (int i = 0; i < refs.length; i++) {
            int holders = 0;
            for (int o = 0; o < ops.size(); o++) {
                holders += ops.get(o).message() == i ? 1 : 0;
            }
            refs[i] = engine.messages().hold(position, i, messages.get(i), holders);
        }
        return refs;
    }

    private void succeed() {
        engine.ended(this);
        if (reservations != null) {
            reservations.end(true);
        }
        done.complete(null);
    }

    void fail(RuntimeException cause) {
        engine.ended(this);
        if (reservations != null) {
            reservations.end(false);
        }
        done.completeExceptionally(cause);
    }
}
