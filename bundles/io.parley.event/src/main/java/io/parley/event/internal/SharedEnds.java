package io.parley.event.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Condition;
import io.parley.engine.Engine;
import io.parley.engine.op.QueueOp;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the queues of groups that have no member any more. */
final class SharedEnds {

    private static final Logger LOG = LoggerFactory.getLogger(SharedEnds.class);

    /** When the end of a queue could not be committed. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Engine engine;
    private final SharedGroups groups;

    SharedEnds(Engine engine, SharedGroups groups) {
        this.engine = engine;
        this.groups = groups;
    }

    /** Any thread. A queue that has a member again stays. */
    void end(String queue) {
        if (!groups.isOpen(queue)) {
            return;
        }
        engine.batch()
                .require(queue, new Deserted(queue))
                .add(new QueueOp.Ended(queue, groups.isStored(queue)))
                .commit()
                .whenComplete((done, failure) -> {
                    if (failure != null && RefusedException.of(failure).reason() != Reason.CONFLICT) {
                        LOG.warn("The messages of {} cannot be given up yet: {}", queue, failure.getMessage());
                        engine.timers().after(AGAIN, engine.workers(), () -> end(queue));
                    }
                });
    }

    private final class Deserted implements Condition {

        private final String queue;

        Deserted(String queue) {
            this.queue = queue;
        }

        @Override
        public void reserve() {
            if (!groups.beginEnding(queue)) {
                throw new RefusedException(Reason.CONFLICT, queue + " has members again");
            }
        }

        @Override
        public void end(boolean committed) {
            groups.ended(queue);
        }
    }
}
