package io.parley.messaging.internal;

import io.parley.engine.timer.Timers.Timer;
import java.time.Duration;

/**
 * Ends entries whose time is over while nobody asks for them. It looks where something must have expired, block by block, and rests
 * for some time between two sweeps: so it reads a long queue neither often nor whole, and takes a small part of the time. Owned by
 * the queue's shard.
 */
final class Reaper {

    /** Between two sweeps. */
    private static final Duration REST = Duration.ofSeconds(1);

    /** So many times as long as a sweep took it rests, up to the longest rest. */
    private static final int REST_FACTOR = 20;

    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    /** So many entries are looked at before others get their turn at the shard. */
    private static final int TURN = 256;

    /** It waits while so many endings are on their way. */
    private static final int MOST_ENDING = 1_024;

    private final QueueState queue;
    private final Returns returns;
    private final Expiries expiries = new Expiries();
    private Timer timer;
    private long timerAt;
    private long restUntil;
    private boolean sweeping;
    private boolean over;
    private long looked;

    Reaper(QueueState queue, Returns returns) {
        this.queue = queue;
        this.returns = returns;
    }

    /** An entry waits: for the first time, or again. */
    void waits(Entry entry) {
        long at = entry.ref.expiresAt();
        if (at != 0) {
            expiries.expires(entry.sequence, at);
            schedule();
        }
    }

    /** No entry of those sequences that the view alone has expires before then. */
    void stored(long from, long below, long at) {
        if (at != Expiries.NEVER) {
            expiries.expireSometime(from, below, at);
        }
    }

    /** The earliest time at which one expires, or one before; {@link Expiries#NEVER} for none. */
    long next() {
        return sweeping ? 1 : expiries.next();
    }

    boolean sweeping() {
        return sweeping;
    }

    /** How many entries it has looked at. */
    long looked() {
        return looked;
    }

    /** The queue has ended. */
    void end() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Everything is there that there was. */
    void schedule() {
        if (sweeping || over || !queue.home().running() || expiries.next() == Expiries.NEVER) {
            return;
        }
        long at = Math.max(expiries.next(), restUntil);
        if (timer != null && timerAt <= at) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerAt = at;
        timer = later(at - now(), this::begin);
    }

    private Timer later(long millis, Runnable task) {
        return queue.home()
                .engine()
                .timers()
                .after(Duration.ofMillis(Math.max(1, millis)), queue.home().shard(), task);
    }

    private long now() {
        return queue.home().engine().timers().now();
    }

    private void begin() {
        timer = null;
        sweeping = true;
        sweep(now());
    }

    private void sweep(long begun) {
        expiries.gone(queue.backlog().first());
        Expiries.Block block = expiries.take(now());
        if (block != null) {
            walk(block.from(), block.below(), begun);
            return;
        }
        sweeping = false;
        long took = Math.max(0, now() - begun);
        restUntil = now() + Math.min(LONGEST_REST.toMillis(), Math.max(REST.toMillis(), REST_FACTOR * took));
        schedule();
    }

    private void walk(long from, long below, long begun) {
        Backlog backlog = queue.backlog();
        if (over) {
            return;
        }
        if (queue.fill().ending() > MOST_ENDING) {
            later(REST.toMillis(), () -> walk(from, below, begun));
        } else if (from >= below || from >= backlog.next()) {
            sweep(begun);
        } else if (backlog.isCold(from)) {
            backlog.peek(from, page -> {
                page.entries().stream().filter(entry -> entry.sequence < below).forEach(this::look);
                walk(page.behind(), below, begun);
            });
        } else {
            walkResidents(from, below, begun);
        }
    }

    private void walkResidents(long from, long below, long begun) {
        Backlog backlog = queue.backlog();
        long at = from;
        Entry entry = backlog.atOrBehind(at);
        for (int count = 0; entry != null && entry.sequence < below && count < TURN; count++) {
            at = entry.sequence + 1;
            look(entry);
            entry = backlog.atOrBehind(at);
        }
        long next = entry != null ? entry.sequence : backlog.isCold(at) ? at : below;
        queue.home().shard().execute(() -> walk(next, below, begun));
    }

    private void look(Entry read) {
        looked++;
        if (read.ref.expiresAt() == 0 || read.state == Entry.State.UNREADABLE) {
            return;
        }
        long now = now();
        if (!read.expired(now)) {
            expiries.expires(read.sequence, read.ref.expiresAt());
            return;
        }
        Entry entry = queue.backlog().pin(read.sequence);
        if (entry == null) {
            return;
        }
        if (entry.state == Entry.State.WAITING) {
            // Also one that is to come later: those of its key would wait for it meanwhile.
            queue.waiting().leaves(entry);
            entry.heldBack = false;
            returns.expired(entry);
        } else {
            // With a consumer, or on its way from one: it may come back.
            expiries.expires(entry.sequence, now + LONGEST_REST.toMillis());
        }
    }
}
