package io.parley.engine.plugin;

import io.parley.api.message.RefusedException;
import io.parley.engine.timer.Timers.Timer;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.plugin.PluginException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One piece of work for a plug-in, from its first attempt to its result: the plug-in is held until the stage that it gives
 * has completed. An attempt whose instance went away or hung no longer counts; the work is then done again by whoever has the
 * name.
 */
final class PendingCall<S, R> {

    private static final int DONE = -1;

    private final PluginSlot<S> slot;

    /** Whom to ask; null when that one is not there. */
    private final Supplier<Instance<S>> chosen;

    private final Call<S, ? extends CompletionStage<R>> call;

    /** What the work comes to when nobody is there; null to wait for somebody of that name. */
    private final Supplier<R> absent;

    private final CompletableFuture<R> result = new CompletableFuture<>();

    /** The attempt that counts, or {@link #DONE}; a result of an earlier one is dropped. */
    private final AtomicInteger attempt = new AtomicInteger();

    private final AtomicInteger overruns = new AtomicInteger();

    PendingCall(
            PluginSlot<S> slot,
            Supplier<Instance<S>> chosen,
            Call<S, ? extends CompletionStage<R>> call,
            Supplier<R> absent) {
        this.slot = slot;
        this.chosen = chosen;
        this.call = call;
        this.absent = absent;
    }

    CompletableFuture<R> result() {
        return result;
    }

    void begin() {
        Instance<S> best = chosen.get();
        if (best != null && best.inline()) {
            attempt(best, 0);
        } else if (best != null) {
            again(0);
        } else {
            park(0);
        }
    }

    /** Each attempt that is not the caller's own, which only a plug-in marked inline gets, runs on a worker. */
    private void again(int mine) {
        slot.workers.execute(() -> attempt(chosen.get(), mine));
    }

    private void park(int mine) {
        if (absent != null) {
            if (attempt.compareAndSet(mine, DONE)) {
                result.complete(absent.get());
            }
            return;
        }
        slot.whenPresent(() -> attempt(chosen.get(), mine), () -> {
            if (attempt.compareAndSet(mine, DONE)) {
                result.completeExceptionally(slot.full());
            }
        });
    }

    private void attempt(Instance<S> instance, int mine) {
        S service = instance == null ? null : instance.hold();
        if (instance == null) {
            park(mine);
        } else if (service == null) {
            // Going just now; its successor, or its absence, shows at once.
            again(mine);
        } else {
            use(instance, service, mine);
        }
    }

    private void use(Instance<S> instance, S service, int mine) {
        slot.calls.increment();
        long begun = CallTimes.begin(instance.inline());
        Watch watch = instance.inline() ? null : new Watch(instance, mine);
        CompletableFuture<R> stage;
        try {
            stage = call.on(service).toCompletableFuture();
        } catch (PluginException | RuntimeException | Error e) {
            stage = CompletableFuture.failedFuture(e);
        }
        if (stage.isDone()) {
            boolean counts = instance.release();
            slot.times().ended(begun);
            if (watch != null) {
                watch.end();
            }
            settle(stage, counts, mine);
        } else {
            await(stage, instance, watch == null ? new Watch(instance, mine) : watch, mine, begun);
        }
    }

    /** The plug-in goes on with it on a thread of its own; what follows from the result is not for that thread. */
    private void await(CompletableFuture<R> stage, Instance<S> instance, Watch watch, int mine, long begun) {
        watch.threadBack();
        Runnable givenUp = () -> redo(mine);
        instance.whenGone(givenUp);
        stage.whenComplete((value, failure) -> {
            boolean counts = instance.release();
            slot.times().ended(begun);
            instance.forget(givenUp);
            watch.end();
            slot.workers.execute(() -> settle(stage, counts, mine));
        });
    }

    private void settle(CompletableFuture<R> stage, boolean counts, int mine) {
        if (!counts) {
            redo(mine);
        } else if (attempt.compareAndSet(mine, DONE)) {
            try {
                result.complete(stage.join());
            } catch (CompletionException | CancellationException e) {
                fail(e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
            }
        }
    }

    private void redo(int mine) {
        if (attempt.compareAndSet(mine, mine + 1)) {
            slot.redone.increment();
            again(mine + 1);
        }
    }

    private void fail(Throwable failure) {
        if (failure instanceof MissingPluginException missing) {
            result.completeExceptionally(missing);
        } else if (failure instanceof PluginException wrong) {
            slot.failures.increment();
            result.completeExceptionally(
                    new RefusedException(RefusedException.Reason.INVALID, wrong.getMessage(), wrong));
        } else if (failure instanceof RefusedException refused) {
            slot.failures.increment();
            slot.log().warn("The {} failed: {}", slot.label(), refused.getMessage());
            result.completeExceptionally(refused);
        } else {
            slot.failures.increment();
            slot.log().warn("The {} failed", slot.label(), failure);
            result.completeExceptionally(slot.failed(failure));
        }
    }

    /** Sees to it that a call that hangs does not hold up its lane. */
    private final class Watch {

        private final Instance<S> instance;
        private final int mine;
        private final long millis = slot.limits.get().overrunMillis();
        private final Timer timer;
        private boolean onThread = true; // guarded by this
        private boolean threadLost; // guarded by this
        private boolean ended; // guarded by this
        private boolean overrun; // guarded by this

        Watch(Instance<S> instance, int mine) {
            this.instance = instance;
            this.mine = mine;
            this.timer = slot.timers.after(Duration.ofMillis(millis), Runnable::run, this::ring);
        }

        /** On the timers' thread, where nothing foreign may run. */
        private void ring() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                overrun = true;
                threadLost = onThread;
                if (threadLost) {
                    slot.workers.lost();
                }
            }
            slot.overruns.increment();
            slot.hangs(instance, 1);
            slot.log()
                    .warn(
                            "The {} (service {}) takes longer than {} ms; set aside until it returns",
                            slot.label(),
                            instance.id,
                            millis);
            if (overruns.incrementAndGet() < slot.limits.get().tries()) {
                redo(mine);
            } else {
                slot.workers.execute(() -> {
                    if (attempt.compareAndSet(mine, DONE)) {
                        result.completeExceptionally(slot.hangs(millis));
                    }
                });
            }
        }

        /** The call has come back, with a stage that is not complete. */
        synchronized void threadBack() {
            onThread = false;
            returnThread();
        }

        void end() {
            synchronized (this) {
                ended = true;
                if (!overrun) {
                    timer.cancel();
                    return;
                }
                returnThread();
            }
            slot.hangs(instance, -1);
        }

        private void returnThread() {
            if (threadLost) {
                threadLost = false;
                slot.workers.returned();
            }
        }
    }
}
