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
    private final Target target;
    private final Pace pace = new Pace();

    /** Null unless it takes messages at most once. */
    private final Takings takings;

    private List<Delivery> taken = List.of();

    /** About as many as go out together. */
    private int expected;

    /** Whether as many as can went out together since it was handed all the last time. */
    private boolean many;

    private int held;
    private long credit;

    /** No lease of what it has is longer than that from now on, unless the clock was set back. */
    private long longest;

    private Timer timer;

    /** Whether it gets nothing for some time, since the journal refused what it was to get. */
    private boolean resting;

    /** Who is behind it. On the shard's thread, which must not be held up. */
    interface Target {

        void give(Iterable<? extends Delivery> deliveries);

        /** Whether it is still busy with what it was given; if so, the task runs on another thread once it is done with that. */
        boolean whenDone(Runnable task);
    }

    /**
     * @param options with a lease of zero for as long as the consumer lives
     */
    QueueConsumer(QueueState queue, ConsumeOptions options, Target target) {
        this.queue = queue;
        this.name = options.name();
        this.leaseMillis = options.lease().toMillis();
        this.longest = leaseMillis;
        this.target = target;
        this.takings = options.atMostOnce() ? new Takings(queue, this) : null;
    }

    /** Null unless it takes messages at most once. */
    Takings takings() {
        return takings;
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

    /** Whether it can have a message now. */
    final boolean ready() {
        return credit > 0 && !resting;
    }

    /** Whether it can have the next message now, whatever it is. */
    boolean takesTurns() {
        return ready();
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
        if (takings != null) {
            takings.take(entry, message);
            return false;
        }
        entry.state = Entry.State.SENT;
        held++;
        if (leaseMillis > 0) {
            entry.leaseUntil = now + leaseMillis;
            watch(leaseMillis);
        } else {
            entry.leaseUntil = Long.MAX_VALUE;
        }
        Instant until = leaseMillis > 0 ? Instant.ofEpochMilli(entry.leaseUntil) : Instant.MAX;
        entry.owner = delivery(entry, message, until);
        return gets(entry.owner);
    }

    /**
     * Gets a delivery that takes no credit any more.
     *
     * @return as {@link #take}
     */
    boolean gets(Delivery delivery) {
        boolean first = taken.isEmpty();
        if (first) {
            // It does not grow where many come: that would cost more than all else.
            taken = new ArrayList<>(many ? MOST_TOGETHER : Math.min(expected, MOST_TOGETHER));
        }
        taken.add(delivery);
        if (taken.size() == MOST_TOGETHER) {
            many = true;
            expected = MOST_TOGETHER;
            give();
        }
        return first;
    }

    /** As {@link Target#whenDone}. */
    boolean whenDone(Runnable task) {
        return target.whenDone(task);
    }

    /** Gets deliveries of what is not in the queue; each takes credit, and none is taken back. */
    void getsAll(Handover.Pile<? extends Delivery> pile) {
        credit -= pile.count();
        give();
        target.give(pile);
    }

    /** As {@link #getsAll}, for one; as {@link #gets} it goes out with others. */
    boolean getsOne(Delivery delivery) {
        credit--;
        return gets(delivery);
    }

    /** All that it was to get goes out. */
    void handOver() {
        if (!many && !taken.isEmpty()) {
            expected = Math.max(taken.size(), expected / 2);
        }
        many = false;
        give();
    }

    private void give() {
        List<Delivery> all = taken;
        taken = List.of();
        if (!all.isEmpty()) {
            target.give(all);
        }
    }

    /** What it was to take stays where it was; it rests before it tries again, or it would do nothing else. */
    void takesNot() {
        credit++;
        if (!resting) {
            resting = true;
            queue.home().retryLater(() -> {
                resting = false;
                queue.deliveries().dispatchSoon();
            });
        }
    }

    /** A delivery of what is not kept: it takes credit, and nothing comes back. */
    void pass(Entry entry, Message message) {
        credit--;
        target.give(List.of(delivery(entry, message, Instant.MAX)));
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
