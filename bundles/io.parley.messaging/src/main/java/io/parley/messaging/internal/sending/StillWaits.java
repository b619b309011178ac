package io.parley.messaging.internal.sending;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Condition;
import java.util.List;

/** Nobody else sends one of the messages on or cancels it until the batch has ended. All are of one shard. */
record StillWaits(DelaySlice slice, List<DelayedEntry> all) implements Condition {

    @Override
    public void reserve() {
        if (slice.isOver()) {
            throw new RefusedException(Reason.UNAVAILABLE, "Messaging restarts");
        }
        for (DelayedEntry one : all) {
            if (one.ending || !slice.has(one)) {
                throw new RefusedException(Reason.CONFLICT, "It waits no longer");
            }
        }
        all.forEach(one -> one.ending = true);
    }

    @Override
    public void end(boolean committed) {
        all.forEach(one -> one.ending = false);
    }
}
