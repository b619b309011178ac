package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.testkit.MemoryView;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TableScanTest {

    private static final int MANY = 20_000;

    private static View view(int rows) throws JournalException {
        MemoryView view = new MemoryView();
        ViewChanges changes = new ViewChanges();
        for (int i = 0; i < rows; i++) {
            changes.put("table", bytes(i), bytes(-i));
        }
        view.write(changes, 1);
        return view;
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static int number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt();
    }

    @Test
    void visitsAllRowsInOrderOnTheCallersThread() throws JournalException {
        for (int rows : new int[] {0, 1, 1_023, 1_024, 1_025, MANY}) {
            List<Integer> seen = new ArrayList<>();
            Thread caller = Thread.currentThread();
            TableScan.all(view(rows), "table", (key, value) -> {
                assertSame(caller, Thread.currentThread());
                assertEquals(-number(key), number(value));
                seen.add(number(key));
            });
            assertEquals(IntStream.range(0, rows).boxed().toList(), seen);
        }
    }

    @Test
    void aTableThatCannotBeReadIsToldBehindWhatWasRead() throws JournalException {
        List<Integer> seen = new ArrayList<>();
        JournalException damage = new JournalException("damaged");
        View damaged = failing(view(1_500), damage);
        assertSame(
                damage,
                assertThrows(
                        JournalException.class,
                        () -> TableScan.all(damaged, "table", (key, value) -> seen.add(number(key)))));
        assertEquals(1_500, seen.size());
        View broken = failing(view(0), new IllegalStateException("closed"));
        JournalException told =
                assertThrows(JournalException.class, () -> TableScan.all(broken, "table", (key, value) -> {}));
        assertTrue(told.getMessage().contains("table"), told.getMessage());
    }

    /** It has all rows, and then fails. */
    private static View failing(View view, Exception cause) {
        return (View) Proxy.newProxyInstance(
                TableScanTest.class.getClassLoader(), new Class<?>[] {View.class}, (proxy, method, given) -> {
                    method.invoke(view, given);
                    throw cause;
                });
    }

    @Test
    void whoFailsIsToldAndTheReaderEnds() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        View all = view(MANY);
        View view = (View) Proxy.newProxyInstance(
                TableScanTest.class.getClassLoader(), new Class<?>[] {View.class}, (proxy, method, given) -> {
                    Object result = method.invoke(all, given);
                    ended.countDown();
                    return result;
                });
        IllegalArgumentException wrong = new IllegalArgumentException("a row of a newer form");
        assertSame(
                wrong,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> TableScan.all(view, "table", (key, value) -> {
                            throw wrong;
                        })));
        ended.await();
    }
}
