package io.parley.engine;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.op.Op;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Changes that take effect together or not at all (promise 4). Built by one thread, then committed once: conditions are
 * reserved on their shards in ascending order, the record goes to the journal, and once it is durable each shard applies its
 * part, in the order of the journal.
 */
public final class Batch extends BatchContent implements Append, Runnable {

    private final EngineCore engine;
    private Reservations reservations;
    private Durability durability;
    private boolean tellsWhenDurable;

    /** Whether its end was told when it was durable. */
    private boolean told;

    private boolean aside;
    private List<Runnable> whenEnded = List.of();
    private List<ByteBuffer> record;
    private End end;
    private int place = Turns.NONE;
    private Turn turn;

    /** That of all ops, unless they are {@link #scattered}; found where they are added, since the journal's thread is what all wait for. */
    private Shard home;

    private boolean scattered;
    private long position;
    private Runnable complete;
    private volatile long number = Succession.UNKNOWN;

    /** When it went to the journal; 0 where nobody measures. */
    private long begun;

    /** What its way through the journal is part of; once it is on that way, that itself. */
    private Span span = Span.NONE;

    Batch(EngineCore engine) {
        this.engine = engine;
    }

    /**
     * Adds a message for ops to refer to.
     *
     * @param message as its sender gave it
     * @param asStored as it goes to the journal
     * @return its place in the batch
     * @throws RefusedException NOT_FOUND when it is a streamed one whose chunks are there no longer
     */
    public int add(Message message, StoredMessage asStored) {
        if (asStored.streamed()) {
            whenEnded(engine.retention().from(asStored.oldestChunk())::end);
        }
        return hold(message, asStored);
    }

    /**
     * Adds a message that is on the journal already, as it is stored there, to be stored once more. It does not come into memory by
     * that; a batch has either such messages or new ones.
     *
     * @return its place in the batch
     */
    public int addCopy(StoredMessage copy) {
        holdCopies();
        return add(copy.message(), copy);
    }

    /** Adds a change. Ops for one shard are applied in the order in which they were added; messages come before their ops. */
    public Batch add(Op op) {
        hold(op);
        Shard its = engine.shards().of(op.key());
        home = home == null ? its : home;
        scattered |= its != home;
        return this;
    }

    /** Adds a condition on what the key's shard owns. */
    public Batch require(String key, Condition condition) {
        reservations().add(engine.shards().of(key), condition);
        return this;
    }

    /**
     * Adds a condition on what the key's shard owns, and from which nothing is taken. It is looked at before the others: so those of one key in the
     * order in which one thread commits their batches, whatever else these require.
     */
    public Batch requireFirst(String key, Condition condition) {
        reservations().addFirst(engine.shards().of(key), condition);
        return this;
    }

    private Reservations reservations() {
        if (reservations == null) {
            reservations = new Reservations();
        }
        return reservations;
    }

    /** Runs the task once the batch has ended, committed and applied or not; on any thread, which it must not hold up. */
    public Batch whenEnded(Runnable task) {
        if (whenEnded.isEmpty()) {
            whenEnded = new ArrayList<>(1);
        }
        whenEnded.add(task);
        return this;
    }

    private static void runEach(List<Runnable> tasks) {
        for (int i = 0; i < tasks.size(); i++) {
            tasks.get(i).run();
        }
    }

    /** It ends without an attempt to commit it. */
    public void abandon() {
        runEach(whenEnded);
    }

    /** How durable the batch must be; the strongest wish counts, and {@link Durability#FSYNC} when there is none. */
    public Batch durability(Durability wish) {
        if (durability == null || wish.compareTo(durability) < 0) {
            durability = wish;
        }
        return this;
    }

    /**
     * Whoever waits is told as soon as the batch is durable and its ops are on their way to the shards: on a thread of the journal,
     * which must not be held up. What goes to those shards from then on finds the ops applied; what others read may be behind.
     * Without effect on a batch that has conditions, or nothing durable, and while a shard is far behind: whoever waits for each batch
     * before the next one is not to fill a shard's queue faster than the shard empties it.
     */
    public Batch tellWhenDurable() {
        tellsWhenDurable = true;
        return this;
    }

    /**
     * Puts the batch into the order of a key, a sender say: it does not overtake those of the key that were committed before it,
     * whatever conditions they have, and whether it is durable or not. The last call counts.
     */
    public Batch inOrderOf(String key) {
        place = Turns.place(key);
        return this;
    }

    /**
     * Nobody depends on whether it is ahead of others or behind them: what was sent later may still go into a record ahead of it. Not for one in an
     * order.
     */
    public Batch standAside() {
        aside = true;
        return this;
    }

    /** Its way through the journal is a part of that, and of each other that it was said to be a part of. */
    public Batch partOf(Span whole) {
        span = SpanGroup.of(span, whole);
        return this;
    }

    /**
     * Commits. Batches that one thread commits are applied in that order where they are {@link #inOrderOf in the order} of one key.
     * Of others without conditions, the durable ones are applied in that order, and so are those that are not durable.
     *
     * @return completes on a shard's thread, when the batch is durable and applied everywhere; fails with a
     *     {@link RefusedException}, and then nothing of it took effect: on a shard's thread, or at once where it is refused
     *     before anything was tried
     */
    public CompletionStage<Void> commit() {
        StageEnd stage = new StageEnd();
        commit(stage);
        return stage;
    }

    /** As {@link #commit()}, for those who need no stage. */
    public void commit(End whenEnded) {
        end = whenEnded;
        engine.submit(this);
    }

    /**
     * As {@link #commit(End)}; until the journal writes the record more may be added, which must not happen at the same time as that: then the
     * journal, on a thread of its own, has the task run first.
     *
     * @param whenWritten the last moment to add to it
     */
    public void commitGrowing(Runnable whenWritten, End whenEnded) {
        complete = whenWritten;
        commit(whenEnded);
    }

    /**
     * Whether the journal has it and nothing behind it, and nothing comes behind it in the order of its key: what is added to it then overtakes
     * nothing. For one in an order; any thread.
     */
    public boolean isLast() {
        return engine.succession().isLast(number) && engine.turns().isLast(place, turn);
    }

    void number(long inSuccession) {
        number = inSuccession;
    }

    @Override
    public boolean grows() {
        return complete != null;
    }

    /** Told how a batch ended, once, where the stage of {@link #commit()} would complete. Must not throw. */
    public interface End {

        /** It is durable and applied everywhere. */
        void committed();

        /** Nothing of it took effect. */
        void refused(RefusedException why);

        /** Whether those for whom it was told have heard of it: as {@link Append#heard}. Any thread. */
        default boolean heard() {
            return true;
        }
    }

    private static final class StageEnd extends CompletableFuture<Void> implements End {
        @Override
        public void committed() {
            complete(null);
        }

        @Override
        public void refused(RefusedException why) {
            completeExceptionally(why);
        }
    }

    void begin() {
        if (place != Turns.NONE) {
            turn = engine.turns().begin(place, durable(), reservations != null);
        }
        if (reservations == null) {
            proceed();
        } else {
            reservations.reserve(this::proceed, this::fail);
        }
    }

    private void proceed() {
        if (turn == null) {
            handOver();
        } else {
            turn.take(this::handOver);
        }
    }

    private void handOver() {
        if (!durable()) {
            apply(MessageRef.NOWHERE);
            return;
        }
        try {
            record = grows() ? null : encode();
        } catch (RuntimeException | Error e) {
            fail(e);
            return;
        }
        begun = EngineMetrics.begin();
        span = span.begin(Operation.JOURNAL, "");
        engine.append(this, aside);
    }

    @Override
    public List<ByteBuffer> data() {
        if (grows()) {
            complete.run();
            return encode();
        }
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
        engine.committed(position, begun);
        if (span != Span.NONE) {
            span.note(Detail.POSITION, position);
            span.end();
        }
        told = tellsWhenDurable && reservations == null && !isAnyBehind();
        apply(position);
        if (turn != null) {
            turn.end();
        }
        if (told) {
            end.committed();
        }
    }

    /** On a thread of the journal, which whoever waits for the stage must not hold up. */
    @Override
    public void failed(JournalException cause) {
        RefusedException refused = EngineCore.unavailable(cause);
        span.fail(refused);
        home.execute(() -> fail(refused));
    }

    /** Where it is not told by the journal's thread, that need not know. */
    @Override
    public boolean heard() {
        return !told || end.heard();
    }

    private boolean isAnyBehind() {
        return scattered ? ShardOps.anyBehind(ops(), engine.shards()) : home.isBehind();
    }

    private void apply(long at) {
        position = at;
        if (isEmpty()) {
            succeed();
            return;
        }
        if (scattered) {
            applyEach(refs(position, engine.messages()));
        } else {
            home.execute(this);
        }
    }

    /** On the one shard that all ops are for. */
    @Override
    public void run() {
        engine.apply(home, ops(), refs(position, engine.messages()));
        succeed();
    }

    private void applyEach(MessageRef[] refs) {
        List<ShardOps> parts = ShardOps.of(ops(), engine.shards());
        AtomicInteger rest = new AtomicInteger(parts.size());
        for (ShardOps part : parts) {
            part.shard().execute(() -> {
                engine.apply(part.shard(), part.ops(), refs);
                if (rest.decrementAndGet() == 0) {
                    succeed();
                }
            });
        }
    }

    private void succeed() {
        if (reservations != null) {
            reservations.end(true);
        }
        engine.ended();
        runEach(whenEnded);
        if (!told) {
            end.committed();
        }
    }

    void fail(Throwable cause) {
        if (reservations != null) {
            reservations.end(false);
        }
        if (turn != null) {
            turn.giveUp();
        }
        engine.ended();
        engine.refused();
        runEach(whenEnded);
        end.refused(RefusedException.of(cause));
    }
}
