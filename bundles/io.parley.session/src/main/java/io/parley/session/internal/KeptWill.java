package io.parley.session.internal;

import io.parley.api.session.Session;
import io.parley.engine.op.WillOp;
import io.parley.engine.timer.Timers;
import java.time.Duration;

/** A will that waits. Owned by its session's shard. */
final class KeptWill {

    /** When the connection is still there. */
    static final long NOT_DUE = -1;

    /** As soon as possible. */
    static final long NOW = 0;

    final WillOp.Kept will;

    /** Whether the session's next holder can prevent it. */
    boolean bound;

    /** When it is to be published, in milliseconds since 1970. */
    long dueAt;

    /** Whether a batch is under way that ends it. */
    boolean ending;

    private Timers.Timer timer = () -> {};

    KeptWill(WillOp.Kept will, boolean bound, long dueAt) {
        this.will = will;
        this.bound = bound;
        this.dueAt = dueAt;
    }

    /** The connection ended at that time, of a session that then lasts so many seconds. */
    void connectionEnded(long at, long expirySeconds) {
        boolean lasts = expirySeconds >= Session.NEVER.toSeconds();
        long expiry = lasts ? Long.MAX_VALUE : Duration.ofSeconds(expirySeconds).toMillis();
        dueAt = at + Math.min(will.delayMillis(), expiry);
    }

    boolean due(long now) {
        return dueAt != NOT_DUE && dueAt <= now;
    }

    /** Replaces, and cancels, the timer of its publication. */
    void timer(Timers.Timer next) {
        timer.cancel();
        timer = next;
    }
}
