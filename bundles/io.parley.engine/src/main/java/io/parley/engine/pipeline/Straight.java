package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.api.message.Receipt.Outcome;
import io.parley.engine.lane.Lanes;
import java.util.function.Predicate;

/**
 * For a service that takes messages of this process without a batch, since nothing is to be committed: whether the pipeline would have
 * something to do with them, and how many were taken so. Safe for all threads.
 */
public final class Straight {

    private final Interception interception;
    private final Lanes<?> lanes;
    private final Tracing tracing;
    private final Predicate<Message> rules;
    private final Tally tally;

    /** @param rules whether a message is to wait, or not to be sent twice */
    Straight(Interception interception, Lanes<?> lanes, Tracing tracing, Predicate<Message> rules, Tally tally) {
        this.interception = interception;
        this.lanes = lanes;
        this.tracing = tracing;
        this.rules = rules;
        this.tally = tally;
    }

    /**
     * Whether nobody is to be asked about the message, nothing is to be done with it, and none waits for a plug-in. What was sent before may
     * still be on its way to the shards.
     */
    public boolean is(Message message) {
        return !tracing.on() && interception.idle(message, Origin.IN_PROCESS) && lanes.idle() && !rules.test(message);
    }

    /** So many were taken; they count as handed over. */
    public void taken(long messages) {
        tally.accepted(Outcome.HANDED_OVER, messages);
    }
}
