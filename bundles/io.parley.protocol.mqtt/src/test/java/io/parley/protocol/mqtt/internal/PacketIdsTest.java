package io.parley.protocol.mqtt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.mqtt.internal.PacketIds.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PacketIdsTest {

    @Test
    void agreesWithAMapOverLongRandomRuns() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            PacketIds ids = new PacketIds();
            TreeMap<Long, Step> inbox = new TreeMap<>();
            Map<Integer, Long> queue = new HashMap<>();
            long next = random.nextInt(200_000);
            long queued = -1;
            for (int turn = 0; turn < 20_000; turn++) {
                int what = random.nextInt(10);
                if (what < 4 && (inbox.isEmpty() || next - inbox.firstKey() < PacketIds.INBOX_IDS)) {
                    Step step = PacketIds.STEPS[1 + random.nextInt(4)];
                    assertEquals((int) (next % PacketIds.INBOX_IDS) + 1, ids.put(next, step));
                    inbox.put(next, step);
                    next += random.nextInt(50) == 0 ? 1 + random.nextInt(3_000) : 1;
                } else if (what < 6 && queue.size() < PacketIds.QUEUE_IDS) {
                    int id = ids.put(queued, Step.PUBACK);
                    assertTrue(id > PacketIds.INBOX_IDS && id <= 65_535, "id " + id);
                    assertEquals(null, queue.put(id, queued), "an id in use was given again");
                    queued--;
                } else if (what < 8 && !inbox.isEmpty()) {
                    Long some = inbox.ceilingKey(inbox.firstKey() + random.nextInt(60));
                    long sequence = some == null ? inbox.firstKey() : some;
                    int id = (int) (sequence % PacketIds.INBOX_IDS) + 1;
                    assertEquals(inbox.get(sequence), ids.step(id));
                    assertEquals(sequence, ids.sequence(id));
                    ids.set(id, Step.NONE);
                    inbox.remove(sequence);
                } else if (what < 9 && !queue.isEmpty()) {
                    int id = queue.keySet().iterator().next();
                    assertEquals(Step.PUBACK, ids.step(id));
                    assertEquals(queue.remove(id), ids.sequence(id));
                    ids.set(id, Step.NONE);
                } else {
                    int id = 1 + random.nextInt(65_535);
                    boolean known = queue.containsKey(id)
                            || inbox.keySet().stream()
                                    .limit(200)
                                    .anyMatch(sequence -> sequence % PacketIds.INBOX_IDS + 1 == id);
                    assertTrue(!known || ids.step(id) != Step.NONE);
                }
                if (turn % 5_000 == 0) {
                    ids = PacketIds.from(ids.values());
                }
            }
            for (Map.Entry<Long, Step> left : inbox.entrySet()) {
                int id = (int) (left.getKey() % PacketIds.INBOX_IDS) + 1;
                assertEquals(left.getValue(), ids.step(id), "seed " + seed);
                assertEquals(left.getKey(), ids.sequence(id));
                ids.set(id, Step.NONE);
                assertEquals(Step.NONE, ids.step(id));
            }
        }
    }

    @Test
    void theWholeRangeOfTheInboxCanBeInFlight() {
        PacketIds ids = new PacketIds();
        for (long sequence = 100; sequence < 100 + PacketIds.INBOX_IDS; sequence++) {
            ids.put(sequence, Step.PUBACK);
        }
        for (int id = 1; id <= PacketIds.INBOX_IDS; id++) {
            assertEquals(Step.PUBACK, ids.step(id));
            assertEquals(id, ids.sequence(id) % PacketIds.INBOX_IDS + 1);
        }
        assertThrows(IllegalStateException.class, () -> ids.put(100 + PacketIds.INBOX_IDS, Step.PUBACK));
    }

    @Test
    void allQueueIdsCanBeInFlight() {
        PacketIds ids = new PacketIds();
        for (int i = 1; i <= PacketIds.QUEUE_IDS; i++) {
            ids.put(-i, Step.PUBACK);
        }
        assertThrows(IllegalStateException.class, () -> ids.put(-5_000, Step.PUBACK));
        ids.set(62_000, Step.NONE);
        assertEquals(62_000, ids.put(-5_000, Step.PUBACK));
    }

    @Test
    void aWindowThatMovesDoesNotGrow() {
        InboxWindow window = new InboxWindow();
        for (long sequence = 0; sequence < 1_000_000; sequence++) {
            window.set(sequence, Step.PUBACK);
            if (sequence >= 50) {
                window.set(sequence - 50, Step.NONE);
            }
        }
        assertEquals(64, window.slots());
    }
}
