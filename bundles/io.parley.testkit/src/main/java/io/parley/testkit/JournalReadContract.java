package io.parley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.journal.RecordSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The part of {@link JournalContract} that is about reading and trimming. */
abstract class JournalReadContract extends JournalFixture {

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
    void manyRecordsAreReadTogetherWhereverTheyAre() throws Exception {
        List<Long> positions = appendLarge(200);
        for (int i = 0; i < 300; i++) {
            positions.add(append("small " + i).position());
        }
        List<Long> wanted = new ArrayList<>(positions);
        Collections.reverse(wanted);
        wanted.addAll(positions);
        wanted.addAll(List.of(positions.get(0) + 1, journal.end(), -1L, positions.get(499), positions.get(499)));
        Map<Integer, ByteBuffer> read = new LinkedHashMap<>();
        Set<Integer> unreadable = new LinkedHashSet<>();
        journal.read(wanted.stream().mapToLong(Long::longValue).toArray(), new RecordSink() {
            @Override
            public void record(int index, ByteBuffer data) {
                assertTrue(data.isReadOnly());
                read.put(index, ByteBuffer.allocate(data.remaining()).put(data).flip());
            }

            @Override
            public void unreadable(int index, JournalException why) {
                assertEquals(index, read.size() + unreadable.size(), "in order");
                unreadable.add(index);
            }
        });
        assertEquals(Set.of(1000, 1001, 1002), unreadable);
        assertEquals(1002, read.size());
        for (Map.Entry<Integer, ByteBuffer> each : read.entrySet()) {
            assertEquals(journal.read(wanted.get(each.getKey())), each.getValue(), "record " + each.getKey());
        }
        assertEquals(read.keySet().stream().sorted().toList(), List.copyOf(read.keySet()), "in order");
    }

    /** Readings of many records do not share what they read into. */
    @Test
    void manyRecordsAreReadWhileOthersAre() throws Exception {
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            positions.add(append("record " + i).position());
        }
        long[] outer = positions.stream().mapToLong(Long::longValue).limit(150).toArray();
        long[] inner = positions.stream().mapToLong(Long::longValue).skip(150).toArray();
        for (int round = 0; round < 2; round++) {
            List<String> texts = new ArrayList<>();
            journal.read(outer, new Texts(texts) {
                @Override
                public void record(int index, ByteBuffer data) {
                    if (index % 50 == 0) {
                        List<String> others = new ArrayList<>();
                        journal.read(inner, new Texts(others));
                        assertEquals("record 150", others.get(0));
                        assertEquals("record 299", others.get(149));
                    }
                    super.record(index, data);
                }
            });
            for (int i = 0; i < outer.length; i++) {
                assertEquals("record " + i, texts.get(i));
            }
        }
    }

    private static class Texts implements RecordSink {

        private final List<String> all;

        Texts(List<String> all) {
            this.all = all;
        }

        @Override
        public void record(int index, ByteBuffer data) {
            all.add(text(data.duplicate()));
        }

        @Override
        public void unreadable(int index, JournalException why) {
            all.add(why.getMessage());
        }
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
}
