package io.parley.journal.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.Append;
import io.parley.spi.journal.JournalException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TellerTest {

    private final Teller teller = new Teller();
    private final List<Integer> told = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        teller.close();
    }

    @Test
    void theOrderOfTheGroupsIsKeptHoweverManyThereAre() {
        for (int i = 0; i < 3000; i += 3) {
            give(entry(i), entry(i + 1), entry(i + 2));
        }
        teller.close();
        assertEquals(IntStream.range(0, 3000).boxed().toList(), told);
        assertTrue(teller.isIdle());
    }

    @Test
    void itIsIdleWhenTheLastOneWasToldAndNotBefore() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch here = new CountDownLatch(1);
        give(entry(() -> {
            here.countDown();
            await(held);
        }));
        here.await();
        assertFalse(teller.isIdle());
        held.countDown();
        teller.close();
        assertTrue(teller.isIdle());
    }

    @Test
    void whatACallbackThrowsOrLeavesBehindHurtsNobodyElse() {
        give(entry(() -> {
            throw new IllegalStateException("thrown by a test");
        }));
        give(entry(() -> {
            throw new NoClassDefFoundError("thrown by a test");
        }));
        give(entry(() -> Thread.currentThread().interrupt()), entry(1));
        give(entry(2));
        teller.close();
        assertEquals(List.of(1, 2), told);
    }

    private void give(Entry... entries) {
        teller.give(entries, entries.length);
    }

    private Entry entry(int number) {
        return entry(() -> told.add(number));
    }

    private static Entry entry(Runnable callback) {
        return Entry.of(
                new Append() {
                    @Override
                    public List<ByteBuffer> data() {
                        return List.of(ByteBuffer.allocate(1));
                    }

                    @Override
                    public void committed(long position) {
                        callback.run();
                    }

                    @Override
                    public void failed(JournalException cause) {
                        throw new AssertionError(cause);
                    }
                },
                100);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
