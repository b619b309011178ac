package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.engine.pipeline.Straight;

/** Takes messages into queues in memory for which the pipeline has nothing to do. Safe for all threads. */
final class StraightWays {

    /** Where the way leads that was looked up last: mostly the next message goes there, too. */
    private record Known(String queue, StraightWay way) {}

    private static final Known NONE = new Known("", null);

    private final QueueDirectory queues;
    private final Straight straight;

    // Lost or late between threads it costs a look more.
    private Known known = NONE;

    StraightWays(QueueDirectory queues, Straight straight) {
        this.queues = queues;
        this.straight = straight;
    }

    /** Whether the message was taken: it is in the queue then, or about to come to it. */
    boolean take(Message message) {
        Address address = message.address();
        StraightWay way = address.kind() == Address.Kind.QUEUE ? way(address.name()) : null;
        return way != null && straight.is(message) && way.take(message);
    }

    private StraightWay way(String queue) {
        Known last = known;
        if (last.queue.equals(queue)) {
            return last.way;
        }
        StraightWay way = queues.straightWay(queue);
        if (way != null) {
            known = new Known(queue, way);
        }
        return way;
    }
}
