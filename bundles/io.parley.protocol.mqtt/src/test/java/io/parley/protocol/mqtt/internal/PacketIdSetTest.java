package io.parley.protocol.mqtt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PacketIdSetTest {

    @Test
    void itIsASet() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            TreeSet<Integer> model = new TreeSet<>();
            PacketIdSet set = new PacketIdSet();
            int range = 1 << 1 + random.nextInt(15);
            for (int i = 0; i < 500; i++) {
                int id = 1 + random.nextInt(range);
                switch (random.nextInt(3)) {
                    case 0 -> assertEquals(model.add(id), set.add(id), "seed " + seed);
                    case 1 -> assertEquals(model.remove(id), set.remove(id), "seed " + seed);
                    default -> assertEquals(model.contains(id), set.contains(id), "seed " + seed);
                }
                assertEquals(model.size(), set.size());
            }
            PacketIdSet copy = PacketIdSet.parse(set.toString());
            assertEquals(model.size(), copy.size());
            model.forEach(id -> assertEquals(true, copy.contains(id)));
        }
    }

    @Test
    void allIdsAtOnce() {
        PacketIdSet set = new PacketIdSet();
        for (int id = 1; id <= 65_535; id++) {
            set.add(id);
        }
        assertEquals(65_535, set.size());
        for (int id = 65_535; id >= 1; id--) {
            assertEquals(true, set.remove(id));
        }
        assertEquals("", set.toString());
    }
}
