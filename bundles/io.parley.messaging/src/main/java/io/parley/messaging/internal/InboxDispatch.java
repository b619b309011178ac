package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.engine.contract.Sink;
import io.parley.engine.op.Cause;
import io.parley.engine.op.InboxOp;
import io.parley.messaging.internal.Counters.Drop;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How far one connected client is with its inbox: sends it the entries in order, as many as its window allows, and ends those that
 * it acknowledges. Owned by the inbox's shard.
 */
final class InboxDispatch {

    /** Unacknowledged sequences never lie this far apart, so that a protocol can name them by a 16-bit number. */
    private static final long SPAN = 61_440;

    /** While the connection takes nothing, so many deliveries without guarantee wait; more are dropped. */
    private static final int MOST_UNGUARANTEED = 10_000;

    private final ShardState home;
    private final boolean renewing;
    private final Pace pace = new Pace();

    /** Null before the client has the inbox, and when it no longer has it. */
    private InboxState inbox;

    /** The next entry to be sent. */
    private long cursor;

    private long window;
    private int inflight;
    private Sink sink;
    private List<Outbound> batch = new ArrayList<>();
    private boolean dispatching;
    private boolean flushing;
    private boolean writable = true;

    /** Whether what is in the batch has waited for the connection. */
    private boolean held;

    /**
     * @param window the most unacknowledged deliveries
     * @param renewing whether an acknowledgement makes room for one more; otherwise {@link #widen} does
     */
    InboxDispatch(ShardState home, long window, boolean renewing, Sink sink) {
        this.home = home;
        this.window = window;
        this.renewing = renewing;
        this.sink = sink;
    }

    void begin(InboxState of) {
        inbox = of;
        cursor = of.backlog().first();
        soon();
    }

    /** Nothing is sent from now on. */
    void end() {
        inbox = null;
        batch = List.of();
    }

    boolean ended() {
        return inbox == null;
    }

    /** Null while the client has none. */
    InboxState inbox() {
        return inbox;
    }

    /** The client leaves its inbox to the next one. */
    void leave() {
        inbox.leave(this);
    }

    Pace pace() {
        return pace;
    }

    int inflight() {
        return inflight;
    }

    /** Entries below were sent, or need not be. */
    long cursor() {
        return cursor;
    }

    /** Whether one more guaranteed delivery may go out. */
    boolean hasWindow() {
        return writable && inflight < window;
    }

    void widen(long by) {
        window = window + by < 0 ? Long.MAX_VALUE : window + by;
        soon();
    }

    void redirect(Sink next) {
        sink = next;
    }

    void writable(boolean now) {
        writable = now;
        held |= !now;
        if (now) {
            flush();
            soon();
        }
    }

    /** What has no guarantee is sent now, past the entries, or not at all. */
    void passOn(InboxOp.Append op, MessageRef ref) {
        Counters counters = inbox.counters;
        if (expired(ref.expiresAt())) {
            counters.drop(Drop.EXPIRED);
        } else if (writable || batch.size() < MOST_UNGUARANTEED) {
            send(
                    new Outbound.Deliver(
                            ref.message(), 0, Guarantee.AT_MOST_ONCE, op.retained(), false, op.subscriptions()),
                    0);
            counters.delivered(false);
            counters.wentOut(1);
        } else {
            counters.drop(Drop.UNHEARD);
        }
    }

    private boolean expired(long at) {
        return at != 0 && at <= home.engine().timers().now();
    }

    /** The journal knows that the client has it. */
    void release(long sequence) {
        if (sequence < cursor) {
            send(new Outbound.Release(sequence), 0);
        }
    }

    /** The client has it: its place in the window stays taken until it is done. */
    void received(long sequence) {
        Entry entry = sent(sequence);
        if (entry == null || entry.guarantee != Guarantee.EXACTLY_ONCE) {
            return;
        }
        if (entry.state == Entry.State.RECEIVED) {
            send(new Outbound.Release(sequence), 0);
        } else if (entry.state != Entry.State.SENT) {
            return;
        } else if (entry.durable) {
            home.commitSoon(inbox, new InboxOp.Received(inbox.session(), sequence, true), null);
        } else {
            inbox.received(sequence);
        }
    }

    /**
     * @param done completed, outside, when that is durable; null when nobody waits
     * @return whether the client had it to acknowledge
     */
    boolean acknowledge(long sequence, CompletableFuture<Void> done) {
        Entry entry = sent(sequence);
        if (entry == null || entry.state == Entry.State.ENDING || entry.state == Entry.State.WAITING) {
            return false;
        }
        inbox.counters.wentOut(1);
        inbox.end(entry, Cause.ACKNOWLEDGED, done);
        acknowledged();
        return true;
    }

    /** One that ended was the client's until now. */
    void acknowledged() {
        if (renewing) {
            inflight--;
        }
        soon();
    }

    /** As {@link #acknowledge}, together with other things: {@link InboxState#notEnded} is called when they are refused. */
    boolean reserve(long sequence) {
        Entry entry = sent(sequence);
        if (entry == null || entry.state != Entry.State.SENT) {
            return false;
        }
        inbox.reserve(entry);
        return true;
    }

    private Entry sent(long sequence) {
        return sequence < cursor ? inbox.backlog().get(sequence) : null;
    }

    /** Sends on what there is, once the shard has done what is at hand. */
    void soon() {
        if (!dispatching) {
            dispatching = true;
            home.shard().later(this::dispatch);
        }
    }

    private void dispatch() {
        dispatching = false;
        if (ended()) {
            return;
        }
        Backlog backlog = inbox.backlog();
        long now = home.engine().timers().now();
        while (hasWindow() && !inbox.leaving() && cursor < backlog.next()) {
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
        flush();
    }

    /** False when it has to wait, and everything behind it. */
    private boolean send(Entry entry, long now) {
        switch (entry.state) {
            case ENDING, UNREADABLE -> {
                return true;
            }
            case RECEIVED -> {
                send(new Outbound.Release(entry.sequence), 1);
                return true;
            }
            case WAITING, SENT -> {
                boolean again = entry.state == Entry.State.SENT || inbox.maybeSent(entry);
                if (!again && entry.expired(now)) {
                    inbox.counters.drop(Drop.EXPIRED);
                    inbox.end(entry, Cause.EXPIRED, null);
                    return true;
                }
                Message message = inbox.backlog().message(entry);
                if (message == null) {
                    return false;
                }
                inbox.counters.delivered(again);
                entry.state = Entry.State.SENT;
                send(
                        new Outbound.Deliver(
                                message, entry.sequence, entry.guarantee, entry.retained, again, entry.subscriptions()),
                        1);
                return true;
            }
            default -> throw new IllegalStateException("Unknown state " + entry.state);
        }
    }

    /** @param share of the window that it takes */
    private void send(Outbound outbound, int share) {
        inflight += share;
        batch.add(outbound);
        if (!flushing) {
            flushing = true;
            home.shard().later(this::flushLater);
        }
    }

    private void flushLater() {
        flushing = false;
        flush();
    }

    private void flush() {
        if (!batch.isEmpty() && writable && !ended()) {
            if (held) {
                held = false;
                dropExpired();
            }
            List<Outbound> full = batch;
            batch = new ArrayList<>(Math.min(64, full.size()));
            sink.deliver(full);
        }
    }

    /** What is not guaranteed and expired while it waited for the connection is dropped. */
    private void dropExpired() {
        int before = batch.size();
        batch.removeIf(outbound -> outbound instanceof Outbound.Deliver deliver
                && deliver.guarantee() == Guarantee.AT_MOST_ONCE
                && expired(deliver.message().expiresAtMillis()));
        inbox.counters.drop(Drop.EXPIRED, before - batch.size());
    }
}
