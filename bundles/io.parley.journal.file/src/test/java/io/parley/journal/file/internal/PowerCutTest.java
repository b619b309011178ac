package io.parley.journal.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.journal.file.internal.store.PowerCutStore;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The power goes at random points; whatever was told to be durable is there afterwards. */
class PowerCutTest {

    private static final int POINTS = 200;
    private static final int CUTS_A_POINT = 3;
    private static final int RECORDS_A_TERM = 120;
    private static final int IN_FLIGHT = 16;
    private static final JournalOptions OPTIONS = new JournalOptions(32 << 10, 64 << 10, 1 << 20, 1);

    @Test
    void whatIsCommittedSurvives() throws Exception {
        int cuts = 0;
        long survivors = 0;
        for (int point = 0; point < POINTS; point++) {
            Life life = new Life(point, name -> false);
            life.run();
            cuts += life.cuts;
            survivors += life.survivors;
        }
        assertTrue(cuts > POINTS, "the power was cut only " + cuts + " times");
        assertTrue(survivors > 10L * POINTS, "only " + survivors + " records were looked at");
    }

    /** Each kind of force is needed: with one of them left out the same check fails. */
    @ParameterizedTest
    @ValueSource(strings = {"segment", "control", "folder"})
    void aMissingForceIsFound(String kind) {
        Predicate<String> ignored = switch (kind) {
            case "segment" -> Segment::isName;
            case "control" -> name -> name.startsWith(Control.NAME);
            default -> String::isEmpty;
        };
        assertThrows(AssertionError.class, () -> {
            for (int point = 0; point < POINTS; point++) {
                new Life(point, ignored).run();
            }
        });
    }

    /** A journal through several power cuts, beside what its user knows of it. */
    private static final class Life {

        private final long seed;
        private final Random random;
        private final NavigableMap<Long, Integer> committed = new TreeMap<>(); // guarded by itself
        private final Set<Integer> failed = new HashSet<>(); // guarded by committed
        private PowerCutStore store;
        private int numbers;
        private long epoch;
        private int cuts;
        private long survivors;

        Life(long seed, Predicate<String> ignoredForces) {
            this.seed = seed;
            this.random = new Random(seed);
            this.store = new PowerCutStore(seed);
            store.ignoreForces(ignoredForces);
        }

        void run() throws Exception {
            for (int cut = 0; cut < CUTS_A_POINT; cut++) {
                store.cutAfter(random.nextInt(400));
                term();
                cuts += store.isCut() ? 1 : 0;
                store = store.restart();
            }
            try (FileJournal journal = FileJournal.open(store, OPTIONS)) {
                check(journal);
            } catch (JournalException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }

        /** One opening, until the power goes or the records are through. */
        private void term() throws InterruptedException {
            try (FileJournal journal = FileJournal.open(store, OPTIONS)) {
                check(journal);
                Semaphore window = new Semaphore(IN_FLIGHT);
                for (int i = 0; i < RECORDS_A_TERM && !store.isCut(); i++) {
                    window.acquire();
                    journal.append(new Numbered(numbers++, window));
                    if (random.nextInt(30) == 0) {
                        journal.trim(journal.begin() + random.nextInt(60_000));
                    }
                }
                window.acquire(IN_FLIGHT);
            } catch (JournalException e) {
                assertTrue(store.isCut(), () -> "seed " + seed + ", with power: " + e.getMessage());
            }
        }

        private void check(FileJournal journal) throws JournalException {
            List<Integer> found = new ArrayList<>();
            List<Long> positions = new ArrayList<>();
            try (JournalReader reader = journal.reader(journal.begin())) {
                while (reader.next()) {
                    found.add(numberOf(reader.data()));
                    positions.add(reader.position());
                }
            }
            assertTrue(journal.epoch() > epoch, () -> "seed " + seed + ": epoch came back");
            epoch = journal.epoch();
            synchronized (committed) {
                committed.headMap(journal.begin()).clear();
                committed.forEach((position, number) -> {
                    int at = positions.indexOf(position);
                    assertTrue(at >= 0, () -> "seed " + seed + ": committed record " + number + " is lost");
                    assertEquals(number, found.get(at), () -> "seed " + seed + ": other content");
                });
                for (int i = 0; i < found.size(); i++) {
                    int number = found.get(i);
                    assertFalse(failed.contains(number), () -> "seed " + seed + ": failed record came back");
                    assertTrue(i == 0 || found.get(i - 1) < number, () -> "seed " + seed + ": order");
                }
                // What was not committed and has come back is part of the journal from now on.
                for (int i = 0; i < found.size(); i++) {
                    committed.put(positions.get(i), found.get(i));
                }
            }
            survivors += found.size();
        }

        private int numberOf(ByteBuffer data) {
            int number = data.getInt();
            ByteBuffer expected = content(number);
            assertEquals(expected.position(Integer.BYTES), data, () -> "seed " + seed + ": content of " + number);
            return number;
        }

        private ByteBuffer content(int number) {
            Random content = new Random(seed ^ number);
            int length = content.nextInt(content.nextInt(20) == 0 ? 40_000 : 1500);
            // With records of one size what a torn group left behind lies where later records begin.
            byte[] bytes = new byte[Integer.BYTES + (seed % 2 == 0 ? length : 700)];
            content.nextBytes(bytes);
            return ByteBuffer.wrap(bytes).putInt(0, number);
        }

        private final class Numbered implements Append {

            private final int number;
            private final Semaphore window;

            Numbered(int number, Semaphore window) {
                this.number = number;
                this.window = window;
            }

            @Override
            public List<ByteBuffer> data() {
                return List.of(content(number));
            }

            @Override
            public Durability durability() {
                return number % 5 == 0 ? Durability.OS : Durability.FSYNC;
            }

            @Override
            public void committed(long position) {
                if (durability() == Durability.FSYNC) {
                    synchronized (committed) {
                        committed.put(position, number);
                    }
                }
                window.release();
            }

            @Override
            public void failed(JournalException cause) {
                if (!store.isCut()) {
                    synchronized (committed) {
                        failed.add(number);
                    }
                }
                window.release();
            }
        }
    }
}
