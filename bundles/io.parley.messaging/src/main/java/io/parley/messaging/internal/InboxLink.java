package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Sink;
import io.parley.engine.op.Cause;
import io.parley.engine.op.InboxOp;
import io.parley.engine.shard.Shard;
import io.parley.spi.protocol.Outbound;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One holder's connection to an inbox. State is owned by the inbox's shard; calls from outside go there. */
final class InboxLink implements Inboxes.Link {

    /** While the connection takes nothing, so many deliveries without guarantee wait; more are dropped. */
    private static final int MOST_UNGUARANTEED = 10_000;

    private final ShardState home;
    private final Shard shard;
    private final String session;
    private final boolean durable;
    private final boolean renewing;
    private final Pace pace = new Pace();

    /** Acknowledged together with other things, but not yet by the client itself. */
    private final Set<Long> settled = new HashSet<>(0);

    /** Null until {@link #begin}, and when there is none. */
    private InboxState inbox;

    private long window;
    private Sink sink;
    private List<Outbound> batch = new ArrayList<>();
    private boolean flushing;
    private int inflight;
    private boolean writable = true;

    /** Whether what is in the batch has waited for the connection. */
    private boolean held;

    private boolean ended;

    /**
     * @param durable whether the session is
     * @param window the most unacknowledged deliveries
     * @param renewing whether an acknowledgement makes room for one more; otherwise {@link #widen} does
     */
    InboxLink(ShardState home, String session, boolean durable, int window, boolean renewing, Sink sink) {
        this.home = home;
        this.shard = home.shard();
        this.window = window;
        this.session = session;
        this.durable = durable;
        this.renewing = renewing;
        this.sink = sink;
    }

    /** Before any other call is taken up; null when there is no such inbox. */
    void begin(InboxState of) {
        inbox = of;
        if (inbox == null) {
            end();
        } else {
            inbox.attach(this);
        }
    }

    Pace pace() {
        return pace;
    }

    int inflight() {
        return inflight;
    }

    /** Whether one more guaranteed delivery may go out. */
    boolean hasWindow() {
        return writable && inflight < window;
    }

    /** Whether one more delivery without guarantee may go out or wait. */
    boolean hasRoom() {
        return writable || batch.size() < MOST_UNGUARANTEED;
    }

    /** @param share of the window that it takes */
    void send(Outbound outbound, int share) {
        inflight += share;
        batch.add(outbound);
        if (!flushing) {
            flushing = true;
            shard.later(this::flushLater);
        }
    }

    private void flushLater() {
        flushing = false;
        flush();
    }

    void flush() {
        if (!batch.isEmpty() && writable && !ended) {
            if (held) {
                held = false;
                inbox.withoutExpired(batch);
            }
            List<Outbound> full = batch;
            batch = new ArrayList<>(Math.min(64, full.size()));
            sink.deliver(full);
        }
    }

    void acknowledged() {
        if (renewing) {
            inflight--;
        }
    }

    /** Makes room for more deliveries. Any thread. */
    void widen(long by) {
        shard.execute(() -> {
            window = window + by < 0 ? Long.MAX_VALUE : window + by;
            if (!ended) {
                inbox.dispatchSoon();
            }
        });
    }

    /** As {@link #acknowledge(long)}, and tells, outside, when it is durable. Any thread. */
    void acknowledge(long sequence, CompletableFuture<Void> done) {
        shard.execute(() -> {
            if (ended || !inbox.acknowledge(this, sequence, done)) {
                home.fail(done, notOwned(sequence));
            }
        });
    }

    @Override
    public void acknowledgeIn(Batch batch, long sequence) {
        batch.require(session, new ToBeAcknowledged(sequence))
                .add(new InboxOp.Remove(session, sequence, Cause.ACKNOWLEDGED, durable));
    }

    private final class ToBeAcknowledged implements Condition {

        private final long sequence;

        ToBeAcknowledged(long sequence) {
            this.sequence = sequence;
        }

        @Override
        public void reserve() {
            if (ended || !inbox.reserve(InboxLink.this, sequence)) {
                throw notOwned(sequence);
            }
        }

        @Override
        public void end(boolean committed) {
            if (!committed) {
                inbox.notEnded(sequence);
            } else if (renewing) {
                settled.add(sequence);
            }
        }
    }

    private static RefusedException notOwned(long sequence) {
        return new RefusedException(
                RefusedException.Reason.NOT_OWNED, "Delivery " + sequence + " is no longer this consumer's");
    }

    void end() {
        ended = true;
        batch = List.of();
    }

    @Override
    public void acknowledge(long sequence) {
        execute(() -> {
            if (settled.remove(sequence)) {
                acknowledged();
                inbox.dispatchSoon();
            } else {
                inbox.acknowledge(this, sequence, null);
            }
        });
    }

    @Override
    public void received(long sequence) {
        execute(() -> inbox.clientReceived(this, sequence));
    }

    @Override
    public void writable(boolean now) {
        shard.execute(() -> {
            writable = now;
            held |= !now;
            if (now && !ended) {
                flush();
                inbox.dispatchSoon();
            }
        });
    }

    @Override
    public void redirect(Sink next) {
        shard.execute(() -> sink = next);
    }

    @Override
    public void close() {
        execute(() -> inbox.detach(this));
    }

    /** On the shard, unless there is nothing to be done any more. */
    private void execute(Runnable task) {
        shard.execute(() -> {
            if (!ended) {
                task.run();
            }
        });
    }
}
