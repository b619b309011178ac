package io.parley.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NameTableTest {

    private record Named(String name, int version) {}

    private final NameTable<Named> table = new NameTable<>(Named::name);

    @Test
    void itAgreesWithAMap() {
        Random random = new Random(3);
        Map<String, Named> expected = new HashMap<>();
        for (int round = 0; round < 200_000; round++) {
            // Grows for a while, then shrinks to nothing, again and again.
            boolean grows = round / 20_000 % 2 == 0;
            String name = "n" + random.nextInt(5_000);
            if (random.nextInt(4) > 0 == grows) {
                Named element = new Named(name, round);
                assertEquals(expected.put(name, element), table.put(element));
            } else {
                assertEquals(expected.remove(name), table.remove(name));
            }
            String asked = "n" + random.nextInt(5_000);
            assertSame(expected.get(asked), table.get(asked));
            assertEquals(expected.size(), table.size());
        }
        Map<String, Named> visited = new HashMap<>();
        table.forEach(element -> assertNull(visited.put(element.name, element), "visited once"));
        assertEquals(expected, visited);
    }

    @Test
    void manyAreAddedAtOnceToWhatIsThere() {
        for (int there : new int[] {0, 1, 5, 700}) {
            for (int more : new int[] {0, 1, 2, 3, 100, 5_000}) {
                NameTable<Named> table = new NameTable<>(Named::name);
                Map<String, Named> expected = new HashMap<>();
                for (int i = 0; i < there; i++) {
                    Named element = new Named("there " + i, i);
                    table.put(element);
                    expected.put(element.name, element);
                }
                if (there > 1) {
                    expected.remove("there 1");
                    table.remove("there 1");
                }
                List<Named> all = new ArrayList<>();
                NameTable<Named>.Bulk bulk = table.bulk();
                for (int i = 0; i < more; i++) {
                    Named element = new Named("more " + i, i);
                    all.add(element);
                    bulk.add(element);
                    expected.put(element.name, element);
                }
                assertEquals(more, bulk.count());
                table.addAll(bulk, (before, after) -> fail("they have names of their own"));
                assertEquals(expected.size(), table.size());
                expected.forEach((name, element) -> assertSame(element, table.get(name)));
                assertNull(table.get("there 1"));
                Map<String, Named> visited = new HashMap<>();
                table.forEach(element -> assertNull(visited.put(element.name, element), "visited once"));
                assertEquals(expected, visited);
                // It goes on as any table does.
                for (int i = 0; i < 500; i++) {
                    assertNull(table.put(new Named("later " + i, i)));
                }
                for (Named element : all) {
                    assertSame(element, table.remove(element.name));
                }
            }
        }
    }

    @Test
    void elementsOfOneNameThatAreAddedAtOnceBecomeOne() {
        table.put(new Named("there", 1));
        NameTable<Named>.Bulk bulk = table.bulk();
        for (int i = 0; i < 3_000; i++) {
            bulk.add(new Named("more " + i % 1_000, i));
            bulk.add(new Named("other " + i, 0));
        }
        bulk.add(new Named("there", 2));
        table.addAll(bulk, (before, after) -> new Named(before.name, before.version + after.version));

        assertEquals(4_001, table.size());
        assertEquals(3, table.get("there").version);
        for (int i = 0; i < 1_000; i++) {
            assertEquals(3 * i + 3_000, table.remove("more " + i).version);
            assertNull(table.get("more " + i));
        }
        assertEquals(3_001, table.size());
    }

    @Test
    void aPartOfATextNamesAnElement() {
        Named b = new Named("b", 1);
        table.put(b);
        table.put(new Named("", 2));

        assertSame(b, part("a/b/c", 2, 3));
        assertEquals(2, part("a//c", 2, 2).version);
        assertNull(part("a/b/c", 2, 4));
        assertNull(part("a/b/c", 0, 1));
    }

    private Named part(String text, int begin, int end) {
        return table.get(0, text, begin, end, NameTable.hash(text, begin, end));
    }

    @Test
    void scopesTellEqualNamesApart() {
        NameTable<Named> scoped = new NameTable<>(Named::name, Named::version);
        List<Named> all = new ArrayList<>();
        for (int scope = 0; scope < 500; scope++) {
            for (String name : List.of("a", "b")) {
                all.add(new Named(name, scope));
                assertNull(scoped.put(all.get(all.size() - 1)));
            }
        }
        assertEquals(1_000, scoped.size());
        Named instead = new Named("a", 7);
        assertSame(all.get(14), scoped.put(instead));
        assertSame(instead, scoped.get(7, "a", 0, 1, NameTable.hash("a", 0, 1)));
        assertNull(scoped.get(500, "a", 0, 1, NameTable.hash("a", 0, 1)));
        assertSame(instead, scoped.remove(7, "a"));
        assertNull(scoped.remove(7, "a"));
        assertSame(all.get(15), scoped.get(7, "b", 0, 1, NameTable.hash("b", 0, 1)));
    }

    @Test
    void whatStaysIsAlwaysFound() throws InterruptedException {
        Named steady = new Named("steady", 0);
        table.put(steady);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean missed = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            while (!stop.get()) {
                if (table.get("steady") != steady) {
                    missed.set(true);
                }
            }
            ended.countDown();
        });
        reader.setDaemon(true);
        reader.start();
        Random random = new Random(5);
        for (int round = 0; round < 300_000; round++) {
            String name = "n" + random.nextInt(100);
            if (random.nextBoolean()) {
                table.put(new Named(name, round));
            } else {
                table.remove(name);
            }
        }
        stop.set(true);
        assertTrue(ended.await(10, TimeUnit.SECONDS));
        assertFalse(missed.get());
    }
}
