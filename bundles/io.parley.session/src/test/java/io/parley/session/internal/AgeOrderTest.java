package io.parley.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AgeOrderTest {

    private static final Comparator<Entry> OLDEST_FIRST =
            Comparator.comparingLong(Entry::created).thenComparing(entry -> entry.id);

    private final ConcurrentHashMap<String, Entry> there = new ConcurrentHashMap<>();
    private AgeOrder order = new AgeOrder(() -> there.values().stream());

    private Entry add(String id, long created) {
        Entry entry = new Entry(id, "anonymous", true, created, 60);
        there.put(id, entry);
        order.add(entry);
        return entry;
    }

    private void remove(Entry entry) {
        there.remove(entry.id);
        order.remove(entry);
    }

    private List<String> some(long from, int limit) {
        return order.some(from, limit).stream().map(entry -> entry.id).toList();
    }

    @Test
    void theOldestComeFirstAndThoseOfOneMomentByTheirIds() {
        assertEquals(List.of(), some(0, 10));
        add("late", 3);
        add("b", 2);
        add("a", 2);
        add("early", 1);
        assertEquals(List.of("early", "a", "b", "late"), some(0, 10));
        assertEquals(List.of("a", "b"), some(1, 2));
        assertEquals(List.of(), some(4, 2));
    }

    @Test
    void anEarlierSessionOfAnIdIsNotTakenForTheNewOne() {
        Entry before = add("s", 5);
        assertEquals(List.of("s"), some(0, 10));
        Entry after = add("s", 5);
        remove(before);
        there.put("s", after);
        assertEquals(List.of(after), order.some(0, 10));
    }

    /** As a sorted set, through divided and emptied chunks. */
    @Test
    void staysInOrderWhateverComesAndGoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeSet<Entry> model = new TreeSet<>(OLDEST_FIRST);
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            boolean grows = i % 20_000 < 12_000;
            if (all.isEmpty() || random.nextInt(10) < (grows ? 9 : 1)) {
                // Mostly in the order of time, as sessions are made.
                long created = random.nextBoolean() ? i : random.nextInt(i + 1);
                Entry entry = add("s" + i, created);
                model.add(entry);
                all.add(entry);
            } else {
                int at = random.nextInt(all.size());
                Entry entry = all.get(at);
                all.set(at, all.get(all.size() - 1));
                all.remove(all.size() - 1);
                model.remove(entry);
                remove(entry);
            }
            if (i % 2_000 == 999) {
                List<Entry> expected = new ArrayList<>(model);
                assertEquals(expected, order.some(0, Integer.MAX_VALUE), "seed " + seed);
                int from = random.nextInt(expected.size() + 1);
                int to = Math.min(expected.size(), from + 50);
                assertEquals(expected.subList(from, to), order.some(from, 50), "seed " + seed);
            }
        }
    }

    /** What comes and goes while the order is made is in it, or is not, as it should be. */
    @Test
    void missesNothingThatHappensWhileItIsMade() {
        List<Entry> first =
                IntStream.range(0, 10).mapToObj(i -> add("s" + i, i)).toList();
        order = new AgeOrder(() -> {
            List<Entry> seen = List.copyOf(there.values());
            remove(first.get(3));
            add("new", 100);
            Entry brief = add("brief", 50);
            remove(brief);
            return seen.stream();
        });
        assertEquals(List.of("s0", "s1", "s2", "s4", "s5", "s6", "s7", "s8", "s9", "new"), some(0, 100));
    }
}
