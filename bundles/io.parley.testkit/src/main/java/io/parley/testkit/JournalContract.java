package io.parley.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.Durability;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.journal.JournalState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Journal} keeps. */
public abstract class JournalContract {

    @TempDir
    private Path folder;

    private Journal journal;

    /** Opens the journal in that folder; again after {@link #close}, with all that was committed before. */
    protected abstract Journal open(Path folder) throws Exception;

    /** Ends what was handed over and closes a journal that {@link #open} gave. May be called again. */
    protected abstract void close(Journal journal) throws Exception;

    @BeforeEach
    void openJournal() throws Exception {
        journal = open(folder);
    }

    @AfterEach
    void closeJournal() throws Exception {
        close(journal);
    }

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
    void aReaderBeginsAtOrBehindAnyPosition() throws Exception {
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            positions.add(append("record " + i).position());
        }
        for (long position = 0; position < positions.get(19); position++) {
            int first = 0;
            while (positions.get(first) < position) {
                first++;
            }
            try (JournalReader reader = journal.reader(position)) {
                assertTrue(reader.next());
                assertEquals(positions.get(first), reader.position(), "first at or behind " + position);
                assertEquals("record " + first, text(reader.data()));
            }
        }
        try (JournalReader reader = journal.reader(positions.get(19) + 1)) {
            assertFalse(reader.next());
        }
    }

    @Test
    void onlyThePositionOfARecordCanBeRead() throws Exception {
        long first = append("first").position();
        long second = append("second").position();

        assertEquals("second", text(journal.read(second)));
        assertThrows(JournalException.class, () -> journal.read(first + 1));
        assertThrows(JournalException.class, () -> journal.read(journal.end()));
        assertThrows(JournalException.class, () -> journal.read(Long.MAX_VALUE));
        assertThrows(JournalException.class, () -> journal.read(-1));
        assertThrows(JournalException.class, () -> journal.reader(-1));
        assertTrue(journal.read(first).isReadOnly());
    }

    @Test
    void aReaderSeesWhatIsCommittedLater() throws Exception {
        append("before").position();
        try (JournalReader reader = journal.reader(0);
                JournalReader atEnd = journal.reader(journal.end())) {
            assertTrue(reader.next());
            assertFalse(reader.next());
            assertFalse(atEnd.next());
            for (int i = 0; i < 3; i++) {
                append("after " + i).position();
                assertTrue(reader.next());
                assertEquals("after " + i, text(reader.data()));
                assertFalse(reader.next());
                assertTrue(atEnd.next());
                assertEquals("after " + i, text(atEnd.data()));
            }
        }
    }

    @Test
    void aReaderBesideAWriterMissesNothing() throws Exception {
        int count = 20_000;
        try (JournalReader reader = journal.reader(0)) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < count; i++) {
                    append("record " + i);
                }
            });
            int seen = 0;
            while (seen < count) {
                if (reader.next()) {
                    assertEquals("record " + seen, text(reader.data()));
                    seen++;
                } else {
                    Thread.onSpinWait();
                }
            }
            writer.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void dataMayComeInManyBuffersOfAnyKind() throws Exception {
        ByteBuffer direct = ByteBuffer.allocateDirect(8).put("-direct-".getBytes(UTF_8)).flip();
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
            FutureAppend append = new FutureAppend(
                    Durability.values()[i % Durability.values().length], UTF_8.encode("record " + i));
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

    @Test
    void trimKeepsWhatLiesBehindThePosition() throws Exception {
        List<Long> positions = appendLarge(200);
        long begin = journal.begin();
        journal.trim(positions.get(150));

        assertTrue(journal.begin() >= begin);
        assertTrue(journal.begin() <= positions.get(150), "nothing that is needed goes");
        assertNumbers(150, 200, positions);
        try (JournalReader reader = journal.reader(journal.begin())) {
            assertTrue(reader.next());
            assertTrue(positions.contains(reader.position()));
        }
        long trimmed = journal.begin();
        journal.trim(positions.get(10));
        assertEquals(trimmed, journal.begin(), "trim never goes back");
        if (trimmed > 0) {
            assertThrows(JournalException.class, () -> journal.reader(trimmed - 1));
            assertThrows(JournalException.class, () -> journal.read(0));
        }
    }

    @Test
    void trimOutlivesOpeningAgain() throws Exception {
        List<Long> positions = appendLarge(200);
        journal.trim(positions.get(150));
        long begin = journal.begin();
        long end = journal.end();
        close(journal);
        journal = open(folder);

        assertEquals(begin, journal.begin());
        assertEquals(end, journal.end());
        assertNumbers(150, 200, positions);
    }

    @Test
    void positionsGoOnAfterEverythingWasTrimmed() throws Exception {
        appendLarge(100);
        long end = journal.end();
        journal.trim(end);
        assertEquals(end, journal.end());
        close(journal);
        journal = open(folder);

        assertEquals(end, journal.end());
        long next = append("next").position();
        assertTrue(next >= end);
        try (JournalReader reader = journal.reader(end)) {
            assertTrue(reader.next());
            assertEquals("next", text(reader.data()));
        }
    }

    @Test
    void readersBesideTrimSeeARecordOrAreTold() throws Exception {
        List<Long> positions = appendLarge(300);
        CompletableFuture<Void> trimming = CompletableFuture.runAsync(() -> {
            try {
                for (long position : positions) {
                    journal.trim(position);
                }
            } catch (JournalException e) {
                throw new AssertionError(e);
            }
        });
        for (int i = 0; i < positions.size(); i++) {
            long position = positions.get(i);
            try {
                assertEquals(i, journal.read(position).getInt());
            } catch (JournalException e) {
                assertTrue(position < journal.begin(), () -> "kept, but unreadable: " + e.getMessage());
            }
        }
        trimming.get(30, TimeUnit.SECONDS);
        assertNumbers(299, 300, positions);
    }

    @Test
    void anInterruptedThreadHarmsNobody() throws Exception {
        long position = append("record").position();
        CompletableFuture<Void> interrupted = CompletableFuture.runAsync(() -> {
            Thread.currentThread().interrupt();
            try (JournalReader reader = journal.reader(0)) {
                reader.next();
                journal.read(position);
                journal.trim(0);
            } catch (JournalException e) {
                // a refusal is allowed
            }
            append("by an interrupted thread");
            assertTrue(Thread.interrupted(), "the interrupt is kept for its owner");
        });
        interrupted.get(30, TimeUnit.SECONDS);
        append("last").position();

        assertEquals(List.of("record", "by an interrupted thread", "last"), readFrom(0));
        assertEquals("record", text(journal.read(position)));
        assertNotEquals(0, journal.end());
    }

    private FutureAppend append(String text) {
        FutureAppend append = new FutureAppend(text);
        journal.append(append);
        return append;
    }

    /** Records of 16 KiB that begin with their number, so that a journal of segments fills some. */
    private List<Long> appendLarge(int count) throws Exception {
        List<FutureAppend> appends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FutureAppend append = new FutureAppend(
                    Durability.FSYNC, ByteBuffer.allocate(16 << 10).putInt(0, i));
            appends.add(append);
            journal.append(append);
        }
        List<Long> positions = new ArrayList<>();
        for (FutureAppend append : appends) {
            positions.add(append.position());
        }
        return positions;
    }

    private void assertNumbers(int from, int to, List<Long> positions) throws JournalException {
        try (JournalReader reader = journal.reader(positions.get(from))) {
            for (int i = from; i < to; i++) {
                assertTrue(reader.next());
                assertEquals(positions.get(i), reader.position());
                assertEquals(i, reader.data().getInt());
                assertEquals(i, journal.read(positions.get(i)).getInt());
            }
            assertFalse(reader.next());
        }
    }

    private List<String> readFrom(long position) throws JournalException {
        List<String> records = new ArrayList<>();
        try (JournalReader reader = journal.reader(position)) {
            while (reader.next()) {
                records.add(text(reader.data()));
            }
        }
        return records;
    }

    private static List<String> texts(String prefix, int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add(prefix + i);
        }
        return texts;
    }

    private static String text(ByteBuffer data) {
        return UTF_8.decode(data).toString();
    }
}
