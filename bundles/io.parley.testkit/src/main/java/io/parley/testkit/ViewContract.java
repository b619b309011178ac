package io.parley.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link View} keeps. */
public abstract class ViewContract {

    private static final byte[] FIRST = {};

    @TempDir
    private Path folder;

    private View view;

    /** Opens the view in that folder; again after {@link #close}, with all that was written before. */
    protected abstract View open(Path folder) throws Exception;

    /** Closes a view that {@link #open} gave. */
    protected abstract void close(View view) throws Exception;

    @BeforeEach
    void openView() throws Exception {
        view = open(folder);
    }

    @AfterEach
    void closeView() throws Exception {
        close(view);
    }

    @Test
    void aNewViewIsEmpty() throws Exception {
        assertEquals(0, view.position());
        assertEquals(Set.of(), view.tables());
        assertNull(view.get("never", key("k")));
        assertEquals(List.of(), keys("never", FIRST, null));
    }

    @Test
    void changesAndPositionAreAppliedTogether() throws Exception {
        view.write(new ViewChanges().put("a", key("k"), key("1")).put("b", key("k"), key("2")), 17);

        assertEquals(17, view.position());
        assertArrayEquals(key("1"), view.get("a", key("k")));
        assertArrayEquals(key("2"), view.get("b", key("k")));
        assertEquals(Set.of("a", "b"), view.tables());
    }

    @Test
    void laterValuesReplaceEarlierOnes() throws Exception {
        view.write(new ViewChanges().put("a", key("k"), key("1")), 1);
        view.write(new ViewChanges().put("a", key("k"), key("2")).put("a", key("l"), new byte[0]), 2);

        assertArrayEquals(key("2"), view.get("a", key("k")));
        assertArrayEquals(new byte[0], view.get("a", key("l")));
    }

    @Test
    void aDeletedKeyIsGoneAndAMissingOneIsNoError() throws Exception {
        view.write(new ViewChanges().put("a", key("k"), key("1")), 1);
        view.write(new ViewChanges().delete("a", key("k")).delete("a", key("missing")), 2);

        assertNull(view.get("a", key("k")));
        assertEquals(List.of(), keys("a", FIRST, null));
    }

    @Test
    void aRangeIsDeletedWithoutItsEnd() throws Exception {
        view.write(puts("a", "a", "b", "bb", "c", "d"), 1);
        view.write(new ViewChanges().deleteRange("a", key("b"), key("d")), 2);

        assertEquals(List.of("a", "d"), keys("a", FIRST, null));
        assertNull(view.get("a", key("bb")));
    }

    @Test
    void whatIsWorkedOutLaterIsWrittenInItsPlace() throws Exception {
        view.write(puts("a", "k", "l"), 1);
        ViewChanges changes = new ViewChanges()
                .put("a", key("k"), key("1"))
                .later(more -> more.put("a", key("k"), key("2")).deleteRange("a", key("l"), key("m")))
                .put("b", key("l"), key("3"));
        view.write(new ViewChanges().addAll(changes), 2);

        assertArrayEquals(key("2"), view.get("a", key("k")));
        assertEquals(List.of("k"), keys("a", FIRST, null));
        assertArrayEquals(key("3"), view.get("b", key("l")));
    }

    @Test
    void aRangeOfOneTableLeavesTheOthersAlone() throws Exception {
        view.write(puts("a", "k").addAll(puts("b", "k")), 1);
        view.write(new ViewChanges().deleteRange("a", key("a"), key("z")), 2);

        assertEquals(List.of(), keys("a", FIRST, null));
        assertEquals(List.of("k"), keys("b", FIRST, null));
    }

    @Test
    void changesOfOneBatchCountInTheirOrder() throws Exception {
        view.write(
                puts("a", "k", "l", "m")
                        .deleteRange("a", key("k"), key("m"))
                        .put("a", key("l"), key("again"))
                        .delete("a", key("m"))
                        .put("b", key("x"), key("1"))
                        .delete("b", key("x")),
                1);

        assertEquals(List.of("l"), keys("a", FIRST, null));
        assertArrayEquals(key("again"), view.get("a", key("l")));
        assertNull(view.get("b", key("x")));
    }

    @Test
    void whatARangeRemovedCanBeWrittenAgain() throws Exception {
        view.write(puts("a", "k"), 1);
        view.write(new ViewChanges().deleteRange("a", key("a"), key("z")), 2);
        view.write(new ViewChanges().put("a", key("k"), key("new")), 3);

        assertArrayEquals(key("new"), view.get("a", key("k")));
        assertEquals(List.of("k"), keys("a", FIRST, null));
    }

    @Test
    void keysAreOrderedAsUnsignedBytes() throws Exception {
        byte[][] ordered = {{0}, {0, 0}, {1}, {1, 0}, {1, (byte) 0xff}, {0x7f}, {(byte) 0x80}, {(byte) 0xff}, {-1, 0}};
        ViewChanges changes = new ViewChanges();
        for (int i = ordered.length - 1; i >= 0; i--) {
            changes.put("a", ordered[i], new byte[] {(byte) i});
        }
        view.write(changes, 1);

        List<byte[]> seen = new ArrayList<>();
        view.scan("a", FIRST, null, (key, value) -> seen.add(key));

        assertEquals(ordered.length, seen.size());
        for (int i = 0; i < ordered.length; i++) {
            assertArrayEquals(ordered[i], seen.get(i));
        }
    }

    @Test
    void aScanBeginsAtFromAndEndsBeforeTo() throws Exception {
        view.write(puts("a", "a", "b", "c", "d").addAll(puts("b", "x")), 1);

        assertEquals(List.of("b", "c"), keys("a", key("b"), key("d")));
        assertEquals(List.of("b", "c", "d"), keys("a", key("aa"), null));
        assertEquals(List.of(), keys("a", key("c"), key("c")));
        assertEquals(List.of(), keys("a", key("d"), key("b")));
        assertEquals(List.of("d"), keys("a", key("d"), key("zz")));
    }

    @Test
    void aScanGivesKeysAndValuesOfAnyLength() throws Exception {
        int[] lengths = {0, 1, 1_023, 1_024, 1_025, 5_000};
        ViewChanges changes = new ViewChanges();
        for (int length : lengths) {
            changes.put("a", key("k" + "x".repeat(length)), key("v".repeat(length)));
        }
        view.write(changes, 1);

        List<Integer> seen = new ArrayList<>();
        view.scan("a", FIRST, null, (key, value) -> {
            assertEquals("k" + "x".repeat(key.length - 1), text(key));
            assertEquals("v".repeat(key.length - 1), text(value));
            return seen.add(value.length);
        });

        assertEquals(Arrays.stream(lengths).boxed().toList(), seen);
    }

    @Test
    void aVisitorStopsTheScan() throws Exception {
        view.write(puts("a", "a", "b", "c"), 1);

        List<String> seen = new ArrayList<>();
        view.scan("a", FIRST, null, (key, value) -> {
            seen.add(text(key));
            return seen.size() < 2;
        });

        assertEquals(List.of("a", "b"), seen);
    }

    @Test
    void aScanSeesTheTableAsItWasWhenItBegan() throws Exception {
        view.write(puts("a", "a", "b", "c"), 1);

        List<String> seen = new ArrayList<>();
        view.scan("a", FIRST, null, (key, value) -> {
            if (seen.isEmpty()) {
                writeUnchecked(new ViewChanges().delete("a", key("b")).put("a", key("bb"), key("new")), 2);
            }
            return seen.add(text(key));
        });

        assertEquals(List.of("a", "b", "c"), seen);
        assertEquals(List.of("a", "bb", "c"), keys("a", FIRST, null));
    }

    @Test
    void arraysThatComeOutAreTheCallersOwn() throws Exception {
        view.write(new ViewChanges().put("a", key("k"), key("1")), 1);
        view.get("a", key("k"))[0] = 'x';
        view.scan("a", FIRST, null, (key, value) -> {
            key[0] = 'x';
            value[0] = 'x';
            return true;
        });

        assertArrayEquals(key("1"), view.get("a", key("k")));
        assertEquals(List.of("k"), keys("a", FIRST, null));
    }

    @Test
    void thePositionMovesWithoutChangesAndMayStay() throws Exception {
        view.write(new ViewChanges(), 5);
        view.write(puts("a", "k"), 5);

        assertEquals(5, view.position());
        assertEquals(List.of("k"), keys("a", FIRST, null));
    }

    @Test
    void aLowerPositionIsRefusedAsAWhole() throws Exception {
        view.write(puts("a", "k"), 5);

        assertThrows(Exception.class, () -> view.write(puts("a", "l"), 4));
        assertEquals(5, view.position());
        assertEquals(List.of("k"), keys("a", FIRST, null));
    }

    @Test
    void everythingIsThereAfterOpeningAgain() throws Exception {
        byte[] large = new byte[1 << 20];
        new Random(1).nextBytes(large);
        view.write(puts("a", "a", "b", "c").put("large", key("k"), large), 1);
        view.write(new ViewChanges().delete("a", key("a")).deleteRange("a", key("b"), key("c")), Long.MAX_VALUE / 2);

        close(view);
        view = open(folder);

        assertEquals(Long.MAX_VALUE / 2, view.position());
        assertEquals(List.of("c"), keys("a", FIRST, null));
        assertArrayEquals(large, view.get("large", key("k")));
        assertEquals(Set.of("a", "large"), view.tables());
    }

    @Test
    void manyTablesAndOpenings() throws Exception {
        for (int round = 0; round < 4; round++) {
            ViewChanges changes = new ViewChanges();
            for (int table = 0; table <= round * 4; table++) {
                changes.put("table-" + table, key("round-" + round), key("x"));
            }
            view.write(changes, round);
            close(view);
            view = open(folder);
        }
        assertEquals(13, view.tables().size());
        assertEquals(List.of("round-0", "round-1", "round-2", "round-3"), keys("table-0", FIRST, null));
        assertEquals(List.of("round-3"), keys("table-12", FIRST, null));
    }

    @Test
    void readersBesideAWriterSeeWholeBatches() throws Exception {
        int width = 50;
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int round = 1; round <= 100; round++) {
                ViewChanges changes = new ViewChanges();
                for (int i = 0; i < width; i++) {
                    changes.put("a", number(i), number(round));
                }
                writeUnchecked(changes, round);
            }
        });
        writer.whenComplete((nothing, failure) -> done.set(true));
        do {
            List<Integer> values = new ArrayList<>();
            view.scan(
                    "a",
                    FIRST,
                    null,
                    (key, value) -> values.add(ByteBuffer.wrap(value).getInt()));
            assertTrue(values.isEmpty() || values.size() == width, () -> "part of a batch: " + values);
            assertTrue(values.stream().distinct().count() <= 1, () -> "mixed batches: " + values);
        } while (!done.get());
        writer.get(30, TimeUnit.SECONDS);
        assertEquals(100, view.position());
    }

    private void writeUnchecked(ViewChanges changes, long position) {
        try {
            view.write(changes, position);
        } catch (JournalException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> keys(String table, byte[] from, byte[] to) throws JournalException {
        List<String> keys = new ArrayList<>();
        view.scan(table, from, to, (key, value) -> keys.add(text(key)));
        return keys;
    }

    private static ViewChanges puts(String table, String... keys) {
        ViewChanges changes = new ViewChanges();
        for (String key : keys) {
            changes.put(table, key(key), key("value of " + key));
        }
        return changes;
    }

    private static byte[] key(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
