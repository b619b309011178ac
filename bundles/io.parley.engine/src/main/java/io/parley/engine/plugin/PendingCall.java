package io.parley.engine.plugin;

import io.parley.api.message.RefusedException;
import io.parley.engine.Timers.Timer;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.plugin.PluginException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One piece of work for a plug-in, from its first attempt to its result. An attempt whose instance went away or hung no longer
 * counts; the work is then done again by whoever has the name.
 */
final class PendingCall<S, R> {

    private static final Logger LOG = LoggerFactory.getLogger(PendingCall.class);

    private final PluginSlot<S> slot;
    private final Call<S, R> call;
    private final CompletableFuture<R> result = new CompletableFuture<>();

    /** The attempt that counts; a result of an earlier one is dropped. */
    private final AtomicInteger attempt = new AtomicInteger();

    private volatile int overruns;

    PendingCall(PluginSlot<S> slot, Call<S, R> call) {
        this.slot = slot;
        this.call = call;
    }

    CompletableFuture<R> result() {
        return result;
    }

    void begin() {
        Instance<S> best = slot.best();
        if (best != null && best.inline) {
            attempt(attempt.get());
        } else if (best != null) {
            int mine = attempt.get();
            slot.workers.execute(() -> attempt(mine));
        } else {
            park(attempt.get());
        }
    }

    private void park(int mine) {
        slot.whenPresent(() -> attempt(mine), () -> result.completeExceptionally(slot.full()));
    }

    private void attempt(int mine) {
        Instance<S> instance = slot.best();
        S service = instance == null ? null : instance.hold();
        if (service == null) {
            if (instance == null) {
                park(mine);
            } else {
                // Going just now; its successor, or its absence, shows at once.
                slot.workers.execute(() -> attempt(mine));
            }
            return;
        }
        slot.calls.increment();
        Watch watch = instance.inline ? null : new Watch(instance, mine);
        R value = null;
        Throwable failure = null;
        try {
            value = call.on(service);
        } catch (PluginException | RuntimeException | Error e) {
            failure = e;
        } finally {
            instance.release();
        }
        if (watch != null) {
            watch.end();
        }
        if (!instance.valid()) {
            redo(mine);
        } else if (attempt.compareAndSet(mine, -1)) {
            finish(value, failure);
        }
    }

    private void redo(int mine) {
        if (attempt.compareAndSet(mine, mine + 1)) {
            slot.redone.increment();
            begin();
        }
    }

    private void finish(R value, Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else if (failure instanceof MissingPluginException missing) {
            result.completeExceptionally(missing);
        } else if (failure instanceof PluginException wrong) {
            slot.failures.increment();
            result.completeExceptionally(
                    new RefusedException(RefusedException.Reason.INVALID, wrong.getMessage(), wrong));
        } else {
            slot.failures.increment();
            LOG.warn("The {} failed", slot.label(), failure);
            result.completeExceptionally(slot.failed(failure));
        }
    }

    /** Sees to it that a call that hangs does not hold up its lane. */
    private final class Watch {

        private final Instance<S> instance;
        private final int mine;
        private final Timer timer;
        private boolean ended; // guarded by this
        private boolean overrun; // guarded by this

        Watch(Instance<S> instance, int mine) {
            this.instance = instance;
            this.mine = mine;
            this.timer = slot.timers.after(Duration.ofMillis(slot.limits.get().overrunMillis()), Runnable::run, this::ring);
        }

        private void ring() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                overrun = true;
            }
            slot.overruns.increment();
            slot.workers.lost();
            slot.aside(instance, true);
            LOG.warn("The {} (service {}) takes longer than {} ms; set aside until it returns",
                    slot.label(), instance.id, slot.limits.get().overrunMillis());
            if (++overruns < 2) {
                redo(mine);
            } else if (attempt.compareAndSet(mine, -1)) {
                result.completeExceptionally(slot.hangs());
            }
        }

        void end() {
            synchronized (this) {
                ended = true;
                if (!overrun) {
                    timer.cancel();
                    return;
                }
            }
            slot.workers.returned();
            slot.aside(instance, false);
        }
    }
}
