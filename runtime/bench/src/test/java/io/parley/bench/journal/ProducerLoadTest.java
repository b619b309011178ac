package io.parley.bench.journal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.Append;
import io.parley.spi.journal.JournalException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerLoadTest {

    private static final Duration SETTLE = Duration.ofMillis(50);
    private static final Duration MEASURE = Duration.ofMillis(300);

    @TempDir
    Path folder;

    @Test
    void measuresTheRawFile() throws Exception {
        try (Log log = new RawLog(folder.resolve("raw.log"))) {
            assertTrue(ProducerLoad.waiting(log, 16, 256).run(SETTLE, MEASURE).perSecond() > 0);
        }
        try (Log log = new RawLog(folder.resolve("raw.log"))) {
            assertTrue(
                    ProducerLoad.pipelined(log, 1000, 256).run(SETTLE, MEASURE).perSecond() > 0);
        }
    }

    @Test
    void measuresTheJournal() throws Exception {
        try (Log log = new FileJournalLog(folder)) {
            assertTrue(ProducerLoad.waiting(log, 16, 256).run(SETTLE, MEASURE).perSecond() > 0);
        }
    }

    @Test
    void failsWhenTheLogDoes() {
        Log failing = new Log() {
            @Override
            public void append(Append append) {
                append.failed(new JournalException("full"));
            }

            @Override
            public void close() {}
        };
        assertThrows(
                JournalException.class,
                () -> ProducerLoad.waiting(failing, 4, 64).run(SETTLE, MEASURE));
    }
}
