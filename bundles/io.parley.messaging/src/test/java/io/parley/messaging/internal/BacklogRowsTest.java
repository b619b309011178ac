package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engine.MessageRef;
import io.parley.engine.Precedence;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import io.parley.testkit.MemoryView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Entries in the view: alone, and many in one row. */
@Timeout(60)
class BacklogRowsTest {

    private static final EntryTable TABLE = EntryTable.QUEUES;

    private final MemoryView view = new MemoryView();
    private final Residents residents = new Residents(1);
    private final BacklogRows rows = new BacklogRows(TABLE, "q", 1);

    /** All that are there. */
    private final TreeMap<Long, Entry> there = new TreeMap<>();

    private long checkpoint;

    private static Entry entry(long sequence, Random random) {
        MessageRef ref = MessageRef.of(
                sequence * 300 - random.nextInt(1_000),
                random.nextInt(3),
                sequence,
                random.nextInt(3) == 0 ? 1L << 40 : 0,
                random.nextInt(500));
        Guarantee guarantee = random.nextBoolean() ? Guarantee.AT_LEAST_ONCE : Guarantee.EXACTLY_ONCE;
        return switch (random.nextInt(8)) {
            case 0 -> new PrecedentEntry(sequence, ref, guarantee, false, true, new Precedence(7, "key"));
            case 1 -> IdentifiedEntry.of(sequence, ref, guarantee, true, List.of(3, 70_000), true);
            default -> new Entry(sequence, ref, guarantee, false, true);
        };
    }

    private void add(int count, Random random) {
        for (int i = 0; i < count; i++) {
            Entry entry = entry(residents.next(), random);
            residents.add(entry);
            there.put(entry.sequence, entry);
        }
    }

    private void remove(long sequence) {
        Entry entry = residents.remove(sequence);
        there.remove(sequence);
        if (entry != null && entry.inView) {
            rows.gone(entry);
        }
    }

    private void checkpoint() throws Exception {
        ViewChanges changes = new ViewChanges();
        rows.collect(changes, residents, residents::any);
        view.write(changes, ++checkpoint);
        rows.collected();
    }

    private int rowCount() {
        int[] count = {0};
        view.scan(TABLE.entries(), new byte[0], null, (key, value) -> count[0]++ >= 0);
        return count[0];
    }

    private static List<String> told(Collection<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.sequence + "@" + entry.ref.position() + "+" + entry.ref.index() + "/"
                        + entry.ref.oldest() + " until " + entry.ref.expiresAt() + ", " + entry.size + " bytes "
                        + entry.guarantee + entry.retained + entry.state + entry.attempts + entry.subscriptions()
                        + entry.precedence())
                .toList();
    }

    private List<Entry> shown(long from, long to, int most) throws Exception {
        return rows.read(view, from, to, most);
    }

    @Test
    void manyTakeFewRowsAndLeaveNoneBehind() throws Exception {
        int last = 80 * BlockRows.BLOCK - 1;
        add(last, new Random(1));
        checkpoint();
        assertEquals(80, rowCount());
        for (long sequence = 1; sequence <= last - 10; sequence++) {
            remove(sequence);
            if (sequence % 700 == 0) {
                checkpoint();
                assertTrue(rowCount() <= 81, rowCount() + " rows");
                assertEquals(told(there.values()), told(shown(0, 20_000, 20_000)));
            }
        }
        checkpoint();
        assertEquals(2, rowCount(), "a block, and what of it is gone");
        assertEquals(told(there.values()), told(shown(0, 20_000, 20_000)));
        for (long sequence = last - 9; sequence <= last; sequence++) {
            remove(sequence);
        }
        checkpoint();
        assertEquals(0, rowCount());
    }

    @Test
    void oneThatStaysKeepsNoRowsOfOthers() throws Exception {
        add(100, new Random(2));
        checkpoint();
        for (long sequence = 2; sequence < 100_000; sequence++) {
            add(1, new Random(sequence));
            remove(sequence);
            if (sequence % 3_333 == 0) {
                checkpoint();
            }
        }
        there.tailMap(2L).keySet().stream().toList().forEach(this::remove);
        checkpoint();
        assertEquals(told(there.values()), told(shown(0, 200_000, 200_000)));
        assertTrue(rowCount() <= 3, rowCount() + " rows of one message");
    }

    @Test
    void whatOneEntryIsByNowCountsMoreThanTheRowWithAll() throws Exception {
        add(128, new Random(3));
        checkpoint();
        Entry changed = residents.get(60);
        assertTrue(changed.together);
        changed.attempts = 7;
        rows.changed(changed);
        assertTrue(rows.unsettled(60));
        assertFalse(rows.settled());
        checkpoint();
        assertTrue(rows.settled());
        Entry read = shown(60, 61, 1).get(0);
        assertEquals(7, read.attempts);
        assertTrue(read.together);
        remove(60);
        checkpoint();
        assertEquals(List.of(), shown(60, 61, 1));
        assertEquals(told(there.values()), told(shown(0, 1_000, 1_000)));
    }

    @Test
    void tellsWhatTheViewDoesNotShowUntilItDoes() throws Exception {
        add(200, new Random(7));
        checkpoint();
        remove(70);
        assertTrue(rows.unsettled(70, 71));
        assertFalse(rows.unsettled(71, 201));
        assertFalse(rows.settles(1, 201));
        ViewChanges changes = new ViewChanges();
        rows.collect(changes, residents, residents::any);
        remove(80);
        assertTrue(rows.unsettled(70, 71));
        assertNull(rows.now(70));
        assertTrue(rows.settles(60, 71));
        assertFalse(rows.settles(71, 201));
        view.write(changes, ++checkpoint);
        rows.collected();
        assertFalse(rows.unsettled(70));
        assertFalse(rows.unsettled(1, 80));
        assertTrue(rows.unsettled(80, 81));
    }

    @Test
    void isReadInPagesThatEndWithBlocks() throws Exception {
        add(1_000, new Random(4));
        remove(255);
        remove(383);
        checkpoint();
        List<Entry> all = new ArrayList<>();
        long from = 5;
        for (int pages = 0; from < 900; pages++) {
            List<Entry> page = shown(from, 900, 200);
            assertTrue(page.size() < 200 + BlockRows.BLOCK, page.size() + " in a page");
            all.addAll(page);
            from = EntryTable.behind(page, 200, 900);
            assertTrue(pages < 5, "pages of " + page.size());
        }
        assertEquals(told(there.subMap(5L, 900L).values()), told(all));
        assertEquals(384, EntryTable.behind(shown(130, 900, 250), 250, 900), "where a block begins");
    }

    /** Also of owners whose names begin alike. */
    @Test
    void visitsTheEntriesOfAllOwners() throws Exception {
        add(200, new Random(5));
        checkpoint();
        BacklogRows other = new BacklogRows(TABLE, "q2", 1);
        Residents others = new Residents(1);
        others.add(entry(1, new Random(6)));
        ViewChanges changes = new ViewChanges();
        other.collect(changes, others, others::any);
        view.write(changes, ++checkpoint);
        List<String> visited = new ArrayList<>();
        TABLE.entries(view, (owner, entry) -> visited.add(owner + entry.sequence));
        assertEquals(201, visited.size());
        assertEquals("q1", visited.get(0));
        assertEquals("q200", visited.get(199));
        assertEquals("q21", visited.get(200));
        visited.clear();
        TABLE.entries(view, (owner, entry) -> visited.add(owner + entry.sequence) && visited.size() < 150);
        assertEquals(150, visited.size());
    }

    @Test
    void showsWhatIsThereWhateverHappens() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int step = 0; step < 3_000; step++) {
            long some = residents.first() + random.nextInt((int) (residents.next() - residents.first()) + 1);
            switch (random.nextInt(7)) {
                case 0 -> add(random.nextInt(150), random);
                case 1 -> remove(some);
                case 2 ->
                    there.headMap(residents.first() + random.nextInt(150)).keySet().stream()
                            .toList()
                            .forEach(this::remove);
                case 3 ->
                    there.subMap(some, some + random.nextInt(200)).keySet().stream()
                            .toList()
                            .forEach(this::remove);
                case 4 -> {
                    Entry entry = residents.get(some);
                    if (entry != null && entry.inView) {
                        entry.attempts++;
                        entry.ref = new MessageRef(random.nextInt(1_000_000), 0, 0, entry.size);
                        rows.changed(entry);
                    }
                }
                case 5 -> checkpoint();
                default -> {
                    checkpoint();
                    long from = Math.max(0, some - random.nextInt(200));
                    long to = some + random.nextInt(400);
                    assertEquals(told(there.subMap(from, to).values()), told(shown(from, to, 10_000)), "seed " + seed);
                    int blocks = (int) ((residents.next() - residents.first()) / BlockRows.BLOCK + 2);
                    assertTrue(rowCount() <= 2 * BlockRows.BLOCK * blocks, "seed " + seed + ": " + rowCount());
                }
            }
        }
        there.keySet().stream().toList().forEach(this::remove);
        checkpoint();
        assertEquals(0, rowCount(), "seed " + seed);
    }
}
