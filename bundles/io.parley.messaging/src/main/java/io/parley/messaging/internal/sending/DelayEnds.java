package io.parley.messaging.internal.sending;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ObjLongConsumer;

/**
 * Names of messages that wait no longer, each with its time. They lie in one array: the collector would have to move hundreds of thousands of small
 * objects, and all messages would be late meanwhile. For one thread at a time, or for many that only read.
 */
final class DelayEnds {

    /** Characters of a UUID. */
    private static final int UUID_LENGTH = 36;

    /** Behind the address: twice U+0000 and a UUID. */
    private static final int TAIL = 2 * (1 + UUID_LENGTH);

    /** Id and order, each two numbers, time, and the address's place, from 1; zeros where there is none. */
    private static final int WIDTH = 6;

    private static final int SMALLEST = 16;

    private final List<String> addresses = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    /** A power of 2 of entries, a third of which at least are free. */
    private long[] table;

    private int size;

    /** @param expected so many, about */
    DelayEnds(int expected) {
        int entries = SMALLEST;
        while (entries * 2L < expected * 3L) {
            entries *= 2;
        }
        table = new long[entries * WIDTH];
    }

    int size() {
        return size;
    }

    /** Adds one that is not there. */
    void add(String name, long at) {
        if ((size + 1) * 3L > table.length / WIDTH * 2L) {
            grow();
        }
        String address = name.substring(0, name.length() - TAIL);
        Integer place = places.get(address);
        if (place == null) {
            addresses.add(address);
            place = addresses.size();
            places.put(address, place);
        }
        UUID id = id(name);
        UUID order = order(name);
        put(
                table,
                id.getMostSignificantBits(),
                id.getLeastSignificantBits(),
                order.getMostSignificantBits(),
                order.getLeastSignificantBits(),
                at,
                place);
        size++;
    }

    private static UUID id(String name) {
        int begin = name.length() - TAIL + 1;
        return UUID.fromString(name.substring(begin, begin + UUID_LENGTH));
    }

    private static UUID order(String name) {
        return UUID.fromString(name.substring(name.length() - UUID_LENGTH));
    }

    private static void put(long[] into, long id, long idRest, long order, long orderRest, long at, long place) {
        int slot = slot(into, order, orderRest);
        while (into[slot + WIDTH - 1] != 0) {
            slot = next(into, slot);
        }
        into[slot] = id;
        into[slot + 1] = idRest;
        into[slot + 2] = order;
        into[slot + 3] = orderRest;
        into[slot + 4] = at;
        into[slot + 5] = place;
    }

    /** Where to begin to look; the order alone tells most apart. */
    private static int slot(long[] in, long order, long orderRest) {
        long hash = (order * 31 + orderRest) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32 & in.length / WIDTH - 1) * WIDTH;
    }

    private static int next(long[] in, int slot) {
        int next = slot + WIDTH;
        return next == in.length ? 0 : next;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        for (int slot = 0; slot < table.length; slot += WIDTH) {
            if (table[slot + WIDTH - 1] != 0) {
                put(
                        larger,
                        table[slot],
                        table[slot + 1],
                        table[slot + 2],
                        table[slot + 3],
                        table[slot + 4],
                        table[slot + 5]);
            }
        }
        table = larger;
    }

    boolean has(String name) {
        if (size == 0) {
            return false;
        }
        Integer place = places.get(name.substring(0, name.length() - TAIL));
        if (place == null) {
            return false;
        }
        UUID id = id(name);
        UUID order = order(name);
        int slot = slot(table, order.getMostSignificantBits(), order.getLeastSignificantBits());
        while (table[slot + WIDTH - 1] != 0) {
            if (table[slot + 2] == order.getMostSignificantBits()
                    && table[slot + 3] == order.getLeastSignificantBits()
                    && table[slot] == id.getMostSignificantBits()
                    && table[slot + 1] == id.getLeastSignificantBits()
                    && table[slot + 5] == place) {
                return true;
            }
            slot = next(table, slot);
        }
        return false;
    }

    /** Visits all, in no order. */
    void forEach(ObjLongConsumer<String> visitor) {
        for (int slot = 0; slot < table.length; slot += WIDTH) {
            int place = (int) table[slot + WIDTH - 1];
            if (place != 0) {
                String name = addresses.get(place - 1)
                        + '\0'
                        + new UUID(table[slot], table[slot + 1])
                        + '\0'
                        + new UUID(table[slot + 2], table[slot + 3]);
                visitor.accept(name, table[slot + 4]);
            }
        }
    }
}
