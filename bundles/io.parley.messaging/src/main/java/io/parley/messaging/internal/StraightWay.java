package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.Batch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * The straight way into a queue in memory: a message for which nothing is to be done but to queue it is taken at once, and comes to the
 * queue together with others. It is open while the queue is far from full, and while no message is on its way in a batch, which one that
 * goes straight could overtake. Safe for all threads.
 */
final class StraightWay {

    /** What is on its way is counted in pieces, of a message one and one more for so many bytes of its payload. */
    static final int PIECE = 512;

    /** Pieces that may be on their way: 32 MiB of payloads. */
    static final int MOST = 1 << 16;

    /** Pieces of one message. */
    static final int LARGEST = 64;

    /** A message that comes, and the delivery of it where it goes to its consumer as it comes. */
    private static final class Arrival extends Handover.Link<Arrival> implements DoneDelivery {
        private final Message message;

        Arrival(Message message) {
            this.message = message;
        }

        /** It may expire on its way. */
        @Override
        boolean apart() {
            return message.expiresAtMillis() != 0;
        }

        @Override
        public Message message() {
            return message;
        }

        @Override
        public int attempt() {
            return 1;
        }
    }

    /**
     * @param most pieces that may be on their way, a power of 2
     * @param changes it counts as long as there are no more
     */
    private record Opening(QueueState queue, int most, int changes) {}

    private final Handover<Arrival> arrivals = new Handover<>();

    /** Messages on their way in batches. */
    private final AtomicInteger batched = new AtomicInteger();

    /** Null while it is closed. */
    private volatile Opening opening;

    private final LongConsumer came;

    /** How often something else counted from then on. */
    private final AtomicInteger changes = new AtomicInteger();

    private volatile boolean over;

    /** @param came is told how many messages came to the queue when they do: to count each as it is sent is a good part of sending it */
    StraightWay(LongConsumer came) {
        this.came = came;
    }

    /** Takes the message if it can; it is the queue's then, behind all that this thread has sent there before. */
    boolean take(Message message) {
        Opening open = opening;
        long pieces = 1 + message.payload().size() / PIECE;
        if (open == null || open.changes != changes.get() || pieces > LARGEST || batched.get() != 0) {
            return false;
        }
        Handover.Added added = arrivals.add(new Arrival(message), (int) pieces, open.most);
        if (added == Handover.Added.FIRST) {
            open.queue.home().shard().execute(() -> arrive(open.queue));
        }
        return added != Handover.Added.REFUSED;
    }

    private void arrive(QueueState queue) {
        if (!queue.deliveries().relay().holds(() -> take(queue))) {
            take(queue);
        }
    }

    private void take(QueueState queue) {
        Handover.Pile<Arrival> pile = arrivals.take();
        if (pile != null) {
            came.accept(pile.count());
            come(queue, pile);
        }
        look(queue);
    }

    private static void come(QueueState queue, Handover.Pile<Arrival> pile) {
        Relay relay = queue.deliveries().relay();
        if (relay.passes(pile)) {
            return;
        }
        for (Arrival arrival : pile) {
            if (!relay.passes(arrival)) {
                queue.append(queue.home().engine().messages().inMemory(arrival.message), false);
            }
        }
        relay.end();
    }

    /** A message is in the batch, which is about to be committed. */
    void comesIn(Batch batch) {
        batched.incrementAndGet();
        batch.whenEnded(batched::decrementAndGet);
    }

    /** Opens or closes it as the queue is now. On the queue's shard, after something has come. */
    void look(QueueState queue) {
        // Before it looks: what changes meanwhile must not count as seen.
        int seen = changes.get();
        Opening open = opening;
        int most = over ? 0 : most(queue);
        if (most == 0) {
            close();
        } else if (open == null || open.most != most || open.queue != queue || open.changes != seen) {
            opening = new Opening(queue, most, seen);
        }
    }

    /** As many again may be just arriving before anybody looks again. */
    private static int most(QueueState queue) {
        long room = Math.min(queue.room(), queue.roomBytes() / PIECE) / 2;
        return room < LARGEST ? 0 : (int) Math.min(MOST, Long.highestOneBit(room));
    }

    /** The queue is set up in another way: it is closed until somebody has looked how full the queue is by that. */
    void changed() {
        changes.incrementAndGet();
    }

    private void close() {
        if (opening != null) {
            opening = null;
        }
    }

    /** Closes it for good. */
    void end() {
        over = true;
        changed();
        close();
    }
}
