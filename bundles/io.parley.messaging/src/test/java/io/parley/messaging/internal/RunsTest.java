package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunsTest {

    private static List<String> all(Runs runs) {
        List<String> all = new ArrayList<>();
        runs.each((from, below) -> all.add(from + "-" + below));
        return all;
    }

    @Test
    void whatFollowsOneAnotherIsOneRunInWhateverOrderItCame() {
        Runs runs = new Runs();
        assertTrue(runs.isEmpty());
        for (long sequence : new long[] {5, 6, 7, 1, 3, 2, 10, 9, 6}) {
            runs.add(sequence);
        }
        assertEquals(List.of("1-4", "5-8", "9-11"), all(runs));
        runs.add(4);
        runs.addAll(20, 30);
        runs.addAll(8, 8);
        runs.addAll(8, 22);
        assertEquals(List.of("1-30"), all(runs));
        assertFalse(runs.isEmpty());
    }

    @Test
    void isTheSetThatWasAdded() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Runs runs = new Runs();
            TreeSet<Long> expected = new TreeSet<>();
            long next = 0;
            for (int i = 0; i < 60; i++) {
                next = random.nextInt(4) == 0 ? random.nextInt(100) : next + 1;
                if (random.nextInt(8) == 0) {
                    Runs more = new Runs();
                    more.addAll(next, next + random.nextInt(5));
                    more.each((from, below) -> {
                        for (long at = from; at < below; at++) {
                            expected.add(at);
                        }
                    });
                    runs.addAll(more);
                } else {
                    runs.add(next);
                    expected.add(next);
                }
                long first = random.nextInt(110);
                long end = first + random.nextInt(6);
                assertEquals(!expected.subSet(first, end).isEmpty(), runs.meets(first, end), "seed " + seed);
                assertEquals(expected.contains(first), runs.contains(first), "seed " + seed);
            }
            TreeSet<Long> found = new TreeSet<>();
            long[] before = {-2};
            runs.each((from, below) -> {
                assertTrue(before[0] < from, "seed " + seed + ": runs touch");
                before[0] = below;
                for (long at = from; at < below; at++) {
                    found.add(at);
                }
            });
            assertEquals(expected, found, "seed " + seed);
        }
    }
}
