package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Sink;
import io.parley.engine.op.Cause;
import io.parley.engine.op.InboxOp;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One holder's connection to an inbox, for all threads: what is asked of it goes to the inbox's shard. */
final class InboxLink implements Inboxes.Link {

    /** The hold of who has none. */
    static final long NOBODY = 0;

    private final ShardState home;
    private final String session;
    private final long hold;
    private final boolean durable;
    private final boolean renewing;
    private final InboxDispatch dispatch;

    /** Acknowledged together with other things, but not yet by the client itself. Of the shard; null until there was one. */
    private Set<Long> settled;

    /**
     * @param hold that the client has, or {@link #NOBODY}
     * @param durable whether the session is
     * @param window the most unacknowledged deliveries
     * @param renewing whether an acknowledgement makes room for one more; otherwise {@link #widen} does
     */
    InboxLink(ShardState home, String session, long hold, boolean durable, int window, boolean renewing, Sink sink) {
        this.home = home;
        this.session = session;
        this.hold = hold;
        this.durable = durable;
        this.renewing = renewing;
        this.dispatch = new InboxDispatch(home, window, renewing, sink);
    }

    /** On the shard, before any other call is taken up; there is nothing to be had where the inbox is null. */
    void begin(InboxState inbox) {
        if (inbox != null) {
            inbox.attach(dispatch, hold);
        }
    }

    /** Makes room for more deliveries. */
    void widen(long by) {
        execute(() -> dispatch.widen(by));
    }

    /** As {@link #acknowledge(long)}, and tells, outside, when it is durable. */
    void acknowledge(long sequence, CompletableFuture<Void> done) {
        home.shard().execute(() -> {
            if (dispatch.ended() || !dispatch.acknowledge(sequence, done)) {
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
        private InboxState inbox;

        ToBeAcknowledged(long sequence) {
            this.sequence = sequence;
        }

        @Override
        public void reserve() {
            inbox = dispatch.inbox();
            if (inbox == null || !dispatch.reserve(sequence)) {
                throw notOwned(sequence);
            }
        }

        @Override
        public void end(boolean committed) {
            if (!committed) {
                inbox.notEnded(sequence);
            } else if (renewing) {
                settle(sequence);
            }
        }
    }

    private void settle(long sequence) {
        if (settled == null) {
            settled = new HashSet<>();
        }
        settled.add(sequence);
    }

    private static RefusedException notOwned(long sequence) {
        return new RefusedException(
                RefusedException.Reason.NOT_OWNED, "Delivery " + sequence + " is no longer this consumer's");
    }

    @Override
    public void acknowledge(long sequence) {
        execute(() -> {
            if (settled != null && settled.remove(sequence)) {
                dispatch.acknowledged();
            } else {
                dispatch.acknowledge(sequence, null);
            }
        });
    }

    @Override
    public void received(long sequence) {
        execute(() -> dispatch.received(sequence));
    }

    @Override
    public void writable(boolean now) {
        execute(() -> dispatch.writable(now));
    }

    @Override
    public void redirect(Sink next) {
        execute(() -> dispatch.redirect(next));
    }

    @Override
    public void close() {
        execute(dispatch::leave);
    }

    /** On the shard, unless there is nothing to be done any more. */
    private void execute(Runnable task) {
        home.shard().execute(() -> {
            if (!dispatch.ended()) {
                task.run();
            }
        });
    }
}
