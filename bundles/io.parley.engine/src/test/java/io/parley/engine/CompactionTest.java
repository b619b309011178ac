package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.engine.op.Op;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.testkit.MemoryJournal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CompactionTest {

    /** Asks a shard that has ended already. */
    private static final class Waiting implements Participant {

        private final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public String name() {
            return "waiting";
        }

        @Override
        public void load(View view) {}

        @Override
        public void apply(Shard shard, Op op, MessageRef message) {}

        @Override
        public void collect(Shard shard, ViewChanges changes) {}

        @Override
        public void relocate(long below, Stragglers found) throws JournalException {
            asked.countDown();
            Waits.on(new CompletableFuture<>());
        }
    }

    @Test
    void noThreadStaysBehindThatWaitsForAShardWhichHasEnded() throws Exception {
        Waiting waiting = new Waiting();
        try (MemoryJournal journal = new MemoryJournal()) {
            Compaction compaction = new Compaction(journal, () -> null, position -> null, address -> null);
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            compaction.start(new Compaction.Extent(0, 1 << 24), List.of(waiting), () -> true, done::complete);
            waiting.asked.await();
            compaction.close();
            assertEquals(false, done.get(10, TimeUnit.SECONDS), "nothing was copied, and the run has ended");
        }
    }
}
