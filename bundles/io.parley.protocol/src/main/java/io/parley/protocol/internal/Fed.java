package io.parley.protocol.internal;

import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;

/** One message of a feed, on its way to the client. Owned by the connection's lane. */
final class Fed implements Window.Waiting {

    private final Outbound.Deliver outbound;
    private final Feed<?> from;
    private final Unacknowledged unacknowledged;
    private final Runnable done;

    /** @param done runs once: when the client has acknowledged it, or when it is sent where nothing is to be acknowledged */
    Fed(Outbound.Deliver outbound, Feed<?> from, Unacknowledged unacknowledged, Runnable done) {
        this.outbound = outbound;
        this.from = from;
        this.unacknowledged = unacknowledged;
        this.done = done;
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

    void done() {
        done.run();
    }
}
