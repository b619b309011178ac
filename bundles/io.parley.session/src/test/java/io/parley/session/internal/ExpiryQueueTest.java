package io.parley.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.engine.FakeTimers;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ExpiryQueueTest {

    private final Shards shards = new Shards(1, 1);
    private final Shard shard = shards.get(0);
    private final FakeTimers timers = new FakeTimers();
    private final List<String> due = new ArrayList<>();
    private final ExpiryQueue queue = new ExpiryQueue(shard, timers, entry -> due.add(entry.id));

    @AfterEach
    void close() {
        shards.close();
    }

    private void onShard(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, shard).get(10, TimeUnit.SECONDS);
    }

    private static Entry entry(String id) {
        return new Entry(id, "anonymous", true, 0, 60);
    }

    @Test
    void theEarliestComesFirstAndOneTimerIsEnough() throws Exception {
        long now = timers.steady();
        int before = timers.waiting();
        onShard(() -> {
            queue.lookAt(entry("c"), now + 300);
            queue.lookAt(entry("a"), now + 100);
            queue.lookAt(entry("b"), now + 200);
        });
        assertEquals(before + 1, timers.waiting());
        timers.advance(Duration.ofMillis(199));
        onShard(() -> assertEquals(List.of("a"), due));
        timers.advance(Duration.ofMillis(101));
        onShard(() -> assertEquals(List.of("a", "b", "c"), due));
        assertEquals(before, timers.waiting());
    }

    @Test
    void anEarlierTimeReplacesALaterOne() throws Exception {
        long now = timers.steady();
        Entry entry = entry("a");
        onShard(() -> {
            queue.lookAt(entry, now + 200);
            queue.lookAt(entry, now + 300);
            queue.lookAt(entry, now + 100);
        });
        timers.advance(Duration.ofSeconds(1));
        onShard(() -> assertEquals(List.of("a"), due, "looked at once"));
    }

    @Test
    void aClockThatIsSetChangesNothing() throws Exception {
        long now = timers.steady();
        onShard(() -> queue.lookAt(entry("hour"), now + 3_600_000));
        timers.set(Duration.ofHours(2));
        timers.advance(Duration.ofMinutes(1));
        onShard(() -> queue.lookAt(entry("soon"), timers.steady() + 100));
        timers.advance(Duration.ofMillis(100));
        onShard(() -> assertEquals(List.of("soon"), due));
        timers.set(Duration.ofHours(-5));
        timers.advance(Duration.ofMinutes(59));
        onShard(() -> assertEquals(List.of("soon", "hour"), due));
    }

    @Test
    void itAgreesWithAMapHoweverOftenTimesChange() throws Exception {
        Random random = new Random(9);
        Map<String, Long> expected = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            entries.add(entry("s" + i));
        }
        for (int round = 0; round < 20_000; round++) {
            Entry entry = entries.get(random.nextInt(entries.size()));
            long at = timers.steady() + 1 + random.nextInt(5_000);
            boolean forget = random.nextInt(5) == 0;
            onShard(() -> {
                if (forget) {
                    queue.forget(entry);
                } else {
                    queue.lookAt(entry, at);
                }
            });
            if (forget) {
                expected.remove(entry.id);
            } else {
                expected.merge(entry.id, at, Math::min);
            }
            if (round % 50 == 0) {
                timers.advance(Duration.ofMillis(random.nextInt(50)));
                onShard(() -> {
                    List<String> wanted = expected.entrySet().stream()
                            .filter(one -> one.getValue() <= timers.steady())
                            .sorted(Map.Entry.comparingByValue())
                            .map(Map.Entry::getKey)
                            .toList();
                    assertEquals(
                            wanted.stream().sorted().toList(),
                            due.stream().sorted().toList());
                    expected.keySet().removeAll(wanted);
                    due.clear();
                });
            }
        }
        assertEquals(expected.size(), queue.size());
    }
}
