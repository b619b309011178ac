package io.parley.messaging.internal;

import io.parley.engine.MessageRef;
import io.parley.engine.op.Cause;
import io.parley.engine.op.InboxOp;
import io.parley.engine.status.Status;
import io.parley.messaging.internal.Counters.Drop;
import io.parley.spi.logging.Loggers;
import io.parley.spi.protocol.Guarantee;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * One session's inbox: messages in the order in which they entered. How far the connected client is with them is known by its
 * {@link InboxDispatch}. Owned by a shard.
 */
final class InboxState implements Inbox, Backlog.Owner {

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
    private InboxDispatch client;

    /** While no client is connected: entries below were sent to the one before. */
    private long waitingFrom;

    /** Entries below may have reached a client before. */
    private long sentBelow;

    /** Whether the journal says that a client is, or was when the process died, connected. */
    private boolean attached;

    /** Of this holder or the one before, that connected last. */
    private long hold;

    /** The session is just being taken elsewhere. */
    private boolean leaving;

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

    /** Null while nobody is connected. */
    InboxDispatch client() {
        return client;
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
                client == null ? 0 : client.inflight(),
                !backlog.missing().isEmpty(),
                counters.in(),
                counters.out(),
                counters.redeliveries(),
                counters.dropped(),
                client != null && client.pace().slow());
    }

    @Override
    public EntryTable.Head head() {
        return new EntryTable.Head(
                backlog.next(),
                sentBelow,
                attached || client != null,
                backlog.stock().durable(),
                0,
                backlog.first(),
                true,
                Expiries.NEVER);
    }

    /** All is recovered: what a client may have seen before the process died is flagged when it is sent again. */
    void recovered() {
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
        if (over) {
            if (backlog.told()) {
                home.forgetEnded(this);
            }
        } else if (client != null) {
            if (backlog.residents().size() > MOST_RESIDENT) {
                backlog.letGo(client.cursor() + AHEAD);
            }
        } else if (durable) {
            backlog.letGo(0);
            waitingFrom = 0;
            if (backlog.parked() && ending == 0 && excess == 0) {
                home.park(this);
            }
        }
    }

    /** Its session has a holder from now on, or none. */
    void attached(boolean now) {
        attached = now;
        hold = InboxLink.NOBODY;
        if (durable) {
            backlog.headChanged();
        }
    }

    /**
     * Its session counts as one without a client before it is known what the client has got, as it is being taken elsewhere, or the client's process
     * died: when the process dies meanwhile, or again, that may be all there is.
     *
     * @param running whether that happens now; otherwise it did before the process died
     */
    void holderGone(boolean running) {
        if (attached && !running) {
            sentBelow = backlog.next();
        }
    }

    /**
     * While its session is being taken elsewhere its client, which learns of that a moment later, gets nothing more: if the process dies, all that it
     * can have had by then is what was there before.
     *
     * @param running as of {@link #holderGone}
     */
    void leaving(boolean now, boolean running) {
        if (now) {
            holderGone(running);
        }
        leaving = now && running;
        dispatchSoon();
    }

    boolean leaving() {
        return leaving;
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

    /** One that the session had elsewhere; there is room for all of them. */
    void restore(InboxOp.Restored op, MessageRef ref) {
        backlog.skipTo(op.sequence());
        long sequence = backlog.next();
        counters.cameIn();
        backlog.add(IdentifiedEntry.of(sequence, ref, op.guarantee(), op.retained(), op.subscriptions(), op.durable()));
        if (op.received()) {
            backlog.received(sequence);
        }
    }

    /** All are here that the session had elsewhere. */
    void goOn(InboxOp.Continued op) {
        backlog.skipTo(op.next());
        sent(op.sentBelow());
    }

    /** Whether the client that left, or what it did last, is not quite settled. */
    boolean changing() {
        return client != null || ending > 0;
    }

    private void passOn(InboxOp.Append op, MessageRef ref) {
        if (client == null || ref.message() == null) {
            counters.drop(Drop.UNHEARD, client == null ? 0 : 1);
        } else {
            client.passOn(op, ref);
        }
        ref.release();
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
        Entry entry = backlog.atOrBehind(client == null ? waitingFrom : client.cursor());
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
        if (backlog.received(sequence) != null && client != null) {
            client.release(sequence);
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
        if (client != null) {
            disconnect();
        }
        backlog.end();
    }

    /**
     * The client that was connected until now learns no more.
     *
     * @param by the hold that the client has; without effect when that has ended meanwhile, or somebody is connected who came later
     */
    void attach(InboxDispatch next, long by) {
        if (by != InboxLink.NOBODY && (!attached || by < hold)) {
            return;
        }
        hold = Math.max(hold, by);
        if (client != null) {
            leave(client);
        }
        client = next;
        home.connected().add(this);
        waitingFrom = 0;
        next.begin(this);
    }

    /** The client is not connected any more. */
    void leave(InboxDispatch leaving) {
        waitingFrom = leaving.cursor();
        disconnect();
        if (waitingFrom > sentBelow) {
            sentBelow = waitingFrom;
            if (durable) {
                backlog.headChanged();
                // Ahead of what says that there is no client: when the process dies between the two, nobody would know
                // what it had got.
                home.commitNow(this, new InboxOp.Sent(session, waitingFrom));
            }
        }
        backlog.touch();
    }

    private void disconnect() {
        client.end();
        client = null;
        home.connected().remove(this);
    }

    /** Whether a client may have had it, for all that is known. */
    boolean maybeSent(Entry entry) {
        return entry.sequence < sentBelow;
    }

    /** One that its client has and that is to end together with other things. */
    void reserve(Entry entry) {
        counters.wentOut(1);
        entry.state = Entry.State.ENDING;
        ending++;
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

    /** @param done completed, outside, when that is durable; null when nobody waits */
    void end(Entry entry, Cause cause, CompletableFuture<Void> done) {
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

    private void dispatchSoon() {
        if (client != null) {
            client.soon();
        }
    }
}
