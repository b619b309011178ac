package io.parley.messaging.internal;

import io.parley.engine.MessageRef;
import io.parley.engine.Releases;
import io.parley.engine.op.Cause;
import io.parley.engine.op.QueueOp;
import io.parley.messaging.internal.Counters.Drop;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.logging.Loggers;
import io.parley.spi.protocol.Guarantee;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;

/** One queue: messages in order, as many as it may have; {@link Deliveries} are made of them. Owned by a shard. */
final class QueueState implements Backlog.Owner {

    final Counters counters = new Counters();
    final LongAdder refused = new LongAdder();
    private final String name;
    private final ShardState home;
    private final Backlog backlog;
    private final Fill fill;
    private final Waiting waiting;
    private final Returns returns;
    private final Reaper reaper;
    private final int mostResident;
    private final Deliveries deliveries;

    /** Entries below it may have reached a consumer before the last start. */
    private long suspectBelow;

    private volatile QueueSettings settings;

    QueueState(String name, ShardState home, Residence residence, QueueSettings settings) {
        this.name = name;
        this.home = home;
        this.settings = settings;
        this.backlog = new Backlog(EntryTable.QUEUES, name, home, 1, this, residence.page(), ReadAhead.Plan.QUEUE);
        this.fill = new Fill(backlog);
        this.waiting = new Waiting(backlog, residence.ahead());
        this.returns = new Returns(this, waiting);
        this.deliveries = new Deliveries(this, waiting, returns);
        this.reaper = new Reaper(this, returns);
        this.mostResident = residence.most();
    }

    QueueSettings settings() {
        return settings;
    }

    /** Any thread; from the next message on. */
    void configure(QueueSettings next) {
        settings = next;
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

    Deliveries deliveries() {
        return deliveries;
    }

    Consumers consumers() {
        return deliveries.consumers();
    }

    Waiting waiting() {
        return waiting;
    }

    Reaper reaper() {
        return reaper;
    }

    /** How full it is. */
    Fill fill() {
        return fill;
    }

    /** Messages that wait or are with consumers. Any thread; a little behind. */
    int size() {
        return fill.messages();
    }

    /** So many more may come before there are too many. */
    long room() {
        return (long) settings.maxMessages() - fill.messages();
    }

    /** As {@link #room}, in bytes of their payloads. */
    long roomBytes() {
        return settings.maxBytes() - fill.bytes();
    }

    /** Whether it, or one of its consumers that have a filter, waits for a plug-in. */
    boolean parked() {
        return !backlog.missing().isEmpty() || waiting.searches().parked();
    }

    /** Bytes of their payloads. Any thread; a little behind. */
    long bytes() {
        return fill.bytes();
    }

    /** Whether the entry is still there, and this is it. */
    boolean has(Entry entry) {
        return backlog.has(entry);
    }

    @Override
    public String label() {
        return "queue:" + name;
    }

    @Override
    public Logger log() {
        return Loggers.queue(name);
    }

    @Override
    public EntryTable.Head head() {
        return new EntryTable.Head(
                backlog.next(),
                0,
                true,
                backlog.stock().durable(),
                backlog.stock().durableBytes(),
                backlog.first(),
                waiting.alike(),
                reaper.next());
    }

    /** Takes up what the view has, which keeps all of it until it is wanted. */
    void restore(EntryTable.Head head) {
        backlog.restoreCold(head);
        home.stored(head.count());
        reaper.stored(head.first(), head.next(), head.expires());
    }

    /** As {@link #restore}, where it takes all entries to know which one is next. */
    void restoreAll(EntryTable.Head head, View view) throws JournalException {
        EntryTable.QUEUES.page(view, name, 0, head.next(), Integer.MAX_VALUE).forEach(backlog::restore);
        backlog.restoreHead(head.next());
    }

    @Override
    public void back(Entry entry) {
        if (entry.sequence < suspectBelow) {
            entry.attempts = Math.max(1, entry.attempts);
        }
    }

    @Override
    public void available() {
        giveWay();
        deliveries.dispatchSoon();
    }

    /** What nobody wants soon is left to the view. */
    @Override
    public void settled() {
        if (backlog.residents().size() > mostResident) {
            backlog.letGo(waiting.farFrom());
        }
    }

    /** All is recovered: any message may have reached a consumer before. */
    void recovered() {
        suspectBelow = backlog.next();
        for (Entry entry = resident(0); entry != null; entry = resident(entry.sequence + 1)) {
            back(entry);
            reaper.waits(entry);
        }
        waiting.recovered();
        fill.count();
        reaper.schedule();
    }

    /** The first at or behind that sequence that is in memory; null when there is none. */
    Entry resident(long sequence) {
        return backlog.residents().atOrBehind(sequence);
    }

    void append(MessageRef ref, boolean durable) {
        counters.cameIn();
        Entry entry = PrecedentEntry.of(backlog.next(), ref, Guarantee.AT_LEAST_ONCE, false, durable);
        add(entry);
        limit(entry, Overflow.DROP_NEWEST);
        deliveries.dispatchSoon();
    }

    /** A message for the members of a group. */
    void append(QueueOp.Share op, MessageRef ref) {
        if (op.guarantee() == Guarantee.AT_MOST_ONCE) {
            deliveries.passOn(op, ref);
            return;
        }
        if (!op.durable() && ref.message() == null) {
            // No room in memory, and nothing on the journal that would be kept for it.
            counters.drop(Drop.UNHEARD);
            ref.release();
            return;
        }
        counters.cameIn();
        Entry entry = PrecedentEntry.of(backlog.next(), ref, op.guarantee(), op.retained(), op.durable());
        add(entry);
        // The publisher of a topic cannot be made to wait for one group.
        limit(entry, Overflow.REJECT);
        deliveries.dispatchSoon();
    }

    /** @param dropsNewest the policy, besides the one of that name, by which a new entry too many is dropped */
    private void limit(Entry entry, Overflow dropsNewest) {
        fill.count();
        QueueSettings now = settings;
        if (!now.exceededBy(fill.messages(), fill.bytes())) {
            return;
        }
        if (now.overflow() == Overflow.DROP_OLDEST) {
            giveWay();
        } else if (now.overflow() == Overflow.DROP_NEWEST || now.overflow() == dropsNewest) {
            counters.drop(Drop.OVERFLOW);
            waiting.leaves(entry);
            end(entry, Cause.DROPPED, null);
        }
    }

    private void add(Entry entry) {
        backlog.add(entry);
        waiting.enters(entry);
        returns.came(entry);
        reaper.waits(entry);
    }

    /** The group has no member any more: nobody gets what is left. */
    void end() {
        consumers().clear();
        waiting.clear();
        reaper.end();
        backlog.end();
        fill.count();
    }

    /** The oldest is to give way, which may have to come into memory first. */
    private void giveWay() {
        while (settings.overflow() == Overflow.DROP_OLDEST && settings.exceededBy(fill.messages(), fill.bytes())) {
            Entry victim = waiting.oldest();
            if (victim == null) {
                return;
            }
            counters.drop(Drop.OVERFLOW);
            waiting.taken(victim);
            end(victim, Cause.DROPPED, null);
        }
    }

    void remove(long sequence, int count) {
        Releases gone = new Releases();
        for (long at = sequence; at < sequence + count; at++) {
            remove(at, gone);
        }
        gone.end();
    }

    private void remove(long sequence, Releases gone) {
        Entry entry = backlog.remove(sequence, gone);
        if (entry != null) {
            fill.gone(entry);
            returns.gone(entry);
            left(entry);
            if (entry.owner != null) {
                entry.owner.consumer().gone(entry);
                entry.owner = null;
            }
            fill.count();
        }
    }

    /** An entry that waits is not for consumers any more: its end is on its way to the journal. Null when none of that sequence waits. */
    Entry takeOut(long sequence, Cause cause) {
        Entry entry = backlog.pin(sequence);
        if (entry == null || entry.state != Entry.State.WAITING) {
            return null;
        }
        waiting.leaves(entry);
        entry.heldBack = false;
        counted(cause, 1);
        fill.ends(entry);
        return entry;
    }

    /** The reverse of {@link #takeOut}: the entry waits where it was. */
    void putBack(Entry entry, Cause cause) {
        counted(cause, -1);
        fill.endsNot(entry, Entry.State.WAITING);
        if (backlog.unpin(entry)) {
            waiting.searches().again(entry);
        } else {
            waiting.backInPlace(entry);
        }
        reaper.waits(entry);
        deliveries.dispatchSoon();
    }

    private void counted(Cause cause, int more) {
        counters.drop(cause == Cause.PURGED ? Drop.PURGED : Drop.MOVED, more);
    }

    /** It is not waited for any more. */
    void left(Entry entry) {
        if (waiting.left(entry)) {
            deliveries.dispatchSoon();
        }
    }

    /** It leaves for good. */
    void end(Entry entry, Cause cause, CompletableFuture<Void> done) {
        if (entry.durable) {
            fill.ends(entry);
            home.removeSoon(this, entry, cause, done);
        } else {
            remove(entry.sequence, 1);
            if (done != null) {
                home.complete(done);
            }
        }
    }
}
