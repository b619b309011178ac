package io.parley.messaging.internal;

import io.parley.api.message.DeadLetters;
import io.parley.engine.op.Cause;
import io.parley.messaging.internal.Counters.Drop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What becomes of entries that were taken and not acknowledged, or that nobody wants any more: they wait again, at once or later, give way
 * to a newer value, or are not delivered any more. Owned by the queue's shard.
 */
final class Returns {

    private final QueueState queue;
    private final Waiting waiting;

    private final FailedAttempts attempts;

    /** Null where it is not asked for. */
    private LastValues lastValues;

    Returns(QueueState queue, Waiting waiting) {
        this.queue = queue;
        this.waiting = waiting;
        this.attempts = new FailedAttempts(queue.name(), queue.home());
    }

    /** A new entry is in the backlog. */
    void came(Entry entry) {
        if (!queue.settings().lastValue()) {
            lastValues = null;
            return;
        }
        if (lastValues == null) {
            lastValues = new LastValues();
            for (Entry each = queue.resident(0); each != entry; each = queue.resident(each.sequence + 1)) {
                lastValues.came(each);
            }
        }
        Entry before = lastValues.came(entry);
        if (before != null && before.state == Entry.State.WAITING) {
            waiting.leaves(before);
            replaced(before);
        }
    }

    /** An entry is gone for good. */
    void gone(Entry entry) {
        if (lastValues != null) {
            lastValues.left(entry);
        }
    }

    private void replaced(Entry entry) {
        queue.counters.drop(Drop.REPLACED);
        queue.end(entry, Cause.REPLACED, null);
    }

    /** An attempt was in vain: the entry waits again, after a delay, or is not delivered any more. */
    void failed(Entry entry, long atLeastMillis) {
        Redelivery redelivery = queue.settings().redelivery();
        if (entry.state == Entry.State.SENT && redelivery.exhausts(entry.attempts)) {
            disown(entry);
            dead(entry, DeadLetters.EXHAUSTED, Drop.EXHAUSTED, Cause.EXHAUSTED);
            return;
        }
        attempts.add(entry);
        long delay = Math.max(atLeastMillis, redelivery.delay(entry.attempts, ThreadLocalRandom.current()));
        if (delay == 0 || entry.state != Entry.State.SENT) {
            giveBack(entry);
            return;
        }
        disown(entry);
        entry.heldBack = true;
        queue.backlog().changed(entry);
        queue.reaper().waits(entry);
        ShardState home = queue.home();
        home.engine().timers().after(Duration.ofMillis(delay), home.shard(), () -> {
            if (queue.has(entry) && entry.state == Entry.State.WAITING) {
                entry.heldBack = false;
                again(entry);
                queue.deliveries().dispatchSoon();
            }
        });
    }

    /** Its consumer can never be given it. */
    void undeliverable(Entry entry) {
        disown(entry);
        dead(entry, DeadLetters.UNDELIVERABLE, Drop.UNDELIVERABLE, Cause.UNDELIVERABLE);
    }

    /** The entry is its consumer's no longer, and waits again. */
    void giveBack(Entry entry) {
        boolean ends = entry.state == Entry.State.ENDING;
        disown(entry);
        if (ends) {
            entry.state = Entry.State.ENDING;
        } else {
            queue.backlog().changed(entry);
            again(entry);
        }
    }

    /** Its end, of which nobody knew, was refused. */
    void notTaken(Entry entry) {
        queue.fill().endsNot(entry, Entry.State.WAITING);
        again(entry);
    }

    private static void disown(Entry entry) {
        if (entry.owner != null) {
            entry.owner.consumer().gone(entry);
            entry.owner = null;
        }
        entry.state = Entry.State.WAITING;
    }

    /** Unless a newer one has taken its place. */
    private void again(Entry entry) {
        if (lastValues != null && lastValues.outdated(entry)) {
            replaced(entry);
        } else {
            waiting.again(entry);
            queue.reaper().waits(entry);
            queue.backlog().unpin(entry);
        }
    }

    /** The entry's time was over when its turn came. */
    void expired(Entry entry) {
        if (queue.settings().redelivery().deadWhenExpired()) {
            dead(entry, DeadLetters.EXPIRED, Drop.EXPIRED, Cause.EXPIRED);
        } else {
            queue.counters.drop(Drop.EXPIRED);
            queue.end(entry, Cause.EXPIRED, null);
        }
    }

    /** It is not delivered any more, and goes to where dead letters are kept, if that is anywhere. */
    private void dead(Entry entry, String cause, Drop drop, Cause end) {
        Optional<String> deadLetters = queue.settings().redelivery().deadLetters();
        if (deadLetters.isEmpty()) {
            queue.counters.drop(drop);
            queue.end(entry, end, null);
        } else {
            queue.counters.drop(Drop.DEAD_LETTERED);
            queue.fill().ends(entry);
            queue.home().deadLettering().bury(queue, entry, cause, deadLetters.get());
        }
    }
}
