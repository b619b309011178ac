package io.parley.messaging.internal.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names in an array. */
@Timeout(10)
class DelayEndsTest {

    private static String name(Address address, UUID id) {
        return DelayedEntry.name(Message.to(address).id(id).payload("x").build());
    }

    private static Map<String, Long> all(DelayEnds ends) {
        Map<String, Long> all = new HashMap<>();
        ends.forEach((name, at) -> assertEquals(null, all.put(name, at), "twice: " + name));
        return all;
    }

    @Test
    void namesOfManyAddressesAndIdsAreFoundAgainWithTheirTimes() {
        Random random = new Random(7);
        DelayEnds ends = new DelayEnds(0);
        Map<String, Long> expected = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Address address = random.nextBoolean() ? Address.queue("q" + i % 7) : Address.session("sitzung-ü" + i % 11);
            UUID id = i % 3 == 0 ? UUID.nameUUIDFromBytes(new byte[] {(byte) i}) : UUID.randomUUID();
            String name = name(address, id);
            expected.put(name, (long) i);
            ends.add(name, i);
            others.add(name(address, id));
            others.add(name(Address.queue("other"), id));
        }
        assertEquals(5_000, ends.size());
        assertEquals(expected, all(ends));
        expected.keySet().forEach(name -> assertTrue(ends.has(name), name));
        others.forEach(name -> assertFalse(ends.has(name), name));
    }

    @Test
    void twoThatDifferInOnePartOnlyAreTwo() {
        UUID id = UUID.randomUUID();
        String name = name(Address.queue("a"), id);
        String order = DelayedEntry.order(name);
        String address = DelayedEntry.prefix(Address.queue("b"), id) + order;
        String other = DelayedEntry.prefix(Address.queue("a"), UUID.randomUUID()) + order;
        DelayEnds ends = new DelayEnds(1_000);
        assertFalse(ends.has(name));
        ends.add(name, 1);
        assertTrue(ends.has(name));
        assertFalse(ends.has(other));
        ends.add(address, 2);
        assertTrue(ends.has(address));
        assertFalse(ends.has(other));
        ends.add(other, 3);
        assertEquals(Map.of(name, 1L, address, 2L, other, 3L), all(ends));
        for (long bit = 1; bit != 0; bit <<= 1) {
            UUID first = new UUID(id.getMostSignificantBits() ^ bit, id.getLeastSignificantBits());
            assertFalse(ends.has(DelayedEntry.prefix(Address.queue("a"), first) + order));
            UUID last = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ bit);
            assertFalse(ends.has(DelayedEntry.prefix(Address.queue("a"), last) + order));
        }
        assertFalse(ends.has(DelayedEntry.prefix(Address.queue("b"), UUID.randomUUID()) + order));
    }

    @Test
    void anotherAddressIsAnotherOneThoughBothAreKnown() {
        UUID id = UUID.randomUUID();
        String name = name(Address.queue("a"), id);
        DelayEnds ends = new DelayEnds(0);
        ends.add(name, 1);
        ends.add(name(Address.queue("b"), UUID.randomUUID()), 2);
        assertFalse(ends.has(DelayedEntry.prefix(Address.queue("b"), id) + DelayedEntry.order(name)));
    }
}
