package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.engine.op.Cause;
import io.parley.engine.op.QueueOp;
import io.parley.messaging.internal.Counters.Drop;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One queue: messages in order, shared out among consumers that have credit. Owned by a shard. */
final class QueueState implements Backlog.Owner {

    /** The sequence of a delivery that takes no place in the queue. */
    static final long UNGUARANTEED = 0;

    final Counters counters = new Counters();
    final LongAdder refused = new LongAdder();
    private final String name;
    private final ShardState home;
    private final Supplier<QueueSettings> settings;
    private final Backlog backlog;
    private final List<QueueConsumer> consumers = new ArrayList<>();

    /** Those that took something in this dispatch. */
    private final List<QueueConsumer> served = new ArrayList<>();

    /** Entries before the cursor that wait again, by sequence: they go first. */
    private final TreeMap<Long, Entry> returned = new TreeMap<>();

    /** Null as long as all entries are alike, which they mostly are. */
    private Turns turns;

    private long cursor = 1;
    private int turn;

    /** Whose turn it would be if there were a message. */
    private int candidate;

    private boolean dispatching;

    /** Entries whose end is on its way to the journal: still there, but no longer counted. */
    private int ending;

    private volatile int size;

    QueueState(String name, ShardState home, Supplier<QueueSettings> settings) {
        this.name = name;
        this.home = home;
        this.settings = settings;
        this.backlog = new Backlog(EntryTable.QUEUES, name, home, 1, this);
    }

    String name() {
        return name;
    }

    ShardState home() {
        return home;
    }

    Backlog backlog() {
        return backlog;
    }

    List<QueueConsumer> consumers() {
        return consumers;
    }

    /** Messages that wait or are with consumers. Any thread; a little behind. */
    int size() {
        return size;
    }

    @Override
    public String label() {
        return "queue:" + name;
    }

    @Override
    public EntryTable.Head head() {
        return EntryTable.Head.of(backlog.ring().next());
    }

    @Override
    public void available() {
        dispatchSoon();
    }

    /** All is recovered: any message may have reached a consumer before. */
    void recovered() {
        backlog.ring().from(0, entry -> {
            entry.attempts = Math.max(1, entry.attempts);
            if (entry.precedence() != null && turns == null) {
                turns = new Turns();
            }
            if (Turns.prioritized(entry) && entry.state == Entry.State.WAITING) {
                turns.leaves(entry);
                turns.waits(entry);
            }
        });
        cursor = backlog.ring().first();
        size = backlog.ring().size() - ending;
    }

    void append(QueueOp.Append op, MessageRef ref) {
        counters.cameIn();
        add(PrecedentEntry.of(backlog.ring().next(), ref, Guarantee.AT_LEAST_ONCE, false, op.durable()));
        size = backlog.ring().size() - ending;
        if (size > settings.get().maxMessages() && settings.get().dropOldest()) {
            dropOldest();
        }
        dispatchSoon();
    }

    /** A message for the members of a group. */
    void append(QueueOp.Share op, MessageRef ref) {
        if (op.guarantee() == Guarantee.AT_MOST_ONCE) {
            passOn(op, ref);
            return;
        }
        if (!op.durable() && ref.message() == null) {
            // No room in memory, and nothing on the journal that would be kept for it.
            counters.drop(Drop.UNHEARD);
            ref.release();
            return;
        }
        counters.cameIn();
        Entry entry = PrecedentEntry.of(backlog.ring().next(), ref, op.guarantee(), op.retained(), op.durable());
        add(entry);
        size = backlog.ring().size() - ending;
        if (size > settings.get().maxMessages()) {
            if (settings.get().dropOldest()) {
                dropOldest();
            } else {
                counters.drop(Drop.OVERFLOW);
                end(entry, Cause.DROPPED, null);
            }
        }
        dispatchSoon();
    }

    private void add(Entry entry) {
        backlog.add(entry);
        if (entry.precedence() != null) {
            enters(entry);
        }
    }

    private void enters(Entry entry) {
        if (turns == null) {
            turns = new Turns();
        }
        if (Turns.prioritized(entry)) {
            turns.waits(entry);
        }
    }

    /** To a member that can take it now, or nobody. */
    private void passOn(QueueOp.Share op, MessageRef ref) {
        long now = home.engine().timers().now();
        Entry entry = new Entry(UNGUARANTEED, ref, op.guarantee(), op.retained(), false);
        boolean expired = entry.expired(now);
        QueueConsumer consumer = ref.message() == null || expired ? null : nextConsumer();
        if (consumer == null) {
            counters.drop(expired ? Drop.EXPIRED : Drop.UNHEARD);
        } else {
            counters.cameIn();
            counters.delivered(false);
            counters.wentOut(1);
            turn = candidate;
            consumer.pass(entry, ref.message());
        }
        ref.release();
    }

    /** The group has no member any more: nobody gets what is left. */
    void end() {
        consumers.clear();
        returned.clear();
        backlog.end();
        size = 0;
    }

    private void dropOldest() {
        Entry victim = next();
        if (victim != null) {
            counters.drop(Drop.OVERFLOW);
            taken(victim);
            end(victim, Cause.DROPPED, null);
        }
    }

    void remove(long sequence, int count) {
        for (long at = sequence; at < sequence + count; at++) {
            remove(at);
        }
    }

    private void remove(long sequence) {
        Entry entry = backlog.remove(sequence);
        if (entry != null) {
            ending -= entry.state == Entry.State.ENDING ? 1 : 0;
            if (!returned.isEmpty()) {
                returned.remove(sequence);
            }
            if (entry.precedence() != null) {
                left(entry);
            }
            if (entry.owner != null) {
                entry.owner.gone();
                entry.owner = null;
            }
            size = backlog.ring().size() - ending;
        }
    }

    void attach(QueueConsumer consumer) {
        consumers.add(consumer);
        dispatchSoon();
    }

    /** What the consumer has goes back. */
    void detach(QueueConsumer consumer) {
        consumers.remove(consumer);
        eachOf(consumer, this::giveBack);
        dispatchSoon();
    }

    /** False when the delivery is no longer the consumer's. */
    boolean acknowledge(QueueConsumer consumer, long sequence, int attempt, CompletableFuture<Void> done) {
        Entry entry = owned(consumer, sequence, attempt);
        if (entry == null) {
            return false;
        }
        counters.wentOut(1);
        end(entry, Cause.ACKNOWLEDGED, done);
        return true;
    }

    /** Still the consumer's, as before the attempt; its lease goes on. */
    void notEnded(Entry entry) {
        counters.wentOut(-1);
        ending--;
        size++;
        entry.state = Entry.State.SENT;
        if (entry.owner == null) {
            giveBack(entry);
            dispatchSoon();
        }
    }

    /** An entry that waits is not for consumers any more: its end is on its way to the journal. False when it does not wait. */
    boolean takeOut(Entry entry, Cause cause) {
        if (backlog.ring().get(entry.sequence) != entry || entry.state != Entry.State.WAITING) {
            return false;
        }
        if (Turns.prioritized(entry)) {
            turns.leaves(entry);
        } else {
            returned.remove(entry.sequence);
        }
        counted(cause, 1);
        ending(entry);
        return true;
    }

    /** The reverse of {@link #takeOut}: the entry waits where it was. */
    void putBack(Entry entry, Cause cause) {
        counted(cause, -1);
        ending--;
        size++;
        entry.state = Entry.State.WAITING;
        if (turns == null || !turns.parks(entry)) {
            waitsAgain(entry);
        }
        dispatchSoon();
    }

    private void counted(Cause cause, int more) {
        counters.drop(cause == Cause.PURGED ? Drop.PURGED : Drop.MOVED, more);
    }

    boolean giveBack(QueueConsumer consumer, long sequence, int attempt, Duration delay) {
        Entry entry = owned(consumer, sequence, attempt);
        if (entry == null) {
            return false;
        }
        if (delay.isZero()) {
            giveBack(entry);
            dispatchSoon();
        } else {
            disown(entry);
            home.engine().timers().after(delay, home.shard(), () -> {
                if (backlog.ring().get(entry.sequence) == entry && entry.state == Entry.State.WAITING) {
                    waitsAgain(entry);
                    dispatchSoon();
                }
            });
        }
        return true;
    }

    boolean extend(QueueConsumer consumer, long sequence, int attempt, long leaseUntil) {
        Entry entry = owned(consumer, sequence, attempt);
        if (entry == null) {
            return false;
        }
        entry.leaseUntil = leaseUntil;
        return true;
    }

    private Entry owned(QueueConsumer consumer, long sequence, int attempt) {
        Entry entry = backlog.ring().get(sequence);
        return entry != null && entry.owner == consumer && entry.attempts == attempt && entry.state == Entry.State.SENT
                ? entry
                : null;
    }

    void giveBack(Entry entry) {
        boolean wasEnding = entry.state == Entry.State.ENDING;
        disown(entry);
        if (wasEnding) {
            entry.state = Entry.State.ENDING;
        } else {
            waitsAgain(entry);
        }
    }

    private void waitsAgain(Entry entry) {
        if (Turns.prioritized(entry)) {
            turns.waits(entry);
        } else {
            returned.put(entry.sequence, entry);
        }
    }

    /** The next one with the same ordering key gets its turn. */
    private void left(Entry entry) {
        if (Turns.prioritized(entry)) {
            turns.leaves(entry);
        }
        Entry next = turns.left(entry);
        // One that is taken out has its turn until it is gone, or waits again.
        if (next != null && next.state == Entry.State.WAITING) {
            returned.put(next.sequence, next);
            dispatchSoon();
        }
    }

    /** Visits what the consumer has, in order. Where all entries are alike all of it lies before the cursor. */
    void eachOf(QueueConsumer consumer, Consumer<Entry> visitor) {
        int rest = consumer.held();
        long end = turns == null ? cursor : backlog.ring().next();
        for (long at = backlog.ring().first(); rest > 0 && at < end; at++) {
            Entry entry = backlog.ring().get(at);
            if (entry != null && entry.owner == consumer) {
                rest--;
                visitor.accept(entry);
            }
        }
    }

    private void disown(Entry entry) {
        if (entry.owner != null) {
            entry.owner.gone();
            entry.owner = null;
        }
        entry.state = Entry.State.WAITING;
    }

    private void ending(Entry entry) {
        if (entry.state != Entry.State.ENDING) {
            entry.state = Entry.State.ENDING;
            ending++;
            size--;
        }
    }

    private void end(Entry entry, Cause cause, CompletableFuture<Void> done) {
        if (entry.durable) {
            ending(entry);
            home.removeSoon(this, entry, cause, done);
        } else {
            remove(entry.sequence);
            if (done != null) {
                home.complete(done);
            }
        }
    }

    void dispatchSoon() {
        if (!dispatching && !consumers.isEmpty()) {
            dispatching = true;
            home.shard().later(this::dispatch);
        }
    }

    private void dispatch() {
        dispatching = false;
        long now = home.engine().timers().now();
        for (QueueConsumer consumer; (consumer = nextConsumer()) != null; ) {
            Entry entry = next();
            if (entry == null) {
                break;
            }
            if (entry.state == Entry.State.UNREADABLE) {
                taken(entry);
                if (entry.precedence() != null) {
                    left(entry);
                }
                continue;
            }
            if (entry.precedence() != null && !turns.admits(entry)) {
                taken(entry);
                continue;
            }
            if (entry.expired(now)) {
                counters.drop(Drop.EXPIRED);
                taken(entry);
                end(entry, Cause.EXPIRED, null);
                continue;
            }
            Message message = backlog.message(entry);
            if (message == null) {
                break;
            }
            taken(entry);
            if (turns != null) {
                turns.taken();
            }
            entry.attempts++;
            counters.delivered(entry.attempts > 1);
            entry.state = Entry.State.SENT;
            turn = candidate;
            if (consumer.take(entry, message, now)) {
                served.add(consumer);
            }
        }
        for (int i = 0; i < served.size(); i++) {
            served.get(i).handOver();
        }
        served.clear();
    }

    /** The entry whose turn it is; it stays where it is. */
    private Entry next() {
        Entry plain = nextPlain();
        return turns == null ? plain : turns.next(plain);
    }

    private Entry nextPlain() {
        if (!returned.isEmpty()) {
            return returned.firstEntry().getValue();
        }
        Entry entry = backlog.ring().atOrBehind(cursor);
        while (entry != null
                && (entry.state != Entry.State.WAITING && entry.state != Entry.State.UNREADABLE
                        || Turns.prioritized(entry))) {
            cursor = entry.sequence + 1;
            entry = backlog.ring().atOrBehind(cursor);
        }
        return entry;
    }

    private void taken(Entry entry) {
        if (Turns.prioritized(entry)) {
            turns.leaves(entry);
            return;
        }
        if (returned.isEmpty() || returned.remove(entry.sequence) == null) {
            cursor = entry.sequence + 1;
        }
    }

    private QueueConsumer nextConsumer() {
        for (int i = 1; i <= consumers.size(); i++) {
            candidate = (turn + i) % consumers.size();
            if (consumers.get(candidate).credit() > 0) {
                return consumers.get(candidate);
            }
        }
        return null;
    }
}
