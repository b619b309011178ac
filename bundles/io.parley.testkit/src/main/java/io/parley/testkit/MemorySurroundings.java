package io.parley.testkit;

import io.parley.api.message.Address;
import io.parley.spi.router.Load;
import io.parley.spi.router.Surroundings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is around a route, as a test says. Addresses that nothing was said of take messages. For one thread at a time. */
public final class MemorySurroundings implements Surroundings {

    private final Map<Address, Load> loads = new HashMap<>();
    private final Map<String, Object> fields = new HashMap<>();
    private final Map<String, Address> assigned = new HashMap<>();
    private long turn;

    /** Says how it stands with an address. */
    public MemorySurroundings load(Address address, Load load) {
        loads.put(address, load);
        return this;
    }

    /** Says what a field of the payload is. */
    public MemorySurroundings field(String path, Object value) {
        fields.put(path, value);
        return this;
    }

    /** The next message comes. */
    public MemorySurroundings next() {
        turn++;
        return this;
    }

    @Override
    public Optional<Object> field(String path) {
        return Optional.ofNullable(fields.get(path));
    }

    @Override
    public Load load(Address address) {
        return loads.getOrDefault(address, Load.UNKNOWN);
    }

    @Override
    public long turn() {
        return turn;
    }

    @Override
    public Optional<Address> assigned(String key) {
        return Optional.ofNullable(assigned.get(key));
    }

    @Override
    public Address assign(String key, Optional<Address> expected, Address address) {
        if (Optional.ofNullable(assigned.get(key)).equals(expected)) {
            assigned.put(key, address);
        }
        return assigned.get(key);
    }
}
