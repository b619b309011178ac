package io.parley.engine.plugin;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One running plug-in, and who holds it just now.
 *
 * <p>The holds are a counter that turns negative once the instance is going: from then on nobody gets a new hold, and the end
 * of the last one ends the wait.
 */
final class Instance<S> {

    private static final int GOING = Integer.MIN_VALUE;

    final String name;
    final int ranking;
    final long id;
    final boolean inline;
    private final AtomicInteger holds = new AtomicInteger();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile S service;
    private volatile boolean gone;
    private volatile boolean aside;

    Instance(String name, int ranking, long id, boolean inline, S service) {
        this.name = name;
        this.ranking = ranking;
        this.id = id;
        this.inline = inline;
        this.service = service;
    }

    /** Takes a hold; null when the instance is going. */
    S hold() {
        while (true) {
            int now = holds.get();
            if (now < 0) {
                return null;
            }
            if (holds.compareAndSet(now, now + 1)) {
                return service;
            }
        }
    }

    /** The service while it is there, to be compared only. */
    S key() {
        return service;
    }

    /** Ends a hold. */
    void release() {
        if (holds.decrementAndGet() == GOING) {
            drained.countDown();
        }
    }

    /**
     * Refuses new holds and waits for the old ones.
     *
     * @return whether all of them ended in time; the results of the others no longer count
     */
    boolean drain(long millis) {
        boolean done = true;
        if (holds.getAndAdd(GOING) != 0) {
            try {
                done = drained.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                done = false;
            }
        }
        gone = true;
        service = null;
        return done;
    }

    /** Whether results still count. */
    boolean valid() {
        return !gone;
    }

    int holds() {
        return holds.get() & Integer.MAX_VALUE;
    }

    boolean aside() {
        return aside;
    }

    void aside(boolean value) {
        aside = value;
    }
}
