package io.parley.engine.plugin;

import io.parley.api.message.RefusedException;
import io.parley.engine.lane.Workers;
import io.parley.engine.timer.Timers;
import io.parley.spi.logging.Loggers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** The instances of one name, and the work that waits for one. Safe for all threads. */
final class PluginSlot<S> {

    final LongAdder calls = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder redone = new LongAdder();
    final LongAdder overruns = new LongAdder();
    final Supplier<PluginLimits> limits;
    final Workers workers;
    final Timers timers;
    private final String kind;
    private final String name;
    private final Comparator<Instance<?>> order;

    /** Null before there was an instance: names that were only asked for are not to cost much. */
    private volatile CallTimes times;

    private final ArrayDeque<Runnable> parked = new ArrayDeque<>(); // guarded by this
    private volatile List<Instance<S>> instances = List.of(); // written under this, best first

    PluginSlot(
            String kind,
            String name,
            Supplier<PluginLimits> limits,
            Workers workers,
            Timers timers,
            Comparator<Instance<?>> order) {
        this.kind = kind;
        this.name = name;
        this.limits = limits;
        this.workers = workers;
        this.timers = timers;
        this.order = order;
    }

    String name() {
        return name;
    }

    /** How long calls took; null before there was an instance to call. */
    CallTimes times() {
        return times;
    }

    Instance<S> best() {
        List<Instance<S>> now = instances;
        return now.isEmpty() ? null : now.get(0);
    }

    /** The instance of that service, if it is still to be had; otherwise null. */
    Instance<S> of(S service) {
        for (Instance<S> instance : instances) {
            if (instance.key() == service) {
                return instance;
            }
        }
        return null;
    }

    void add(Instance<S> instance) {
        List<Runnable> go;
        synchronized (this) {
            List<Instance<S>> next = new ArrayList<>(instances);
            next.add(instance);
            next.sort(order);
            if (times == null) {
                times = new CallTimes();
            }
            instances = List.copyOf(next);
            go = List.copyOf(parked);
            parked.clear();
        }
        go.forEach(workers::execute);
    }

    /** The instance of that service, no longer to be had; null when it has none here. */
    synchronized Instance<S> remove(S service) {
        for (Instance<S> instance : instances) {
            if (instance.key() == service) {
                List<Instance<S>> next = new ArrayList<>(instances);
                next.remove(instance);
                instances = List.copyOf(next);
                return instance;
            }
        }
        return null;
    }

    /** The service's properties have changed. False when it has no instance here. */
    synchronized boolean change(S service, int ranking, boolean inline) {
        for (Instance<S> instance : instances) {
            if (instance.key() == service) {
                instance.change(ranking, inline);
                sort();
                return true;
            }
        }
        return false;
    }

    private void sort() {
        List<Instance<S>> next = new ArrayList<>(instances);
        next.sort(order);
        instances = List.copyOf(next);
    }

    /** A call of the instance hangs, or has come back: while any hangs, other instances of the name come first. */
    synchronized void hangs(Instance<S> instance, int more) {
        instance.hangs(more);
        sort();
    }

    /** Runs the task on a worker once an instance is there; {@code refused} at once when too many wait. */
    void whenPresent(Runnable task, Runnable refused) {
        synchronized (this) {
            if (instances.isEmpty()) {
                if (parked.size() < limits.get().parked()) {
                    parked.add(task);
                    return;
                }
            } else {
                workers.execute(task);
                return;
            }
        }
        refused.run();
    }

    RefusedException full() {
        return new RefusedException(
                RefusedException.Reason.LIMIT,
                "No " + kind + " named '" + name + "' is running, and "
                        + limits.get().parked() + " pieces of work wait for it already");
    }

    RefusedException failed(Throwable cause) {
        return new RefusedException(
                RefusedException.Reason.UNAVAILABLE, "The " + kind + " '" + name + "' failed: " + cause, cause);
    }

    /** Its cause is a {@link TimeoutException}. */
    RefusedException hangs(long millis) {
        int tries = limits.get().tries();
        return new RefusedException(
                RefusedException.Reason.UNAVAILABLE,
                "The " + kind + " '" + name + "' did not answer within " + millis + " ms"
                        + (tries == 1 ? "" : tries == 2 ? ", twice" : ", " + tries + " times"),
                new TimeoutException());
    }

    /** For lines about this plug-in alone. */
    Logger log() {
        return Loggers.plugin(kind, name);
    }

    String label() {
        return kind + " '" + name + "'";
    }

    PluginStatus status() {
        List<Instance<S>> now = instances;
        int waiting;
        synchronized (this) {
            waiting = parked.size();
        }
        return new PluginStatus(
                kind,
                name,
                now.size(),
                now.stream().mapToInt(Instance::holds).sum(),
                calls.sum(),
                failures.sum(),
                redone.sum(),
                overruns.sum(),
                waiting);
    }
}
