package io.parley.protocol.internal;

import io.parley.engine.Batch;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.util.Optional;
import java.util.function.Consumer;

/** One message of a feed, on its way to the client. Owned by the connection's lane. */
final class Fed implements Window.Waiting {

    private final Outbound.Deliver outbound;
    private final Feed<?> from;
    private final Unacknowledged unacknowledged;
    private final Runnable done;
    private final Runnable rejected;
    private final Optional<Consumer<Batch>> settling;

    /**
     * @param done runs once, or {@code rejected}: when the client has acknowledged it, or when it is sent where nothing is to be acknowledged
     * @param rejected runs when the client can never be given it
     * @param settling what says the same in a batch, where that is possible; {@code done} runs all the same
     */
    Fed(
            Outbound.Deliver outbound,
            Feed<?> from,
            Unacknowledged unacknowledged,
            Runnable done,
            Runnable rejected,
            Optional<Consumer<Batch>> settling) {
        this.outbound = outbound;
        this.from = from;
        this.unacknowledged = unacknowledged;
        this.done = done;
        this.rejected = rejected;
        this.settling = settling;
    }

    @Override
    public Outbound outbound() {
        return outbound;
    }

    @Override
    public boolean wanted() {
        return !from.cancelled();
    }

    @Override
    public void sent() {
        if (outbound.guarantee() == Guarantee.AT_MOST_ONCE) {
            done();
        } else {
            unacknowledged.add(outbound.sequence(), this);
        }
    }

    Optional<Consumer<Batch>> settling() {
        return settling;
    }

    void done() {
        done.run();
    }

    void rejected() {
        rejected.run();
    }
}
