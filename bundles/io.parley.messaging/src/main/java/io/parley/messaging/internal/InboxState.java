package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.engine.op.Cause;
import io.parley.engine.op.InboxOp;
import io.parley.engine.status.Status;
import io.parley.messaging.internal.Counters.Drop;
import io.parley.spi.logging.Loggers;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * One session's inbox: messages in the order in which they entered, and how far the connected client is with them. Owned by a
 * shard.
 */
final class InboxState implements Inbox, Backlog.Owner {

    /** Unacknowledged sequences never lie this far apart, so that a protocol can name them by a 16-bit number. */
    private static final long SPAN = 61_440;

    /** More entries than that are not kept in memory while a client is connected, unless the view does not show them yet. */
    private static final int MOST_RESIDENT = 16_384;

    /** So many of them, from the next one to be sent on, stay. */
    private static final int AHEAD = 1_024;

    final Counters counters;
    private final String session;
    private final ShardState home;
    private final Supplier<InboxLimits> limits;
    private final Backlog backlog;
    private final boolean durable;
    private InboxLink link;

    /** The next entry to be sent to the link's client. */
    private long cursor;

    /** Entries below may have reached a client before. */
    private long sentBelow;

    /** Whether the journal says that a client is, or was when the process died, connected. */
    private boolean attached;

    private boolean dispatching;

    /** The session has ended; there may be another inbox of the same name. */
    private boolean over;

    /** Entries whose end is on its way to the journal: still there, but no longer counted. */
    private int ending;

    /** Entries above the limit, for each of which one is to give way. */
    private int excess;

    InboxState(String session, ShardState home, Supplier<InboxLimits> limits, boolean durable) {
        this.session = session;
        this.home = home;
        this.limits = limits;
        this.durable = durable;
        this.backlog = new Backlog(EntryTable.INBOXES, session, home, 0, this, ColdEntries.PAGE, ReadAhead.Plan.INBOX);
        this.counters = new Counters(home.inboxTotals());
    }

    /** One that is used again. */
    InboxState(ParkedInbox parked, ShardState home, Supplier<InboxLimits> limits) {
        this.session = parked.session();
        this.home = home;
        this.limits = limits;
        this.durable = true;
        this.backlog = new Backlog(EntryTable.INBOXES, session, home, 0, this, ColdEntries.PAGE, ReadAhead.Plan.INBOX);
        this.counters = parked.counters(home.inboxTotals());
        EntryTable.Head head = parked.head();
        backlog.restoreCold(head);
        sentBelow = head.sentBelow();
        attached = head.attached();
        backlog.touch();
    }

    @Override
    public String session() {
        return session;
    }

    @Override
    public boolean durable() {
        return durable;
    }

    @Override
    public String label() {
        return "session:" + session;
    }

    @Override
    public Logger log() {
        return Loggers.session(session);
    }

    ShardState home() {
        return home;
    }

    /** Null while nobody is connected. */
    InboxLink link() {
        return link;
    }

    Backlog backlog() {
        return backlog;
    }

    @Override
    public Status.Session status() {
        return new Status.Session(
                session,
                "",
                "",
                backlog.size(),
                link == null ? 0 : link.inflight(),
                !backlog.missing().isEmpty(),
                counters.in(),
                counters.out(),
                counters.redeliveries(),
                counters.dropped(),
                link != null && link.pace().slow());
    }

    @Override
    public EntryTable.Head head() {
        return new EntryTable.Head(
                backlog.next(), sentBelow, attached, backlog.durable(), 0, backlog.first(), true, Expiries.NEVER);
    }

    @Override
    public void recovered() {
        if (attached) {
            sentBelow = backlog.next();
        }
    }

    @Override
    public void available() {
        giveWay();
        dispatchSoon();
    }

    /** What nobody needs soon is left to the view; with nothing left and nobody connected, the inbox itself can be parked. */
    @Override
    public void settled() {
        if (link != null) {
            if (backlog.residents().size() > MOST_RESIDENT) {
                backlog.letGo(cursor + AHEAD);
            }
        } else if (durable) {
            backlog.letGo(0);
            cursor = 0;
            if (backlog.parked() && ending == 0 && excess == 0 && !dispatching) {
                home.park(this);
            }
        }
    }

    void attached(boolean now) {
        attached = now;
        if (durable) {
            backlog.headChanged();
        }
    }

    void append(InboxOp.Append op, MessageRef ref) {
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
        backlog.add(IdentifiedEntry.of(
                backlog.next(), ref, op.guarantee(), op.retained(), op.subscriptions(), op.durable()));
        if (backlog.size() - ending > limits.get().maxMessages()) {
            excess++;
            giveWay();
        }
        dispatchSoon();
    }

    private void passOn(InboxOp.Append op, MessageRef ref) {
        Message message = ref.message();
        if (link == null || message == null) {
            counters.drop(Drop.UNHEARD, link == null ? 0 : 1);
        } else if (link.hasRoom() && !expired(ref)) {
            link.send(
                    new Outbound.Deliver(message, 0, Guarantee.AT_MOST_ONCE, op.retained(), false, op.subscriptions()),
                    0);
            counters.delivered(false);
            counters.wentOut(1);
        } else {
            counters.drop(expired(ref) ? Drop.EXPIRED : Drop.UNHEARD);
        }
        ref.release();
    }

    private boolean expired(MessageRef ref) {
        return ref.expiresAt() != 0 && ref.expiresAt() <= home.engine().timers().now();
    }

    /** What is not guaranteed and expired while it waited for the connection is dropped. */
    void withoutExpired(List<Outbound> waited) {
        long now = home.engine().timers().now();
        int before = waited.size();
        waited.removeIf(outbound -> outbound instanceof Outbound.Deliver deliver
                && deliver.guarantee() == Guarantee.AT_MOST_ONCE
                && deliver.message().expiresAtMillis() != 0
                && deliver.message().expiresAtMillis() <= now);
        counters.drop(Drop.EXPIRED, before - waited.size());
    }

    /** The one that is to give way may have to be read first. */
    private void giveWay() {
        while (excess > 0) {
            Entry victim = limits.get().dropOldest() ? oldestWaiting() : backlog.get(backlog.next() - 1);
            if (victim == null && backlog.hasCold()) {
                backlog.page();
                return;
            }
            excess--;
            if (victim != null && victim.state == Entry.State.WAITING) {
                counters.drop(Drop.OVERFLOW);
                end(victim, Cause.DROPPED, null);
            }
        }
    }

    private Entry oldestWaiting() {
        Entry entry = backlog.atOrBehind(cursor);
        while (entry != null && entry.state != Entry.State.WAITING) {
            entry = backlog.atOrBehind(entry.sequence + 1);
        }
        return entry;
    }

    void remove(long sequence) {
        Entry entry = backlog.remove(sequence);
        ending -= entry != null && entry.state == Entry.State.ENDING ? 1 : 0;
    }

    void received(long sequence) {
        if (backlog.received(sequence) != null && link != null && sequence < cursor) {
            link.send(new Outbound.Release(sequence), 0);
        }
    }

    /** @param below may be that of an earlier inbox of this name: its client left while the session was ended */
    void sent(long below) {
        sentBelow = Math.max(sentBelow, Math.min(below, backlog.next()));
        backlog.headChanged();
    }

    boolean isOver() {
        return over;
    }

    /** The session ended. */
    void end() {
        over = true;
        if (link != null) {
            link.end();
            link = null;
            home.connected().remove(this);
        }
        backlog.end();
    }

    void attach(InboxLink next) {
        if (link != null) {
            detach(link);
        }
        link = next;
        home.connected().add(this);
        cursor = backlog.first();
        dispatchSoon();
    }

    void detach(InboxLink old) {
        if (link != old) {
            return;
        }
        old.end();
        link = null;
        home.connected().remove(this);
        if (cursor > sentBelow) {
            sentBelow = cursor;
            if (durable) {
                home.commitSoon(this, new InboxOp.Sent(session, cursor), null);
            }
        }
        backlog.touch();
    }

    /** The client has it: its place in the window stays taken until it is done. */
    void clientReceived(InboxLink from, long sequence) {
        Entry entry = mine(from, sequence);
        if (entry == null || entry.guarantee != Guarantee.EXACTLY_ONCE) {
            return;
        }
        if (entry.state == Entry.State.RECEIVED) {
            link.send(new Outbound.Release(sequence), 0);
        } else if (entry.state != Entry.State.SENT) {
            return;
        } else if (entry.durable) {
            home.commitSoon(this, new InboxOp.Received(session, sequence, true), null);
        } else {
            received(sequence);
        }
    }

    /**
     * @param done completed, outside, when that is durable; null when nobody waits
     * @return whether the link had it to acknowledge
     */
    boolean acknowledge(InboxLink from, long sequence, CompletableFuture<Void> done) {
        Entry entry = mine(from, sequence);
        if (entry == null || entry.state == Entry.State.ENDING || entry.state == Entry.State.WAITING) {
            return false;
        }
        from.acknowledged();
        counters.wentOut(1);
        end(entry, Cause.ACKNOWLEDGED, done);
        dispatchSoon();
        return true;
    }

    /** As {@link #acknowledge}, together with other things: {@link #notEnded} is called when they are refused. */
    boolean reserve(InboxLink from, long sequence) {
        Entry entry = mine(from, sequence);
        if (entry == null || entry.state != Entry.State.SENT) {
            return false;
        }
        counters.wentOut(1);
        entry.state = Entry.State.ENDING;
        ending++;
        return true;
    }

    /** Still the client's, as before the attempt. */
    void notEnded(long sequence) {
        Entry entry = backlog.get(sequence);
        if (entry != null && entry.state == Entry.State.ENDING) {
            counters.wentOut(-1);
            entry.state = Entry.State.SENT;
            ending--;
        }
    }

    private Entry mine(InboxLink from, long sequence) {
        return link == from && sequence < cursor ? backlog.get(sequence) : null;
    }

    private void end(Entry entry, Cause cause, CompletableFuture<Void> done) {
        if (entry.durable) {
            ending += entry.state == Entry.State.ENDING ? 0 : 1;
            entry.state = Entry.State.ENDING;
            home.commitSoon(this, new InboxOp.Remove(session, entry.sequence, cause, true), done);
        } else {
            backlog.remove(entry.sequence);
            if (done != null) {
                home.complete(done);
            }
        }
    }

    void dispatchSoon() {
        if (!dispatching && link != null) {
            dispatching = true;
            home.shard().later(this::dispatch);
        }
    }

    private void dispatch() {
        dispatching = false;
        if (link == null) {
            return;
        }
        long now = home.engine().timers().now();
        while (link.hasWindow() && cursor < backlog.next()) {
            Entry entry = backlog.atOrBehind(cursor);
            if (entry == null) {
                backlog.page();
                break;
            }
            if (entry.sequence - backlog.first() >= SPAN || !send(entry, now)) {
                break;
            }
            cursor = entry.sequence + 1;
        }
        link.flush();
    }

    /** False when it has to wait, and everything behind it. */
    private boolean send(Entry entry, long now) {
        switch (entry.state) {
            case ENDING, UNREADABLE -> {
                return true;
            }
            case RECEIVED -> {
                link.send(new Outbound.Release(entry.sequence), 1);
                return true;
            }
            case WAITING, SENT -> {
                boolean again = entry.state == Entry.State.SENT || entry.sequence < sentBelow;
                if (!again && entry.expired(now)) {
                    counters.drop(Drop.EXPIRED);
                    end(entry, Cause.EXPIRED, null);
                    return true;
                }
                Message message = backlog.message(entry);
                if (message == null) {
                    return false;
                }
                counters.delivered(again);
                entry.state = Entry.State.SENT;
                link.send(
                        new Outbound.Deliver(
                                message, entry.sequence, entry.guarantee, entry.retained, again, entry.subscriptions()),
                        1);
                return true;
            }
            default -> throw new IllegalStateException("Unknown state " + entry.state);
        }
    }
}
