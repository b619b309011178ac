package io.parley.messaging.internal.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.engine.op.SendingOp;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages as numbers in arrays. */
@Timeout(10)
class DelayRowsTest {

    private static String name(Address address, UUID id) {
        return DelayedEntry.name(Message.to(address).id(id).payload("x").build());
    }

    private static void add(DelayRows rows, String name, long at) {
        rows.add(
                new SendingOp.Delayed(name, 3, "p", "", Guarantee.AT_LEAST_ONCE, false, at, true),
                new MessageRef(at << 20, (int) at));
    }

    private static Map<String, Long> all(DelayRows rows) {
        Map<String, Long> all = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            assertEquals(null, all.put(rows.name(row), rows.at(row)), "twice: " + rows.name(row));
        }
        return all;
    }

    @Test
    void namesOfManyAddressesAndIdsAreFoundAgainWithTheirTimes() {
        Random random = new Random(7);
        DelayRows rows = new DelayRows(new DelayPages());
        Map<String, Long> expected = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Address address = random.nextBoolean() ? Address.queue("q" + i % 7) : Address.session("sitzung-ü" + i % 11);
            UUID id = i % 3 == 0 ? UUID.nameUUIDFromBytes(new byte[] {(byte) i}) : UUID.randomUUID();
            String name = name(address, id);
            expected.put(name, (long) i);
            add(rows, name, i);
            others.add(name(address, id));
            others.add(name(Address.queue("other"), id));
        }
        assertEquals(5_000, rows.size());
        assertEquals(expected, all(rows));
        expected.keySet().forEach(name -> assertTrue(rows.has(name), name));
        others.forEach(name -> assertFalse(rows.has(name), name));
    }

    @Test
    void twoThatDifferInOnePartOnlyAreTwo() {
        UUID id = UUID.randomUUID();
        String name = name(Address.queue("a"), id);
        String order = DelayedEntry.order(name);
        String address = DelayedEntry.prefix(Address.queue("b"), id) + order;
        String other = DelayedEntry.prefix(Address.queue("a"), UUID.randomUUID()) + order;
        DelayRows rows = new DelayRows(new DelayPages());
        assertFalse(rows.has(name));
        add(rows, name, 1);
        assertTrue(rows.has(name));
        assertFalse(rows.has(other));
        add(rows, address, 2);
        assertTrue(rows.has(address));
        assertFalse(rows.has(other));
        add(rows, other, 3);
        assertEquals(Map.of(name, 1L, address, 2L, other, 3L), all(rows));
        for (long bit = 1; bit != 0; bit <<= 1) {
            UUID first = new UUID(id.getMostSignificantBits() ^ bit, id.getLeastSignificantBits());
            assertFalse(rows.has(DelayedEntry.prefix(Address.queue("a"), first) + order));
            UUID last = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ bit);
            assertFalse(rows.has(DelayedEntry.prefix(Address.queue("a"), last) + order));
        }
        assertFalse(rows.has(DelayedEntry.prefix(Address.queue("b"), UUID.randomUUID()) + order));
    }

    @Test
    void anotherAddressIsAnotherOneThoughBothAreKnown() {
        UUID id = UUID.randomUUID();
        String name = name(Address.queue("a"), id);
        DelayRows rows = new DelayRows(new DelayPages());
        add(rows, name, 1);
        add(rows, name(Address.queue("b"), UUID.randomUUID()), 2);
        assertFalse(rows.has(DelayedEntry.prefix(Address.queue("b"), id) + DelayedEntry.order(name)));
    }

    @Test
    void allOfThemIsKept() {
        DelayRows rows = new DelayRows(new DelayPages());
        List<SendingOp.Delayed> ops = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            String name = name(Address.queue("q" + i % 3), UUID.randomUUID());
            SendingOp.Delayed op = new SendingOp.Delayed(
                    name, 0, "p" + i % 5, "s" + i % 7, Guarantee.values()[i % 3], i % 2 == 0, -i, true);
            ops.add(op);
            rows.add(op, new MessageRef((1L << 60) + i, Integer.MAX_VALUE - i));
        }
        for (int i = 0; i < 3_000; i++) {
            assertEquals(ops.get(i), rows.op(i));
            assertEquals(i, rows.find(ops.get(i).name()));
            assertEquals((1L << 60) + i, rows.ref(i).position());
            assertEquals(Integer.MAX_VALUE - i, rows.ref(i).index());
        }
    }

    @Test
    void oneIdMayBeThereMoreThanOnce() {
        Message one = Message.to(Address.queue("q")).payload("x").build();
        DelayRows rows = new DelayRows(new DelayPages());
        assertEquals(List.of(), rows.findAll(DelayedEntry.prefix(one.address(), one.id())));
        for (int i = 0; i < 100; i++) {
            add(rows, i % 10 == 0 ? DelayedEntry.name(one) : name(Address.queue("q"), UUID.randomUUID()), i);
        }
        add(rows, name(Address.queue("other"), one.id()), 100);
        assertEquals(
                List.of(0, 10, 20, 30, 40, 50, 60, 70, 80, 90),
                rows.findAll(DelayedEntry.prefix(one.address(), one.id())).stream()
                        .sorted()
                        .toList());
    }

    /** More than are put in order at a time, with ids of both signs, and more than one at a time. */
    @Test
    void allAreVisitedOnceNearlyInTheOrderOfTheViewsTables() {
        Random random = new Random(11);
        DelayRows rows = new DelayRows(new DelayPages());
        for (int i = 0; i < 100_000; i++) {
            add(rows, name(Address.queue("q"), new UUID(random.nextLong(), random.nextLong())), random.nextInt(5_000));
        }
        List<Integer> byTime = new ArrayList<>();
        rows.each(DelayRows.Order.TIMES, byTime::add);
        List<Integer> byName = new ArrayList<>();
        rows.each(DelayRows.Order.NAMES, byName::add);
        for (int i = 0; i < 100_000; i++) {
            boolean first = i % 65_536 == 0;
            assertTrue(first || rows.at(byTime.get(i - 1)) <= rows.at(byTime.get(i)));
            assertTrue(first || beginning(rows, byName.get(i - 1)).compareTo(beginning(rows, byName.get(i))) <= 0);
        }
        assertEquals(byTime.stream().sorted().toList(), byName.stream().sorted().toList());
        assertEquals(100_000, byTime.stream().distinct().count());
    }

    /** Of the name, as far as it counts. */
    private static String beginning(DelayRows rows, int row) {
        return rows.name(row).substring(0, "queue:q".length() + 1 + "01234567-0123".length());
    }

    @Test
    void ofNoneNoneIsVisited() {
        DelayRows rows = new DelayRows(new DelayPages());
        rows.each(DelayRows.Order.NAMES, row -> {
            throw new AssertionError("row " + row);
        });
        assertEquals(0, rows.size());
    }
}
