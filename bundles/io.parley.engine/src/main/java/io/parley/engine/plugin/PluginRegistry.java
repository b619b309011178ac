package io.parley.engine.plugin;

import io.parley.api.message.RefusedException;
import io.parley.engine.lane.Workers;
import io.parley.engine.timer.Timers;
import io.parley.spi.logging.Loggers;
import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Reading;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.plugin.PluginException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All plug-ins of one kind: chosen by name, held for one call at a time, drained when they go, waited for while they are
 * absent (design: hold and drain, parking). Safe for all threads.
 *
 * @param <S> the SPI interface
 */
public final class PluginRegistry<S> {

    private static final Logger LOG = LoggerFactory.getLogger(PluginRegistry.class);

    /** The higher ranking first, then the older one: OSGi's own order. */
    private static final Comparator<Instance<?>> BY_RANKING = Comparator.<Instance<?>, Long>comparing(
                    instance -> -(long) instance.ranking())
            .thenComparing(instance -> instance.id);

    /** Of two services of one name one that does not hang. */
    private static final Comparator<Instance<?>> BEST_FIRST =
            Comparator.<Instance<?>, Boolean>comparing(Instance::aside).thenComparing(BY_RANKING);

    /** So many absent names may be asked for; names come from messages, too. */
    private static final int MOST_NAMES = 10_000;

    private final String kind;
    private final Supplier<PluginLimits> limits;
    private final Workers workers;
    private final Timers timers;
    private final Map<String, PluginSlot<S>> slots = new ConcurrentHashMap<>();

    private volatile Runnable whenGone = () -> {};

    /** The names that are there, in the order of their best instances; replaced, never changed. */
    private volatile List<String> ranked = List.of();

    private final Histogram drains =
            Histogram.ofTimes("plugin.drain", "How long a plug-in that went was waited for until its calls had ended");

    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();

    public PluginRegistry(String kind, Supplier<PluginLimits> limits, Workers workers, Timers timers) {
        this.kind = kind;
        this.limits = limits;
        this.workers = workers;
        this.timers = timers;
    }

    /** The kind, for people: {@code compressor}. */
    public String kind() {
        return kind;
    }

    /** Sets what is run each time when a plug-in has gone. */
    void whenGone(Runnable task) {
        whenGone = task;
    }

    /** A plug-in has come. New holds go to it if it is the best of its name; work that waited for the name goes on. */
    public void add(List<String> names, int ranking, long id, boolean inline, S service) {
        if (names.isEmpty()) {
            LOG.warn("A {} without a name has come (service {}); nothing can choose it", kind, id);
        }
        for (String name : names) {
            slot(name).add(new Instance<>(name, ranking, id, inline, service));
        }
        rank();
        for (String name : names) {
            Loggers.plugin(kind, name).info("{} '{}' has come (service {}, ranking {})", kind, name, id, ranking);
        }
    }

    /** A plug-in's properties have changed. For names that it no longer has it goes, as by {@link #remove}. */
    public void change(List<String> names, int ranking, long id, boolean inline, S service) {
        for (String name : names) {
            if (!slot(name).change(service, ranking, inline)) {
                add(List.of(name), ranking, id, inline, service);
            }
        }
        remove(service, slot -> !names.contains(slot.name()));
        for (String name : names) {
            Loggers.plugin(kind, name).info("{} '{}' has ranking {} now (service {})", kind, name, ranking, id);
        }
    }

    private void rank() {
        rankAgain();
        listeners.forEach(Runnable::run);
    }

    /** Runs the task, which must not block, whenever a plug-in has come or is no longer to be had. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** No more. */
    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    private synchronized void rankAgain() {
        ranked = slots.values().stream()
                .map(PluginSlot::best)
                .filter(Objects::nonNull)
                .sorted(BY_RANKING)
                .map(instance -> instance.name)
                .toList();
    }

    /**
     * A plug-in goes. Returns when its calls have ended, or after the drain time; afterwards nothing here refers to it.
     */
    public void remove(S service) {
        remove(service, slot -> true);
    }

    private void remove(S service, Predicate<PluginSlot<S>> from) {
        List<Instance<S>> going = new ArrayList<>();
        for (PluginSlot<S> slot : slots.values()) {
            Instance<S> instance = from.test(slot) ? slot.remove(service) : null;
            if (instance != null) {
                instance.refuseHolds();
                going.add(instance);
            }
        }
        rank();
        long begun = System.nanoTime();
        long limit = TimeUnit.MILLISECONDS.toNanos(limits.get().drainMillis());
        for (Instance<S> instance : going) {
            boolean drained = instance.drain(limit - (System.nanoTime() - begun));
            long nanos = System.nanoTime() - begun;
            drains.add(nanos);
            long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
            Logger log = Loggers.plugin(kind, instance.name);
            if (drained) {
                log.info("{} '{}' has gone (service {}), drained in {} ms", kind, instance.name, instance.id, millis);
            } else {
                log.warn(
                        "{} '{}' has gone (service {}) with {} calls still running after {} ms; they are done again",
                        kind,
                        instance.name,
                        instance.id,
                        instance.holds(),
                        millis);
            }
        }
        whenGone.run();
    }

    /**
     * Uses the plug-in of that name for one call. Waits while there is none.
     *
     * @return completes on a worker, or at once on this thread when the plug-in is marked inline; fails with a
     *     {@link io.parley.api.message.RefusedException}: INVALID for a {@link io.parley.spi.plugin.PluginException}, LIMIT
     *     when too much waits already, UNAVAILABLE when the plug-in fails or hangs
     */
    public <R> CompletionStage<R> call(String name, Call<S, R> call) {
        return callAsync(name, plugin -> CompletableFuture.completedFuture(call.on(plugin)));
    }

    /**
     * As {@link #call}, for a plug-in that answers by a stage: it is held until that stage has completed, and the time that it
     * may take counts until then. Of a plug-in that goes and does not complete it within the drain time, the successor is
     * asked at once.
     *
     * @return completes on a worker, or at once on this thread when the plug-in is marked inline and its stage is complete
     */
    public <R> CompletionStage<R> callAsync(String name, Call<S, ? extends CompletionStage<R>> call) {
        try {
            PluginSlot<S> slot = slotToWaitFor(name);
            return begin(slot, slot::best, call, null);
        } catch (RefusedException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** As {@link #callAsync}, but where the plug-in is not, or no longer, there, the result is the other one. */
    public <R> CompletionStage<R> callIfPresent(
            String name, Call<S, ? extends CompletionStage<R>> call, Supplier<R> otherwise) {
        PluginSlot<S> slot = slots.get(name);
        return slot == null
                ? CompletableFuture.completedStage(otherwise.get())
                : begin(slot, slot::best, call, otherwise);
    }

    /**
     * As {@link #callIfPresent}, but nobody else than that very service will do: what it began only it can go on with. Keep a
     * reference to it for a limited time only.
     */
    public <R> CompletionStage<R> callSame(
            String name, S service, Call<S, ? extends CompletionStage<R>> call, Supplier<R> otherwise) {
        PluginSlot<S> slot = slots.get(name);
        return slot == null
                ? CompletableFuture.completedStage(otherwise.get())
                : begin(slot, () -> slot.of(service), call, otherwise);
    }

    private static <S, R> CompletionStage<R> begin(
            PluginSlot<S> slot,
            Supplier<Instance<S>> chosen,
            Call<S, ? extends CompletionStage<R>> call,
            Supplier<R> otherwise) {
        PendingCall<S, R> pending = new PendingCall<>(slot, chosen, call, otherwise);
        pending.begin();
        return pending.result();
    }

    /**
     * Uses the plug-in of that name on the calling thread, which must be one that may block: a plug-in that needs another.
     *
     * @return empty when there is none; a result that came too late is asked for again
     */
    public <R> Optional<R> callHere(String name, Call<S, R> call) throws PluginException {
        PluginSlot<S> slot = slots.get(name);
        for (Instance<S> best; slot != null && (best = slot.best()) != null; ) {
            S service = best.hold();
            if (service == null) {
                Thread.onSpinWait();
                continue;
            }
            slot.calls.increment();
            long begun = CallTimes.begin(true);
            Optional<R> value = Optional.empty();
            Throwable failure = null;
            boolean counts;
            try {
                value = Optional.of(call.on(service));
            } catch (PluginException | RuntimeException | Error e) {
                failure = e;
            } finally {
                counts = best.release();
                slot.times().ended(begun);
            }
            if (!counts) {
                slot.redone.increment();
            } else if (failure == null) {
                return value;
            } else {
                throw passOn(slot, failure);
            }
        }
        return Optional.empty();
    }

    private static PluginException passOn(PluginSlot<?> slot, Throwable failure) {
        if (!(failure instanceof MissingPluginException)) {
            slot.failures.increment();
        }
        if (failure instanceof PluginException wrong) {
            return wrong;
        }
        throw slot.failed(failure);
    }

    /**
     * Runs the task on a worker as soon as a plug-in of that name is there.
     *
     * @param refused run at once, when too much waits already
     */
    public void whenPresent(String name, Runnable task, Consumer<RefusedException> refused) {
        try {
            PluginSlot<S> slot = slotToWaitFor(name);
            slot.whenPresent(task, () -> refused.accept(slot.full()));
        } catch (RefusedException e) {
            refused.accept(e);
        }
    }

    /** Whether a plug-in of that name is there. */
    public boolean present(String name) {
        PluginSlot<S> slot = slots.get(name);
        return slot != null && slot.best() != null;
    }

    /** The names that are there now, the one with the highest ranking first. Always the same list until that changes. */
    public List<String> ranked() {
        return ranked;
    }

    /** The names that are there now, sorted. */
    public List<String> names() {
        return slots.values().stream()
                .filter(slot -> slot.best() != null)
                .map(PluginSlot::name)
                .sorted()
                .toList();
    }

    /** What each name that was ever seen or asked for has done so far. */
    public List<PluginStatus> status() {
        List<PluginStatus> all = new ArrayList<>();
        slots.values().forEach(slot -> all.add(slot.status()));
        all.sort(Comparator.comparing(PluginStatus::name));
        return all;
    }

    /** How long the calls of each name that had any took. */
    List<Reading> callTimes() {
        List<Reading> all = new ArrayList<>();
        slots.values().stream()
                .filter(slot -> slot.times() != null)
                .sorted(Comparator.comparing(PluginSlot::name))
                .forEach(slot -> all.add(slot.times().reading(kind, slot.name())));
        return all;
    }

    /** How long those that went were waited for. */
    Histogram drains() {
        return drains;
    }

    private PluginSlot<S> slotToWaitFor(String name) {
        PluginSlot<S> slot = slots.get(name);
        if (slot == null && slots.size() >= MOST_NAMES) {
            throw new RefusedException(
                    RefusedException.Reason.LIMIT,
                    "No " + kind + " named '" + name + "' is running, and " + MOST_NAMES
                            + " other names were asked for already");
        }
        return slot == null ? slot(name) : slot;
    }

    private PluginSlot<S> slot(String name) {
        return slots.computeIfAbsent(name, key -> new PluginSlot<>(kind, key, limits, workers, timers, BEST_FIRST));
    }
}
