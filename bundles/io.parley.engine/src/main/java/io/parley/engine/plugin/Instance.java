package io.parley.engine.plugin;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One running plug-in under one of its names, and who holds it just now.
 *
 * <p>The holds are a counter that turns negative once the instance is going: from then on nobody gets a new hold, and the end
 * of the last one ends the wait.
 */
final class Instance<S> {

    private static final int GOING = Integer.MIN_VALUE;

    final String name;
    final long id;
    private final AtomicInteger holds = new AtomicInteger();
    private final CountDownLatch drained = new CountDownLatch(1);

    /** Calls that overran less calls that came back after that. A call may come back before its overrun is counted. */
    private final AtomicInteger hanging = new AtomicInteger();

    /** Told when the instance is gone while stages of it are under way. */
    private final Set<Runnable> whenGone = ConcurrentHashMap.newKeySet();

    private volatile int ranking;
    private volatile boolean inline;
    private volatile S service;
    private volatile boolean gone;

    Instance(String name, int ranking, long id, boolean inline, S service) {
        this.name = name;
        this.ranking = ranking;
        this.id = id;
        this.inline = inline;
        this.service = service;
    }

    int ranking() {
        return ranking;
    }

    boolean inline() {
        return inline;
    }

    /** The service has other properties now. */
    void change(int newRanking, boolean newInline) {
        ranking = newRanking;
        inline = newInline;
    }

    /** Takes a hold; null when the instance is going. */
    S hold() {
        // Read first: once the hold is taken, a drain that does not wait could already have cleared it.
        S held = service;
        while (true) {
            int now = holds.get();
            if (now < 0) {
                return null;
            }
            if (holds.compareAndSet(now, now + 1)) {
                return held;
            }
        }
    }

    /** The service while it is there, to be compared only. */
    S key() {
        return service;
    }

    /**
     * Ends a hold.
     *
     * @return whether the result counts: the hold ended before the instance was gone
     */
    boolean release() {
        boolean counts = !gone;
        if (holds.decrementAndGet() == GOING) {
            drained.countDown();
        }
        return counts;
    }

    /** No new holds from now on. */
    void refuseHolds() {
        if (holds.getAndAdd(GOING) == 0) {
            drained.countDown();
        }
    }

    /**
     * Waits for the holds that are left, after {@link #refuseHolds}.
     *
     * @return whether all of them ended in time; the results of the others no longer count
     */
    boolean drain(long nanos) {
        boolean done = false;
        try {
            done = drained.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gone = true;
        service = null;
        if (!done) {
            whenGone.forEach(Runnable::run);
        }
        whenGone.clear();
        return done;
    }

    /** Runs the task when the instance is gone without having ended its holds, unless {@link #forget} comes first. */
    void whenGone(Runnable task) {
        whenGone.add(task);
        if (gone) {
            task.run();
        }
    }

    void forget(Runnable task) {
        whenGone.remove(task);
    }

    int holds() {
        return holds.get() & Integer.MAX_VALUE;
    }

    /** Whether a call hangs. */
    boolean aside() {
        return hanging.get() > 0;
    }

    void hangs(int more) {
        hanging.addAndGet(more);
    }
}
