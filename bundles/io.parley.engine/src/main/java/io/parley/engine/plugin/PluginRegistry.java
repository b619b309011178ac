package io.parley.engine.plugin;

import io.parley.api.message.RefusedException;
import io.parley.engine.Timers;
import io.parley.engine.lane.Workers;
import io.parley.spi.plugin.PluginException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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

    /** Of two services of one name the one with the higher ranking, then the older one: OSGi's own order. */
    private static final Comparator<Instance<?>> BEST_FIRST = Comparator.<Instance<?>, Boolean>comparing(Instance::aside)
            .thenComparing(instance -> -instance.ranking)
            .thenComparing(instance -> instance.id);

    private final String kind;
    private final Supplier<PluginLimits> limits;
    private final Workers workers;
    private final Timers timers;
    private final Map<String, PluginSlot<S>> slots = new ConcurrentHashMap<>();

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

    /** A plug-in has come. New holds go to it if it is the best of its name; work that waited for the name goes on. */
    public void add(List<String> names, int ranking, long id, boolean inline, S service) {
        for (String name : names) {
            slot(name).add(new Instance<>(name, ranking, id, inline, service));
            LOG.info("{} '{}' has come (service {}, ranking {})", kind, name, id, ranking);
        }
    }

    /**
     * A plug-in goes. Returns when its calls have ended, or after the drain time; afterwards nothing here refers to it.
     */
    public void remove(S service) {
        for (PluginSlot<S> slot : slots.values()) {
            Instance<S> instance = slot.remove(service);
            if (instance == null) {
                continue;
            }
            long begun = System.nanoTime();
            boolean drained = instance.drain(limits.get().drainMillis());
            long millis = (System.nanoTime() - begun) / 1_000_000;
            if (drained) {
                LOG.info("{} '{}' has gone (service {}), drained in {} ms", kind, instance.name, instance.id, millis);
            } else {
                LOG.warn("{} '{}' has gone (service {}) with {} calls still running after {} ms; they are done again",
                        kind, instance.name, instance.id, instance.holds(), millis);
            }
        }
    }

    /**
     * Uses the plug-in of that name for one call. Waits while there is none.
     *
     * @return completes on a worker, or at once on this thread when the plug-in is marked inline; fails with a
     *     {@link io.parley.api.message.RefusedException}: INVALID for a {@link io.parley.spi.plugin.PluginException}, LIMIT
     *     when too much waits already, UNAVAILABLE when the plug-in fails or hangs
     */
    public <R> CompletionStage<R> call(String name, Call<S, R> call) {
        PendingCall<S, R> pending = new PendingCall<>(slot(name), call);
        pending.begin();
        return pending.result();
    }

    /**
     * Uses the plug-in of that name on the calling thread, which must be one that may block: a plug-in that needs another.
     *
     * @return empty when there is none; a result that came too late is asked for again
     */
    public <R> Optional<R> callHere(String name, Call<S, R> call) throws PluginException {
        PluginSlot<S> slot = slot(name);
        while (true) {
            Instance<S> instance = slot.best();
            if (instance == null) {
                return Optional.empty();
            }
            S service = instance.hold();
            if (service == null) {
                Thread.onSpinWait();
                continue;
            }
            R value;
            try {
                slot.calls.increment();
                value = call.on(service);
            } finally {
                instance.release();
            }
            if (instance.valid()) {
                return Optional.of(value);
            }
            slot.redone.increment();
        }
    }

    /**
     * Runs the task on a worker as soon as a plug-in of that name is there.
     *
     * @param refused run at once, when too much waits already
     */
    public void whenPresent(String name, Runnable task, Consumer<RefusedException> refused) {
        PluginSlot<S> slot = slot(name);
        slot.whenPresent(task, () -> refused.accept(slot.full()));
    }

    /** Whether a plug-in of that name is there. */
    public boolean present(String name) {
        PluginSlot<S> slot = slots.get(name);
        return slot != null && slot.best() != null;
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

    private PluginSlot<S> slot(String name) {
        return slots.computeIfAbsent(name, key -> new PluginSlot<>(kind, key, limits, workers, timers, BEST_FIRST));
    }
}
