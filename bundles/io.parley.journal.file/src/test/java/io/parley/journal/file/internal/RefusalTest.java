package io.parley.journal.file.internal;

import static io.parley.journal.file.internal.Journals.append;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.journal.file.internal.store.PowerCutStore;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalState;
import io.parley.testkit.FutureAppend;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A journal that cannot write says so, keeps what it has, and goes on when it can. */
class RefusalTest {

    private final PowerCutStore store = new PowerCutStore(1);

    @Test
    void aFullDiskRefusesUntilThereIsSpace() throws Exception {
        store.limit(1 << 20);
        try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
            List<String> committed = fill(journal);

            JournalState.Refusing refusing = assertInstanceOf(JournalState.Refusing.class, journal.state());
            assertTrue(refusing.cause().contains("space"), refusing.cause());
            assertTrue(figure(journal, "journal.refused") > 0);
            assertEquals(committed.size(), figure(journal, "journal.group"));
            assertTrue(figure(journal, "journal.fsync") > 0);
            assertEquals(committed, Journals.read(journal));

            store.limit(Long.MAX_VALUE);
            committed.add(appendUntilTaken(journal));
            assertInstanceOf(JournalState.Writable.class, journal.state());
            assertEquals(committed, Journals.read(journal));
            journal.close();
            try (FileJournal again = FileJournal.open(store, Journals.SMALL)) {
                assertEquals(committed, Journals.read(again));
            }
        }
    }

    private static double figure(FileJournal journal, String name) {
        return journal.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .total();
    }

    @Test
    void trimmingAFullDiskMakesSpace() throws Exception {
        store.limit(1 << 20);
        try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
            fill(journal);
            journal.trim(journal.end());
            appendUntilTaken(journal);

            assertInstanceOf(JournalState.Writable.class, journal.state());
        }
    }

    @Test
    void theReserveIsEnoughToCutAndToTrimWhereEvenAnOverwriteNeedsRoom() throws Exception {
        store.limit(8 << 20);
        store.copyOnWrite();
        try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
            List<String> committed = new ArrayList<>();
            do {
                committed.add("x".repeat(500));
                append(journal, committed.get(0)).position();
            } while (committed.size() < 300 || !store.list().contains(Reserve.NAME));
            store.limit(store.used());
            fail(journal);
            assertFalse(journal.state() instanceof JournalState.Failed, "what failed could not be cut off");
            assertEquals(committed, Journals.read(journal));

            journal.trim(journal.end());
            appendUntilTaken(journal);
            assertInstanceOf(JournalState.Writable.class, journal.state());
        }
    }

    @Test
    void aWriteThatFailsHalfwayLeavesNothingBehind() throws Exception {
        try (FileJournal journal = FileJournal.open(store, new JournalOptions(16 << 10, 1 << 20, 1 << 20, 0))) {
            append(journal, "kept").position();
            // The segment of a large record is not prepared, so it grows, and meets the limit within the record.
            FutureAppend large = large(200 << 10);
            store.onUsableBytes(() -> store.limit(store.used() + (60 << 10)));
            journal.append(large);
            assertTrue(large.failure().getMessage().contains("space"));

            store.limit(Long.MAX_VALUE);
            String next = appendUntilTaken(journal);
            assertEquals(List.of("kept", next), Journals.read(journal));
        }
        try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
            assertEquals(2, Journals.read(journal).size());
        }
    }

    @Test
    void afterAFailedForceTheJournalMustBeOpenedAgain() throws Exception {
        try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
            append(journal, "kept").position();
            store.breakForces(Segment::isName);
            JournalException failure = append(journal, "never").failure();
            assertTrue(failure.getMessage().contains("I/O error"), failure.getMessage());
            store.breakForces(name -> false);

            assertInstanceOf(JournalState.Failed.class, journal.state());
            append(journal, "neither").failure();
            assertEquals(List.of("kept"), Journals.read(journal));
        }
        try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
            assertEquals(List.of("kept"), Journals.read(journal));
            append(journal, "again").position();
        }
    }

    @Test
    void moreThanMayWaitIsRefused() throws Exception {
        JournalOptions options = new JournalOptions(16 << 10, 1 << 20, 10_000, 1);
        try (FileJournal journal = FileJournal.open(store, options)) {
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            journal.append(new FutureAppend("slow") {
                @Override
                public void committed(long position) {
                    blocked.countDown();
                    awaitUnchecked(release);
                }
            });
            blocked.await();
            List<FutureAppend> appends = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                appends.add(append(journal, "x".repeat(1000)));
            }
            release.countDown();
            for (int i = 0; i < appends.size(); i++) {
                if (i < 9) {
                    appends.get(i).position();
                } else {
                    String message = appends.get(i).failure().getMessage();
                    assertTrue(message.contains("overloaded") && message.contains("10000"), message);
                }
                assertEquals(1, appends.get(i).outcomes());
            }
            append(journal, "afterwards").position();
        }
    }

    @Test
    void aRecordThatIsTooLargeIsRefusedWithTheLimit() throws Exception {
        try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
            FutureAppend append = large((1 << 20) + 1);
            journal.append(append);

            assertTrue(append.failure().getMessage().contains("allowed are 1048576"));
            FutureAppend largest = large(1 << 20);
            journal.append(largest);
            assertEquals(1 << 20, journal.read(largest.position()).remaining());
        }
    }

    @Test
    void aBufferThatIsUsedTwiceFailsAloneAndOnce() throws Exception {
        try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
            CountDownLatch release = new CountDownLatch(1);
            journal.append(new FutureAppend("slow") {
                @Override
                public void committed(long position) {
                    awaitUnchecked(release);
                }
            });
            ByteBuffer shared = ByteBuffer.allocate(100);
            FutureAppend first = new FutureAppend(Durability.FSYNC, shared);
            FutureAppend second = new FutureAppend(Durability.FSYNC, shared);
            journal.append(first);
            journal.append(second);
            FutureAppend last = append(journal, "last");
            release.countDown();

            assertEquals(100, journal.read(first.position()).remaining());
            assertTrue(second.failure().getMessage().contains("changed"));
            assertEquals(4, journal.read(last.position()).remaining());
            assertEquals(3, Journals.read(journal).size());
        }
    }

    private static List<String> fill(FileJournal journal) throws Exception {
        List<String> committed = new ArrayList<>();
        while (journal.state() instanceof JournalState.Writable) {
            String text = committed.size() + ":" + "x".repeat(500);
            FutureAppend append = append(journal, text);
            append.outcome()
                    .handle((position, failure) -> failure == null && committed.add(text))
                    .get();
        }
        assertTrue(committed.size() > 50, "only " + committed.size() + " records fitted");
        return committed;
    }

    private static void fail(FileJournal journal) throws Exception {
        JournalException failure = append(journal, "no room").failure();
        assertTrue(failure.getMessage().contains("space"), failure.getMessage());
    }

    /** The journal looks once a second; each try waits for its outcome, and the test's time limit bounds them. */
    private static String appendUntilTaken(FileJournal journal) throws Exception {
        for (int attempt = 0; ; attempt++) {
            String text = "attempt " + attempt;
            if (append(journal, text)
                    .outcome()
                    .handle((position, failure) -> failure == null)
                    .get()) {
                return text;
            }
        }
    }

    private static FutureAppend large(int bytes) {
        return new FutureAppend(Durability.FSYNC, ByteBuffer.allocate(bytes));
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
