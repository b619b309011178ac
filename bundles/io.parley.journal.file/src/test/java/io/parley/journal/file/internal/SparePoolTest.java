package io.parley.journal.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.journal.file.internal.store.DiskStore;
import io.parley.journal.file.internal.store.StoreFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many emptied segments are kept as will be filled soon. */
class SparePoolTest {

    private static final long BYTES = 16 << 10;

    @TempDir
    private Path folder;

    private DiskStore store;
    private SparePool pool;
    private int spares = 2;

    @BeforeEach
    void open() throws IOException {
        store = new DiskStore(folder);
        store.create();
        pool = new SparePool(
                store, () -> new JournalOptions(BYTES, 1 << 20, 1 << 20, spares), new Reserve(store), task -> {});
    }

    @Test
    void whatWasBegunBetweenTwoTrimsIsKeptForTheNext() throws IOException {
        List<Segment> begun = begin(10);
        pool.recycle(begun);
        assertEquals(10, kept());

        begun = begin(10);
        assertEquals(0, kept(), "each of them is used again");
        pool.recycle(begun);
        assertEquals(10, kept());
    }

    @Test
    void noMoreThanAFewAreKeptHoweverManyThereWere() throws IOException {
        pool.recycle(begin(100));
        assertEquals(SparePool.MOST_RECYCLED, kept());
    }

    @Test
    void aQuietTimeGivesTheDiskBackButForThePreparedOnes() throws IOException {
        pool.recycle(begin(20));
        for (int i = 0; i < 3; i++) {
            pool.settle();
        }
        assertTrue(kept() < 20);
        for (int i = 0; i < 20; i++) {
            pool.settle();
        }
        assertEquals(2, kept());
    }

    @Test
    void whileSegmentsAreBegunNoneIsGivenUp() throws IOException {
        pool.recycle(begin(20));
        for (int i = 1; i <= 10; i++) {
            begin(1);
            pool.settle();
            assertEquals(20 - i, kept());
        }
    }

    @Test
    void whereNoneAreWantedNoneAreKept() throws IOException {
        spares = 0;
        pool.recycle(begin(20));
        assertEquals(0, kept());
    }

    private List<Segment> begin(int count) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SparePool.Spare spare = pool.take(1000);
            try (StoreFile file = store.open(spare.name())) {
                Repair.zero(file, 0, 1);
            }
            Segment segment = new Segment(BYTES * (i + 1), BYTES, 1, 1);
            store.rename(spare.name(), segment.name());
            segments.add(segment);
        }
        return segments;
    }

    private long kept() throws IOException {
        assertEquals(
                pool.bytes(),
                BYTES * store.list().stream().filter(SparePool::isReady).count());
        return pool.bytes() / BYTES;
    }
}
