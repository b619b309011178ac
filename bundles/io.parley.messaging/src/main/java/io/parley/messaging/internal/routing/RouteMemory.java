package io.parley.messaging.internal.routing;

import io.parley.api.message.Address;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The addresses that one route keeps for keys: so many; then the one that was asked for longest ago goes. Safe for all threads. */
final class RouteMemory {

    static final int DEFAULT_MOST = 100_000;

    private static final class Held {

        private Address address;

        /** What the journal says; null for nothing. */
        private Address stored;

        Held(Address address, Address stored) {
            this.address = address;
            this.stored = stored;
        }
    }

    private final LongAdder evictions = new LongAdder();

    /** Told of keys that had to go. */
    private final Consumer<String> gone;

    /** The one that was asked for longest ago first. */
    private final LinkedHashMap<String, Held> held = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    private int most = DEFAULT_MOST; // guarded by this

    RouteMemory(Consumer<String> gone) {
        this.gone = gone;
    }

    synchronized void limit(int value) {
        most = value;
        evict();
    }

    synchronized Optional<Address> of(String key) {
        Held found = held.get(key);
        return found == null ? Optional.empty() : Optional.of(found.address);
    }

    synchronized Address assign(String key, Optional<Address> expected, Address address) {
        Held found = held.get(key);
        if (found == null) {
            held.put(key, new Held(address, null));
            evict();
            return address;
        }
        if (expected.isPresent() && expected.get().equals(found.address)) {
            found.address = address;
        }
        return found.address;
    }

    /** What is still to be made durable for the key; empty for nothing. */
    synchronized Optional<Address> unstored(String key) {
        Held found = held.get(key);
        return found == null || found.address.equals(found.stored) ? Optional.empty() : Optional.of(found.address);
    }

    /** The journal has it. */
    synchronized void stored(String key, Address address) {
        Held found = held.get(key);
        if (found == null) {
            held.put(key, new Held(address, address));
            evict();
        } else {
            found.stored = address;
        }
    }

    /** What the journal says of the key, as far as that is still known. */
    synchronized Optional<Address> stored(String key) {
        Held found = held.get(key);
        return found == null ? Optional.empty() : Optional.ofNullable(found.stored);
    }

    /** Takes up what was stored, before anybody asks. */
    synchronized void restore(String key, Address address) {
        held.put(key, new Held(address, address));
    }

    synchronized int size() {
        return held.size();
    }

    long evictions() {
        return evictions.sum();
    }

    private void evict() {
        Iterator<String> oldest = held.keySet().iterator();
        while (held.size() > most) {
            gone.accept(oldest.next());
            oldest.remove();
            evictions.increment();
        }
    }
}
