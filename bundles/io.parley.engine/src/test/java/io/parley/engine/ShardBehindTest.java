package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.parley.engine.shard.Shard;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What bounds a shard's queue, and the memory of an engine with little heap. */
@Timeout(30)
class ShardBehindTest {

    private static final long MIB = 1 << 20;

    private final Fixture at = new Fixture();
    private final CountDownLatch go = new CountDownLatch(1);

    @BeforeEach
    void begin() {
        at.start("a");
        at.engine.join(new Recorder(at.engine, "a"));
    }

    @AfterEach
    void close() {
        go.countDown();
        at.close();
    }

    private void hold(Shard shard) {
        shard.execute(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private CompletableFuture<Void> told(String key) {
        return at.engine
                .batch()
                .add(Recorder.put(key, 1))
                .tellWhenDurable()
                .commit()
                .toCompletableFuture();
    }

    private String onAnotherThread(Shard shard) {
        for (int i = 0; ; i++) {
            int index = at.engine.shards().indexOf("other" + i);
            if (index % 2 != shard.index() % 2) {
                return "other" + i;
            }
        }
    }

    @Test
    void nobodyIsToldEarlyWhileTheShardIsFarBehind() throws Exception {
        Shard shard = at.engine.shards().of("key");
        hold(shard);
        Fixture.get(told("key"));
        for (int i = 0; i <= Shard.BEHIND; i++) {
            shard.execute(() -> {});
        }
        for (int i = 0; i < Shard.LOOK_EVERY; i++) {
            told("key");
        }
        CompletableFuture<Void> late = told("key");
        // The journal keeps the order: by now it has ended with the one before, too.
        Fixture.get(told(onAnotherThread(shard)));
        assertFalse(late.isDone(), "told while more waits than may");
        go.countDown();
        Fixture.get(late);
    }

    @Test
    void littleHeapMeansLittleMemoryForWhatWaits() {
        EngineSettings settings = EngineSettings.DEFAULT.within(256 * MIB);
        assertEquals(64 * MIB, settings.memoryBytes());
        assertEquals(64 * MIB, settings.checkpointBytes());
        assertEquals(EngineSettings.DEFAULT, EngineSettings.DEFAULT.within(1 << 30));
    }
}
