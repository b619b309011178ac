package io.parley.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.Durability;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.journal.JournalState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Journal} keeps. */
public abstract class JournalContract extends JournalReadContract {

    @Test
    void aNewJournalIsEmpty() throws Exception {
        assertEquals(0, journal.begin());
        assertEquals(0, journal.end());
        assertInstanceOf(JournalState.Writable.class, journal.state());
        try (JournalReader reader = journal.reader(0)) {
            assertFalse(reader.next());
        }
        assertThrows(JournalException.class, () -> journal.read(0));
    }

    @Test
    void recordsKeepTheirOrderAndContent() throws Exception {
        List<FutureAppend> appends = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            appends.add(append("record " + i));
        }
        long last = -1;
        for (FutureAppend append : appends) {
            assertTrue(append.position() > last, "positions increase");
            last = append.position();
        }
        assertTrue(journal.end() > last);
        assertEquals(texts("record ", 0, 1000), readFrom(journal.begin()));
        assertEquals("record 77", text(journal.read(appends.get(77).position())));
    }

    @Test
    void eachOutcomeIsToldOnceInOrderOnAThreadOfTheJournal() throws Exception {
        List<Integer> told = new ArrayList<>();
        List<FutureAppend> appends = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int number = i;
            FutureAppend append = new FutureAppend("record " + i) {
                @Override
                public void committed(long position) {
                    told.add(number);
                    super.committed(position);
                }
            };
            appends.add(append);
            journal.append(append);
        }
        for (int i = 0; i < appends.size(); i++) {
            appends.get(i).position();
            assertEquals(1, appends.get(i).outcomes());
            assertNotSame(Thread.currentThread(), appends.get(i).toldBy());
            assertEquals(i, told.get(i));
        }
    }

    @Test
    void aCommittedRecordIsReadableFromItsOwnCallback() throws Exception {
        CompletableFuture<String> read = new CompletableFuture<>();
        FutureAppend append = new FutureAppend("at once") {
            @Override
            public void committed(long position) {
                try {
                    read.complete(text(journal.read(position)));
                } catch (JournalException e) {
                    read.completeExceptionally(e);
                }
                super.committed(position);
            }
        };
        journal.append(append);

        assertEquals("at once", read.get(30, TimeUnit.SECONDS));
        assertTrue(journal.end() > append.position());
    }

    @Test
    void anAppendMayFollowFromACallback() throws Exception {
        FutureAppend second = new FutureAppend("second");
        journal.append(new FutureAppend("first") {
            @Override
            public void committed(long position) {
                journal.append(second);
            }
        });
        second.position();

        assertEquals(List.of("first", "second"), readFrom(0));
    }

    @Test
    void whatACallbackThrowsOrLeavesBehindHurtsNobodyElse() throws Exception {
        List<String> all = new ArrayList<>();
        FutureAppend last = null;
        for (int i = 0; i < 300; i++) {
            int number = i;
            String text = "record " + i + " " + "x".repeat(1_000);
            last = new FutureAppend(text) {
                @Override
                public void committed(long position) {
                    super.committed(position);
                    switch (number % 4) {
                        case 0 -> throw new IllegalStateException("thrown by a test");
                        case 1 -> throw new NoClassDefFoundError("thrown by a test");
                        case 2 -> Thread.currentThread().interrupt();
                        default -> {}
                    }
                }
            };
            all.add(text);
            journal.append(last);
            if (i % 7 == 0) {
                last.position();
            }
        }
        last.position();
        assertEquals(all, readFrom(0));
    }

    @Test
    void aRecordThatGrowsIsAskedForItsDataWhenItIsWritten() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        journal.append(new FutureAppend("holds the journal up") {
            @Override
            public void committed(long position) {
                await(held);
            }
        });
        List<Growing> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(new Growing());
            journal.append(all.get(i));
        }
        FutureAppend behind = append("behind");
        all.forEach(growing -> growing.add("more"));
        held.countDown();

        behind.position();
        List<String> read = readFrom(0);
        for (int i = 0; i < all.size(); i++) {
            all.get(i).position();
            assertEquals(all.get(i).asked(), read.get(i + 1), "what it had when it was asked");
            assertNotSame(Thread.currentThread(), all.get(i).askedBy);
        }
        assertEquals("behind", read.get(all.size() + 1));
    }

    @Test
    void aRecordThatGrowsAndHasNothingInTheEndHurtsNobodyElse() throws Exception {
        Growing nothing = new Growing();
        nothing.text = "";
        Growing broken = new Growing();
        broken.text = null;
        journal.append(nothing);
        journal.append(broken);
        FutureAppend behind = append("behind");

        assertTrue(nothing.failure().getMessage().contains("at least one byte"));
        assertTrue(broken.failure().getMessage().contains("could not be had"));
        behind.position();
        assertEquals(List.of("behind"), readFrom(0));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Growing extends FutureAppend {

        private String text = "grows"; // guarded by this
        private boolean complete; // guarded by this
        private volatile Thread askedBy;

        Growing() {
            super("");
        }

        synchronized void add(String more) {
            if (!complete) {
                text += more;
            }
        }

        synchronized String asked() {
            return text;
        }

        @Override
        public boolean grows() {
            return true;
        }

        @Override
        public synchronized List<ByteBuffer> data() {
            askedBy = Thread.currentThread();
            complete = true;
            return List.of(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }
    }

    @Test
    void manyThreadsAppendEachInItsOwnOrder() throws Exception {
        int threads = 8;
        int each = 500;
        ConcurrentLinkedQueue<FutureAppend> appends = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            running.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < each; i++) {
                    appends.add(append(thread + ":" + i));
                }
            }));
        }
        for (CompletableFuture<Void> one : running) {
            one.get(30, TimeUnit.SECONDS);
        }
        for (FutureAppend append : appends) {
            append.position();
        }
        Map<String, Integer> next = new HashMap<>();
        for (String record : readFrom(0)) {
            String[] parts = record.split(":");
            assertEquals(next.getOrDefault(parts[0], 0), Integer.valueOf(parts[1]), "order of thread " + parts[0]);
            next.merge(parts[0], 1, Integer::sum);
        }
        assertEquals(threads, next.size());
        assertTrue(next.values().stream().allMatch(count -> count == each));
    }

    @Test
    void dataMayComeInManyBuffersOfAnyKind() throws Exception {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(8).put("-direct-".getBytes(UTF_8)).flip();
        ByteBuffer part = ByteBuffer.wrap("xxpartxx".getBytes(UTF_8), 2, 4);
        ByteBuffer readOnly = UTF_8.encode("-readonly").asReadOnlyBuffer();
        FutureAppend append = new FutureAppend(
                Durability.FSYNC, UTF_8.encode("heap"), direct, ByteBuffer.allocate(0), part, readOnly);
        journal.append(append);

        assertEquals("heap-direct-part-readonly", text(journal.read(append.position())));
    }

    @Test
    void largeRecordsAreKeptWholeAmongSmallOnes() throws Exception {
        byte[] large = new byte[5 << 20];
        new Random(7).nextBytes(large);
        append("before").position();
        FutureAppend append = new FutureAppend(
                Durability.FSYNC,
                ByteBuffer.wrap(large, 0, 1 << 20),
                ByteBuffer.allocateDirect(4 << 20).put(large, 1 << 20, 4 << 20).flip());
        journal.append(append);
        long after = append("after").position();

        assertEquals(ByteBuffer.wrap(large), journal.read(append.position()));
        try (JournalReader reader = journal.reader(0)) {
            assertTrue(reader.next() && reader.next());
            assertEquals(ByteBuffer.wrap(large), reader.data());
            assertTrue(reader.next());
            assertEquals(after, reader.position());
            assertFalse(reader.next());
        }
    }

    @Test
    void everyDurabilityIsCommittedInOrder() throws Exception {
        List<FutureAppend> appends = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            FutureAppend append =
                    new FutureAppend(Durability.values()[i % Durability.values().length], UTF_8.encode("record " + i));
            appends.add(append);
            journal.append(append);
        }
        for (FutureAppend append : appends) {
            append.position();
        }
        assertEquals(texts("record ", 0, 300), readFrom(0));
    }

    @Test
    void anEmptyRecordFailsAndHarmsNoOther() throws Exception {
        FutureAppend before = append("before");
        FutureAppend empty = append("");
        FutureAppend after = append("after");
        before.position();
        assertFalse(empty.failure().getMessage().isBlank());
        after.position();

        assertEquals(1, empty.outcomes());
        assertEquals(List.of("before", "after"), readFrom(0));
    }

    @Test
    void everythingIsThereAfterOpeningAgainAndPositionsGoOn() throws Exception {
        List<String> expected = new ArrayList<>();
        long last = -1;
        for (int opening = 0; opening < 4; opening++) {
            for (int i = 0; i < 50; i++) {
                String text = "opening " + opening + " record " + i;
                long position = append(text).position();
                assertTrue(position > last);
                last = position;
                expected.add(text);
            }
            long end = journal.end();
            long begin = journal.begin();
            close(journal);
            journal = open(folder);
            assertEquals(end, journal.end());
            assertEquals(begin, journal.begin());
            assertEquals(expected, readFrom(0));
        }
    }

    @Test
    void eachOpeningHasAGreaterEpoch() throws Exception {
        long epoch = journal.epoch();
        for (int opening = 0; opening < 3; opening++) {
            close(journal);
            journal = open(folder);
            assertTrue(journal.epoch() > epoch);
            epoch = journal.epoch();
        }
    }

    @Test
    void closingEndsWhatWasHandedOver() throws Exception {
        List<FutureAppend> appends = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            appends.add(append("record " + i));
        }
        close(journal);
        for (FutureAppend append : appends) {
            assertTrue(append.outcome().isDone(), "told before close returned");
            append.position();
        }
        journal = open(folder);
        assertEquals(texts("record ", 0, 2000), readFrom(0));
    }

    @Test
    void aClosedJournalFailsAppends() throws Exception {
        Journal old = journal;
        close(old);
        FutureAppend append = new FutureAppend("late");
        old.append(append);

        assertFalse(append.failure().getMessage().isBlank());
        assertInstanceOf(JournalState.Closed.class, old.state());
        journal = open(folder);
        assertEquals(List.of(), readFrom(0));
    }
}
