package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.Stragglers;
import io.parley.engine.op.SendingOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.shard.Shard;
import io.parley.engine.timer.Timers;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that wait for the time from which on they may be delivered. Then each is sent on as if it came now; that and its end here are
 * one batch. Timers are made anew at each start, one a shard. Owned by the shards of their keys.
 */
final class Delays {

    private static final Logger LOG = LoggerFactory.getLogger(Delays.class);

    /** In milliseconds: the clock may be set meanwhile, and what is due by it then is not to wait much longer. */
    private static final long LONGEST_SLEEP = 30_000;

    /** When one could not be sent on. */
    static final Duration AGAIN = Duration.ofSeconds(10);

    /** So many are sent on together. */
    private static final int AT_ONCE = 512;

    /** While so many of a shard are on their way to where they go, no others follow. */
    private static final int ON_THEIR_WAY = 8_192;

    /** Messages that come so many milliseconds before their time stay in memory, as far as there is room. */
    private static final long KEPT_MILLIS = 1_000;

    /** In milliseconds: those of so long a time are sent on together, since fewer at a time cost more each. */
    private static final long TICK = 2;

    private final Engine engine;
    private final Supplier<SendingSettings> settings;
    private final List<DelaySlice> slices = new ArrayList<>();
    private final List<DelayClock> clocks = new ArrayList<>();
    private final List<Departures> departures = new ArrayList<>();
    private final DelayPages pages = new DelayPages();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean begun;

    Delays(
            Engine engine,
            Pipeline pipeline,
            Supplier<SendingSettings> settings,
            DelayResidence residence,
            Rooms rooms) {
        this.engine = engine;
        Ahead ahead = new Ahead(residence);
        this.settings = settings;
        for (Shard shard : engine.shards().all()) {
            DelaySlice slice = new DelaySlice(
                    engine.references(shard.index()), new DelayTable(shard.index()), residence, ahead, pages);
            slices.add(slice);
            clocks.add(new DelayClock());
            departures.add(new Departures(engine, pipeline, shard, slice, rooms));
        }
    }

    int count() {
        return count.get();
    }

    boolean concerns(Message message) {
        return message.deliverAtMillis() > engine.timers().now();
    }

    void add(Message message, Origin origin, Batch batch) {
        if (message.payload().streamed()) {
            throw new RefusedException(Reason.INVALID, "A streamed message cannot have a delivery time");
        }
        int most = settings.get().maxDelayed();
        if (count.get() >= most) {
            throw new RefusedException(
                    Reason.LIMIT,
                    most + " messages wait for their time already (io.parley.messaging: " + SendingSettings.DELAYED
                            + ")");
        }
        int place = batch.add(message, StoredMessage.plain(message));
        batch.add(new SendingOp.Delayed(
                DelayedEntry.name(message),
                place,
                origin.principal(),
                origin.sender(),
                origin.guarantee(),
                origin.retain(),
                message.deliverAtMillis(),
                origin.guarantee() != Guarantee.AT_MOST_ONCE));
    }

    private DelaySlice slice(String key) {
        return slices.get(engine.shards().indexOf(key));
    }

    void load(View view) throws JournalException {
        int all = 0;
        for (DelaySlice slice : slices) {
            slice.load(view);
            all += slice.size();
        }
        count.set(all);
    }

    void apply(Shard shard, SendingOp op, MessageRef message) {
        DelaySlice slice = slices.get(shard.index());
        if (op instanceof SendingOp.Delayed delayed) {
            long now = engine.timers().now();
            if (slice.add(new DelayedEntry(delayed, kept(delayed, message, now)), now)) {
                count.incrementAndGet();
                schedule(shard);
            }
        } else if (op instanceof SendingOp.DelayMoved moved) {
            slice.moved(moved.name(), message);
        } else if (op instanceof SendingOp.DelayEnded ended && slice.remove(ended.name(), ended.durable())) {
            count.decrementAndGet();
        }
    }

    /** A message that is not due soon takes no memory until then, if the journal has it. */
    private static MessageRef kept(SendingOp.Delayed delayed, MessageRef message, long now) {
        if (!delayed.durable() || delayed.at() - now < KEPT_MILLIS) {
            return message;
        }
        message.release();
        return new MessageRef(message.position(), message.index());
    }

    void begin() {
        begun = true;
        engine.shards().all().forEach(shard -> shard.execute(() -> schedule(shard)));
    }

    /** Whoever comes next sends on what waits, and is the only one: what has not been committed by then is refused. */
    void end() {
        begun = false;
        slices.forEach(DelaySlice::end);
    }

    /** What is to be done by now is done, or begun, and the rest when its time comes. On the shard. */
    private void schedule(Shard shard) {
        if (!begun) {
            return;
        }
        DelaySlice slice = slices.get(shard.index());
        DelayClock clock = clocks.get(shard.index());
        long now = engine.timers().now();
        if (!clock.unpacking && slice.unpack(now)) {
            clock.unpacking = true;
            shard.later(() -> {
                clock.unpacking = false;
                schedule(shard);
            });
        }
        if (!clock.paging && slice.wanted(now) != null) {
            clock.paging = true;
            page(shard, slice, clock);
        }
        if (!clock.reading) {
            read(shard, slice, clock, slice.unread(now));
        }
        if (clock.firing || clock.onTheirWay >= ON_THEIR_WAY) {
            return;
        }
        if (slice.isDue(now)) {
            clock.firing = true;
            shard.later(() -> fire(shard));
            return;
        }
        long next = slice.next(now);
        if (next != Long.MAX_VALUE) {
            long rest = Math.min(LONGEST_SLEEP, Math.max(TICK, next - now));
            clock.set(next, () -> timer(shard, rest));
        }
    }

    private Timers.Timer timer(Shard shard, long millis) {
        return engine.timers().after(Duration.ofMillis(millis), shard, () -> {
            clocks.get(shard.index()).fired();
            schedule(shard);
        });
    }

    private void page(Shard shard, DelaySlice slice, DelayClock clock) {
        Due from = slice.wanted(engine.timers().now());
        if (from == null) {
            clock.paging = false;
            return;
        }
        Runnable again = () -> page(shard, slice, clock);
        read(shard, slice, view -> slice.table().page(view, from, slice.page()), again, (page, failure) -> {
            if (failure != null) {
                LOG.error("What waits for its time cannot be read; tried again later: {}", failure.getMessage());
                engine.timers().after(AGAIN, shard, again);
                return;
            }
            clock.paging = false;
            int lacking = slice.paged(page);
            if (lacking != 0) {
                LOG.error("The view lacks {} messages that wait for their time", lacking);
                count.addAndGet(-lacking);
            }
            schedule(shard);
        });
    }

    /** Reads the view. */
    @FunctionalInterface
    private interface Reading {
        List<DelayedEntry> from(View view) throws JournalException;
    }

    /**
     * Reads off the shard's thread, and goes on on the shard.
     *
     * @param again runs instead when the view has changed meanwhile
     */
    private void read(
            Shard shard,
            DelaySlice slice,
            Reading reading,
            Runnable again,
            BiConsumer<List<DelayedEntry>, JournalException> then) {
        int asOf = slice.generation();
        engine.workers().execute(() -> {
            List<DelayedEntry> read = List.of();
            JournalException failure = null;
            try {
                read = reading.from(slice.view());
            } catch (JournalException e) {
                failure = e;
            }
            List<DelayedEntry> found = read;
            JournalException cause = failure;
            shard.execute(() -> {
                if (cause == null && asOf != slice.generation()) {
                    again.run();
                } else {
                    then.accept(found, cause);
                }
            });
        });
    }

    /** Reads the messages of those from the journal. */
    private void read(Shard shard, DelaySlice slice, DelayClock clock, List<DelayedEntry> unread) {
        if (unread.isEmpty()) {
            return;
        }
        clock.reading = true;
        List<MessageRef> refs = unread.stream().map(one -> one.ref).toList();
        engine.messages()
                .loadAll(refs, false)
                .whenComplete((messages, failure) -> shard.execute(() -> {
                    clock.reading = false;
                    for (int i = 0; i < refs.size(); i++) {
                        slice.read(
                                unread.get(i),
                                refs.get(i),
                                failure == null ? messages.get(i) : CompletableFuture.failedFuture(failure));
                    }
                    schedule(shard);
                }));
    }

    private void fire(Shard shard) {
        DelayClock clock = clocks.get(shard.index());
        clock.firing = false;
        if (!begun) {
            return;
        }
        List<DelayedEntry> due = slices.get(shard.index()).due(engine.timers().now(), AT_ONCE);
        if (!due.isEmpty()) {
            clock.onTheirWay += due.size();
            departures.get(shard.index()).send(due, () -> {
                clock.onTheirWay -= due.size();
                schedule(shard);
            });
        }
        schedule(shard);
    }

    /** Whether any of that id waited for its time to go to that address; completes when they are durably gone. */
    CompletionStage<Boolean> cancel(Address address, UUID id) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        String prefix = DelayedEntry.prefix(address, id);
        Shard shard = engine.shards().of(address.toString());
        DelaySlice slice = slices.get(shard.index());
        shard.execute(() -> cancel(shard, slice, prefix, result));
        return result;
    }

    private void cancel(Shard shard, DelaySlice slice, String prefix, CompletableFuture<Boolean> result) {
        if (slice.size() == slice.resident()) {
            cancel(shard, slice.find(prefix), result);
            return;
        }
        Runnable again = () -> cancel(shard, slice, prefix, result);
        read(shard, slice, view -> slice.table().find(view, prefix), again, (found, failure) -> {
            if (failure == null) {
                slice.returned(found);
                cancel(shard, slice.find(prefix), result);
            } else {
                RefusedException why = new RefusedException(Reason.UNAVAILABLE, failure.getMessage(), failure);
                engine.workers().execute(() -> result.completeExceptionally(why));
            }
        });
    }

    private void cancel(Shard shard, List<DelayedEntry> found, CompletableFuture<Boolean> result) {
        if (found.isEmpty()) {
            engine.workers().execute(() -> result.complete(false));
            return;
        }
        Batch batch = engine.batch();
        found.forEach(one -> {
            one.busy++;
            departures.get(shard.index()).end(batch, one);
        });
        batch.whenEnded(() -> shard.execute(() -> found.forEach(one -> one.busy--)));
        batch.commit()
                .whenCompleteAsync(
                        (done, failure) -> {
                            RefusedException why = failure == null ? null : RefusedException.of(failure);
                            if (why == null || why.reason() == Reason.CONFLICT) {
                                result.complete(why == null);
                            } else {
                                result.completeExceptionally(why);
                            }
                        },
                        engine.workers());
    }

    void collect(Shard shard, ViewChanges into) {
        slices.get(shard.index()).collect(into);
        if (shard.index() == 0) {
            pages.shrink();
        }
    }

    /** On the shard. */
    void collected(Shard shard) {
        DelayClock clock = clocks.get(shard.index());
        slices.get(shard.index()).collected();
        if (!clock.lettingGo) {
            clock.lettingGo = true;
            letGo(shard, clock);
        }
    }

    /** Some, and then some more behind what others want of the shard. */
    private void letGo(Shard shard, DelayClock clock) {
        if (slices.get(shard.index()).letGo(engine.timers().now())) {
            shard.later(() -> letGo(shard, clock));
        } else {
            clock.lettingGo = false;
            schedule(shard);
        }
    }

    /** How many of them are in memory; a little behind. */
    int resident() {
        return slices.stream().mapToInt(DelaySlice::resident).sum();
    }

    /** Off the shards. The view has all that is on the journal below that position. */
    void relocate(View view, long below, Stragglers found) throws JournalException {
        for (DelaySlice slice : slices) {
            slice.table()
                    .each(
                            view,
                            one -> one.ref.position() >= below
                                    || found.add(one.ref, copy -> new SendingOp.DelayMoved(one.name(), copy)));
        }
    }
}
