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
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delayed messages that are packed. */
@Timeout(30)
class DelayPackTest {

    private static final Address QUEUE = Address.queue("q");

    private final DelayPack pack = new DelayPack(new DelayPages());
    private int added;

    private static String name(UUID id) {
        return DelayedEntry.name(Message.to(QUEUE).id(id).payload("x").build());
    }

    private String add(long at) {
        return add(name(UUID.randomUUID()), at);
    }

    private String add(String name, long at) {
        pack.add(
                new SendingOp.Delayed(name, 0, "p", "", Guarantee.AT_LEAST_ONCE, false, at, true),
                new MessageRef(1_000 + added, added));
        added++;
        return name;
    }

    private static List<String> names(List<DelayedEntry> entries) {
        return entries.stream().map(DelayedEntry::name).toList();
    }

    private static List<String> seen(DelayPack.Visit visit) {
        List<String> names = new ArrayList<>();
        visit.each(DelayRows.Order.TIMES, (op, ref) -> names.add(op.name()));
        List<String> byName = new ArrayList<>();
        visit.each(DelayRows.Order.NAMES, (op, ref) -> byName.add(op.name()));
        assertEquals(names.stream().sorted().toList(), byName.stream().sorted().toList());
        return names;
    }

    @Test
    void whatIsTakenOutIsWhatWasPutInWithItsPlace() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            all.add(add(i));
        }
        for (int i = 0; i < 3_000; i += 7) {
            DelayedEntry entry = pack.take(all.get(i)).get(0);
            assertEquals(all.get(i), entry.name());
            assertEquals(i, entry.op.at());
            assertEquals(1_000 + i, entry.ref.position());
            assertEquals(i, entry.ref.index());
        }
    }

    @Test
    void whatIsTakenOutIsOutOnceAndWasThere() {
        assertEquals(Long.MAX_VALUE, pack.earliest());
        String one = add(5);
        String other = add(5);
        assertEquals(2, pack.size());
        assertEquals(List.of(one), names(pack.take(one)));
        assertEquals(List.of(), pack.take(one));
        assertEquals(List.of(), pack.take(name(UUID.randomUUID())));
        assertEquals(1, pack.size());
        assertTrue(pack.had(one), "though it was taken out");
        assertTrue(pack.had(other));
        assertFalse(pack.had(name(UUID.randomUUID())));
        assertEquals(List.of(other), names(pack.takeSoon(6, 10)));
        assertEquals(0, pack.size());
    }

    @Test
    void allOfOneIdAreTakenOutButForThoseThatAreOut() {
        UUID id = UUID.randomUUID();
        String first = add(name(id), 1);
        add(1);
        String second = add(name(id), 2);
        String third = add(name(id), 3);
        String prefix = DelayedEntry.prefix(QUEUE, id);
        pack.take(second);
        assertEquals(
                List.of(first, third).stream().sorted().toList(),
                names(pack.takeAll(prefix)).stream().sorted().toList());
        assertEquals(List.of(), pack.takeAll(prefix));
        assertEquals(1, pack.size());
    }

    @Test
    void soonIsBeforeThatTimeAndNotAtIt() {
        String at = add(100);
        String before = add(99);
        String behind = add(101);
        assertEquals(List.of(before), names(pack.takeSoon(100, 10)));
        assertEquals(100, pack.earliest());
        assertEquals(List.of(), pack.takeSoon(100, 10));
        assertEquals(List.of(at, behind), names(pack.takeSoon(102, 10)));
        assertEquals(Long.MAX_VALUE, pack.earliest());
    }

    @Test
    void thoseOfOneTimeComeInTheOrderInWhichTheyCameAndSoManyAtATime() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add(add(7));
            add(1_000);
        }
        assertEquals(all.subList(0, 10), names(pack.takeSoon(8, 10)));
        assertEquals(7, pack.earliest(), "there are more");
        assertEquals(all.subList(10, 20), names(pack.takeSoon(8, 10)));
        assertEquals(all.subList(20, 25), names(pack.takeSoon(8, 10)));
        assertEquals(1_000, pack.earliest());
        assertEquals(25, pack.size());
    }

    @Test
    void noneIsLookedOverThatWaitsForAnotherRound() {
        add(50);
        add(1);
        String third = add(2);
        assertEquals(1, pack.takeSoon(10, 1).size());
        String late = add(20);
        assertEquals(List.of(third), names(pack.takeSoon(10, 10)));
        assertEquals(20, pack.earliest(), "what came while others were looked for");
        assertEquals(List.of(late), names(pack.takeSoon(30, 10)));
        assertEquals(50, pack.earliest(), "what was looked at before");
        assertEquals(1, pack.takeSoon(60, 10).size());
    }

    @Test
    void aVisitShowsThoseThatWereInAtItsTime() {
        String out = add(1);
        String in = add(2);
        pack.take(out);
        DelayPack.Visit visit = pack.visit();
        assertEquals(List.of(in), names(pack.take(in)));
        assertEquals(List.of(in), seen(visit), "taken out later");
        assertEquals(List.of(), seen(pack.visit()));
    }

    @Test
    void itIsAsASortedMapWouldBe() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeMap<Long, Map<String, Integer>> expected = new TreeMap<>();
        Map<String, Long> times = new HashMap<>();
        List<String> all = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            int what = random.nextInt(10);
            if (what < 7 || all.isEmpty()) {
                long at = random.nextInt(1_000);
                String name = add(at);
                all.add(name);
                times.put(name, at);
                expected.computeIfAbsent(at, any -> new HashMap<>()).put(name, added);
            } else if (what < 9) {
                String name = all.get(random.nextInt(all.size()));
                assertEquals(
                        times.containsKey(name) ? List.of(name) : List.of(), names(pack.take(name)), "seed " + seed);
                forget(expected, times, name);
            } else if (random.nextInt(20) == 0) {
                long before = random.nextInt(300);
                List<String> soon = new ArrayList<>();
                for (List<DelayedEntry> some; !(some = pack.takeSoon(before, 50)).isEmpty(); ) {
                    soon.addAll(names(some));
                }
                List<String> due = expected.headMap(before).values().stream()
                        .flatMap(those -> those.keySet().stream())
                        .sorted()
                        .toList();
                assertEquals(due, soon.stream().sorted().toList(), "seed " + seed);
                due.forEach(name -> forget(expected, times, name));
            }
            assertEquals(times.size(), pack.size(), "seed " + seed);
            if (!expected.isEmpty()) {
                assertTrue(pack.earliest() <= expected.firstKey(), "seed " + seed);
            }
        }
        assertEquals(
                times.keySet().stream().sorted().toList(),
                seen(pack.visit()).stream().sorted().toList(),
                "seed " + seed);
    }

    private static void forget(TreeMap<Long, Map<String, Integer>> expected, Map<String, Long> times, String name) {
        Long at = times.remove(name);
        if (at != null) {
            Map<String, Integer> those = expected.get(at);
            those.remove(name);
            if (those.isEmpty()) {
                expected.remove(at);
            }
        }
    }
}
