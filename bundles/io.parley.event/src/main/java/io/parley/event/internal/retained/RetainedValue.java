package io.parley.event.internal.retained;

import io.parley.engine.MessageRef;
import io.parley.spi.protocol.Guarantee;

/** One topic's retained value: in memory or on the journal, or else in the view. Changed by the topic's shard, read by any thread. */
final class RetainedValue {

    final Guarantee guarantee;

    /** The session that published it; empty for none. */
    final String sender;

    /** What {@link UnderWay} said when its publication began; 0 for one of an earlier run. */
    final long begun;

    /** Whether it outlives the process. */
    final boolean stored;

    /** Whether the view has just a reference to the journal, or nothing yet: then the journal must keep the message. */
    private boolean pinned;

    private volatile MessageRef ref;

    /**
     * @param ref null when the view has it
     * @param stored false for one that is in memory only
     */
    RetainedValue(Guarantee guarantee, String sender, long begun, MessageRef ref, boolean stored) {
        this.guarantee = guarantee;
        this.sender = sender;
        this.begun = begun;
        this.ref = ref;
        this.stored = stored;
        this.pinned = stored && ref != null;
    }

    /** Null when the view has it. */
    MessageRef ref() {
        return ref;
    }

    /** Whether the journal must keep it. */
    boolean pinned() {
        return pinned;
    }

    /** It is stored elsewhere now. */
    void moved(MessageRef to) {
        MessageRef before = ref;
        ref = to;
        before.release();
    }

    /** The view has it all, or soon will. */
    void unpin() {
        pinned = false;
    }

    /** Nobody looks for it in memory any more. */
    void forget() {
        MessageRef now = ref;
        ref = null;
        if (now != null) {
            now.release();
        }
    }
}
