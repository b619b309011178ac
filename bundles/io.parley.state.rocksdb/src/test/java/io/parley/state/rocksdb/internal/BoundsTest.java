package io.parley.state.rocksdb.internal;

import static io.parley.state.rocksdb.internal.Fixture.FIRST;
import static io.parley.state.rocksdb.internal.Fixture.bytesOnDisk;
import static io.parley.state.rocksdb.internal.Fixture.entries;
import static io.parley.state.rocksdb.internal.Fixture.key;
import static io.parley.state.rocksdb.internal.Fixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.ViewChanges;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BoundsTest {

    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void aLargeDeletedRangeGivesItsSpaceBack() throws Exception {
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            for (int i = 0; i < 5; i++) {
                view.write(entries("a", i * 5000, 5000, 1000), i + 1);
            }
            assertTrue(bytesOnDisk(folder) > 20 << 20);

            view.write(new ViewChanges().deleteRange("a", key("00001000"), key("00024000")), 6);

            while (bytesOnDisk(folder) > 3 << 20) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            assertEquals(2000, count(view));
        }
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            assertEquals(2000, count(view));
        }
    }

    private static int count(RocksDbView view) throws JournalException {
        int[] count = {0};
        view.scan("a", FIRST, null, (key, value) -> ++count[0] > 0);
        return count[0];
    }

    @Test
    @Timeout(60)
    void closingWaitsForCallsUnderWay() throws Exception {
        RocksDbView view = RocksDbView.open(settings(folder));
        view.write(entries("a", 0, 100, 100), 1);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        int[] count = {0};
        CompletableFuture<Void> scan = CompletableFuture.runAsync(() -> {
            try {
                view.scan("a", FIRST, null, (key, value) -> {
                    inside.countDown();
                    await(goOn);
                    return ++count[0] > 0;
                });
            } catch (JournalException e) {
                throw new AssertionError(e);
            }
        });
        await(inside);
        CompletableFuture<Void> close = CompletableFuture.runAsync(view::close);
        assertFalse(close.isDone());
        goOn.countDown();
        scan.get(30, TimeUnit.SECONDS);
        close.get(30, TimeUnit.SECONDS);

        assertEquals(100, count[0]);
        assertThrows(JournalException.class, () -> view.get("a", key("k")));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
