package io.parley.messaging.internal;

import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.engine.timer.Timers.Timer;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One consumer of a queue: its credit, and what it has. Owned by the queue's shard. */
class QueueConsumer {

    /** So many go out at once, so that the consumer begins while others are still being taken. */
    private static final int MOST_TOGETHER = 256;

    private final QueueState queue;
    private final String name;
    private final long leaseMillis;
    private final Consumer<List<Delivery>> target;
    private final Pace pace = new Pace();
    private List<Delivery> taken = List.of();

    /** About as many as go out together. */
    private int expected;

    private int held;
    private long credit;

    /** No lease of what it has is longer than that from now on, unless the clock was set back. */
    private long longest;

    private Timer timer;

    /**
     * @param options with a lease of zero for as long as the consumer lives
     * @param target takes deliveries on the shard's thread, and must not block
     */
    QueueConsumer(QueueState queue, ConsumeOptions options, Consumer<List<Delivery>> target) {
        this.queue = queue;
        this.name = options.name();
        this.leaseMillis = options.lease().toMillis();
        this.longest = leaseMillis;
        this.target = target;
    }

    /** How many entries have this as their owner. */
    int held() {
        return held;
    }

    /** One no longer has. */
    void gone(Entry entry) {
        held--;
    }

    /** A lease was extended to so long from now on. */
    void extended(long millis) {
        longest = Math.max(longest, millis);
    }

    /** Visits what it has, in order. */
    void eachHeld(Consumer<Entry> visitor) {
        queue.deliveries().eachOf(this, visitor);
    }

    /** Whether it can have the next message now, whatever it is. */
    boolean takesTurns() {
        return credit > 0;
    }

    /** For people; empty for none. */
    String name() {
        return name;
    }

    Pace pace() {
        return pace;
    }

    /** It has had no credit left for some time: what waits for it is to become known better. */
    void lookAhead() {
        // All that waits may be its.
    }

    /** How many of that number of waiting messages wait for it, as far as that can be known. */
    long waiting(long ofAll) {
        return ofAll;
    }

    long credit() {
        return credit;
    }

    void addCredit(long more) {
        credit = credit + more < 0 ? Long.MAX_VALUE : credit + more;
        queue.deliveries().dispatchSoon();
    }

    /**
     * Takes a message; with others it goes out by {@link #handOver}, or before.
     *
     * @return whether it is the first of those
     */
    boolean take(Entry entry, Message message, long now) {
        credit--;
        held++;
        if (leaseMillis > 0) {
            entry.leaseUntil = now + leaseMillis;
            watch(leaseMillis);
        } else {
            entry.leaseUntil = Long.MAX_VALUE;
        }
        Instant until = leaseMillis > 0 ? Instant.ofEpochMilli(entry.leaseUntil) : Instant.MAX;
        boolean first = taken.isEmpty();
        if (first) {
            taken = new ArrayList<>(expected);
        }
        entry.owner = delivery(entry, message, until);
        taken.add(entry.owner);
        if (taken.size() == MOST_TOGETHER) {
            handOver();
        }
        return first;
    }

    void handOver() {
        List<Delivery> all = taken;
        taken = List.of();
        expected = Math.max(all.size(), expected / 2);
        if (!all.isEmpty()) {
            target.accept(all);
        }
    }

    /** A delivery of what is not kept: it takes credit, and nothing comes back. */
    void pass(Entry entry, Message message) {
        credit--;
        target.accept(List.of(delivery(entry, message, Instant.MAX)));
    }

    private QueueDelivery delivery(Entry entry, Message message, Instant until) {
        return entry.guarantee == Guarantee.AT_LEAST_ONCE && !entry.retained
                ? new QueueDelivery(queue, this, entry, message, until)
                : new MarkedDelivery(queue, this, entry, message, until);
    }

    private void watch(long millis) {
        if (timer == null) {
            timer = queue.home()
                    .engine()
                    .timers()
                    .after(Duration.ofMillis(Math.max(1, millis)), queue.home().shard(), this::expire);
        }
    }

    /** Whose lease has ended goes back to the queue; the next look is when the next one ends. */
    private void expire() {
        timer = null;
        long now = queue.home().engine().timers().now();
        long[] next = {Long.MAX_VALUE};
        eachHeld(entry -> {
            if (entry.leaseUntil <= now) {
                queue.deliveries().lapsed(entry);
            } else {
                entry.leaseUntil = Math.min(entry.leaseUntil, now + longest);
                next[0] = Math.min(next[0], entry.leaseUntil);
            }
        });
        if (next[0] != Long.MAX_VALUE) {
            watch(next[0] - now);
        }
        queue.deliveries().dispatchSoon();
    }

    void close() {
        if (timer != null) {
            timer.cancel();
        }
        credit = 0;
        queue.deliveries().detach(this);
    }
}
