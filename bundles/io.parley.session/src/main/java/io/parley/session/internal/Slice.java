package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.shard.Shard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The calls for one shard's sessions. Until the stored sessions are all there, calls wait, up to a limit. */
final class Slice {

    private static final int MOST_EARLY = 10_000;

    final Shard shard;
    final Turns turns = new Turns();
    private final ArrayDeque<Call<?>> early = new ArrayDeque<>(); // owned by the shard
    private boolean begun; // owned by the shard

    Slice(Shard shard) {
        this.shard = shard;
    }

    /** Runs the call on the shard when its turn has come. Any thread. */
    void submit(Call<?> call) {
        shard.execute(() -> {
            if (begun) {
                call.await();
            } else if (early.size() < MOST_EARLY) {
                early.add(call);
            } else {
                call.refuse(new RefusedException(
                        Reason.UNAVAILABLE, "Parley is starting, and " + MOST_EARLY + " calls wait already"));
            }
        });
    }

    /** As {@link #submit}, before any call that waits; not once work has begun. */
    void submitFirst(Call<?> call) {
        shard.execute(() -> early.addFirst(call));
    }

    /** All sessions are there. On the shard. */
    void begin() {
        begun = true;
        List<Call<?>> waited = new ArrayList<>(early);
        early.clear();
        waited.forEach(Call::await);
    }
}
