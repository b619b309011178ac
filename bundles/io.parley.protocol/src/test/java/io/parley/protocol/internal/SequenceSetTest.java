package io.parley.protocol.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SequenceSetTest {

    @Test
    void isASet() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            SequenceSet set = new SequenceSet();
            TreeSet<Long> model = new TreeSet<>();
            long next = random.nextInt(100);
            for (int i = 0; i < 20_000; i++) {
                if (model.size() < 1 + seed * 20 && random.nextInt(5) > 1) {
                    next += 1 + random.nextInt(3);
                    set.add(next);
                    model.add(next);
                } else {
                    long number =
                            random.nextBoolean() && !model.isEmpty() ? model.first() : next - random.nextInt(2_000);
                    assertEquals(model.remove(number), set.remove(number), "seed " + seed);
                }
                assertEquals(model.size(), set.size());
            }
        }
    }
}
