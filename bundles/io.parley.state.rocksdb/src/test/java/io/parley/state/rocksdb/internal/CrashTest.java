package io.parley.state.rocksdb.internal;

import static io.parley.state.rocksdb.internal.Fixture.FIRST;
import static io.parley.state.rocksdb.internal.Fixture.key;
import static io.parley.state.rocksdb.internal.Fixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.ViewChanges;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes is killed; what it was told to be durable is there, and whole. */
class CrashTest {

    private static final int TABLES = 3;
    private static final int KEYS = 200;
    private static final int KILLS = 6;

    private final Random random = new Random();

    @TempDir
    private Path folder;

    @TempDir
    private Path temporary;

    @Test
    @Timeout(120)
    void afterAKillTheViewIsWholeAndAtADurablePosition() throws Exception {
        long position = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            long durable = writeUntilKilled(position + 10);
            try (RocksDbView view = RocksDbView.open(settings(folder))) {
                position = view.position();
                assertTrue(position >= durable, "position " + position + " before " + durable);
                assertAllAt(view, position);
            }
        }
    }

    /** Every key of every table has the position as its value: each write sets them all. */
    private static void assertAllAt(RocksDbView view, long position) throws JournalException {
        for (int table = 0; table < TABLES; table++) {
            List<Long> values = new ArrayList<>();
            view.scan(
                    "t" + table,
                    FIRST,
                    null,
                    (key, value) -> values.add(ByteBuffer.wrap(value).getLong()));
            assertEquals(KEYS, values.size());
            assertEquals(List.of(position), values.stream().distinct().toList());
        }
    }

    private long writeUntilKilled(long position) throws IOException, InterruptedException {
        Process process = Fixture.start(Writer.class, folder, temporary);
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            long durable = 0;
            while (durable < position) {
                String line = output.readLine();
                assertNotNull(line, "the writer ended by itself");
                durable = Long.parseLong(line);
            }
            // Anywhere in the writes that follow.
            LockSupport.parkNanos(random.nextInt(15_000_000));
            // Not by the process itself, which would close its output.
            process.toHandle().destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                durable = Long.parseLong(line);
            }
            return durable;
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
    }

    /** Writes for ever, and prints each position that is durable. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            RocksDbView view = RocksDbView.open(settings(Path.of(arguments[0])));
            for (long position = view.position() + 1; ; position++) {
                ViewChanges changes = new ViewChanges();
                byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(position).array();
                for (int i = 0; i < TABLES * KEYS; i++) {
                    changes.put("t" + i % TABLES, key("key " + i), value);
                }
                view.write(changes, position);
                System.out.println(position);
            }
        }
    }
}
