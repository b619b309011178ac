package io.parley.messaging.internal.routing;

import io.parley.api.message.Address;
import io.parley.engine.Batch;
import io.parley.engine.op.RouteOp;
import io.parley.engine.pipeline.Routes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The configured routes. Safe for all threads. */
public final class RouteTable implements Routes {

    /** One of them; its figures outlive changes of its configuration. */
    static final class Entry {

        final AtomicLong turns = new AtomicLong();
        final LongAdder unroutable = new LongAdder();
        final RouteMemory memory;
        final String name;
        private volatile RouteConfiguration configuration;
        private volatile Set<Address> targets;

        Entry(RouteConfiguration configuration, Set<Address> targets, RouteMemory memory) {
            this.name = configuration.name();
            this.memory = memory;
            this.configuration = configuration;
            this.targets = targets;
        }
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>(); // written under this
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private final Assignments assignments;

    public RouteTable(Assignments assignments) {
        this.assignments = assignments;
    }

    /**
     * Sets a route, or sets it anew.
     *
     * @param targets the addresses that its rules name, as far as that is known
     * @throws IllegalArgumentException naming the PID, the key, the value and what is allowed: it would lead back to itself, or its
     *     name is another configuration's; then nothing has changed
     */
    public synchronized void put(RouteConfiguration configuration, Set<Address> targets) {
        Entry there = entries.get(configuration.name());
        if (there != null && !there.configuration.pid().equals(configuration.pid())) {
            throw new IllegalArgumentException(
                    configuration.pid() + ": name is one that no other configuration has, not '" + configuration.name()
                            + "', which is configured by " + there.configuration.pid());
        }
        checkLoops(configuration, targets);
        RouteMemory memory = assignments.of(configuration.name());
        memory.limit(configuration.assignments());
        if (there == null) {
            entries.put(configuration.name(), new Entry(configuration, targets, memory));
        } else if (there.configuration.equals(configuration) && there.targets.equals(targets)) {
            return;
        } else {
            there.configuration = configuration;
            there.targets = targets;
        }
        listeners.forEach(Runnable::run);
    }

    private void checkLoops(RouteConfiguration configuration, Set<Address> targets) {
        Map<Address, Set<Address>> steps = new HashMap<>();
        entries.values()
                .forEach(entry -> steps.put(
                        Address.route(entry.name),
                        RouteLoops.steps(
                                entry.targets, entry.configuration.route().unroutable())));
        Address self = Address.route(configuration.name());
        Optional<Address> alternate = RouteLoops.alternate(configuration.route().unroutable());
        Optional<List<Address>> byRules = RouteLoops.find(self, targets, steps);
        Optional<List<Address>> byAlternate =
                alternate.flatMap(address -> RouteLoops.find(self, Set.of(address), steps));
        if (byRules.isPresent()) {
            throw RouteLoops.refusal(configuration.pid(), "rules", byRules.get());
        }
        if (byAlternate.isPresent()) {
            throw RouteLoops.refusal(configuration.pid(), "alternate", byAlternate.get());
        }
    }

    /** The route is no more, if it is that configuration's. What it kept for keys is there again with a route of that name. */
    public synchronized void remove(String name, String pid) {
        Entry there = entries.get(name);
        if (there != null && there.configuration.pid().equals(pid)) {
            entries.remove(name);
            listeners.forEach(Runnable::run);
        }
    }

    /** Runs the task, which must not block, whenever a route has come, changed or gone. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** No more. */
    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    @Override
    public Optional<Route> route(Address address) {
        Entry entry = entries.get(address.name());
        return entry == null ? Optional.empty() : Optional.of(entry.configuration.route());
    }

    @Override
    public long turn(Address route) {
        Entry entry = entries.get(route.name());
        return entry == null ? 0 : entry.turns.getAndIncrement();
    }

    @Override
    public void unroutable(Address route) {
        Entry entry = entries.get(route.name());
        if (entry != null) {
            entry.unroutable.increment();
        }
    }

    @Override
    public Optional<Address> assigned(Address route, String key) {
        return assignments.of(route.name()).of(key);
    }

    @Override
    public Address assign(Address route, String key, Optional<Address> expected, Address address) {
        return assignments.of(route.name()).assign(key, expected, address);
    }

    @Override
    public void keep(Address route, String key, Batch batch) {
        assignments
                .of(route.name())
                .unstored(key)
                .ifPresent(address -> batch.add(new RouteOp.Assigned(route.name(), key, address)));
    }
}
