package io.parley.engine;

import io.parley.engine.op.Op;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of batches on their way: an engine with one participant, on a journal that can be held up. */
abstract class OnTheWayTests {

    final Fixture at = new Fixture();
    final SlowJournal journal = new SlowJournal(at.journal);
    Recorder recorder;

    @BeforeEach
    void begin() {
        EngineCore engine = at.start(journal, 2_000, "a");
        recorder = new Recorder(engine, "a");
        engine.join(recorder);
    }

    @AfterEach
    void close() {
        journal.go();
        at.close();
    }

    final Batch batch(Op op) {
        return at.engine.batch().add(op);
    }

    final Batch batch(Op op, String key) {
        return batch(op).inOrderOf(key);
    }

    /** Holds, on a shard that is held up until the gate opens. */
    static Condition slow(CountDownLatch gate) {
        return new Condition() {
            @Override
            public void reserve() {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void end(boolean committed) {}
        };
    }
}
