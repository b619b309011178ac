package io.parley.journal.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.journal.file.internal.store.PowerCutStore;
import io.parley.spi.journal.JournalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One bit of one file changes; that is told, or changes nothing. */
class BitFlipTest {

    private static final int FLIPS = 1000;

    @Test
    void aFlippedBitIsNamedOrHarmless() throws Exception {
        PowerCutStore written = new PowerCutStore(1);
        List<String> records = write(written);
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : written.list()) {
            files.put(name, written.content(name));
        }
        List<String> names = List.copyOf(files.keySet());
        Random random = new Random(42);
        int detected = 0;
        for (int flip = 0; flip < FLIPS; flip++) {
            String name = names.get(random.nextInt(names.size()));
            byte[] content = files.get(name).clone();
            int offset = random.nextInt(content.length);
            content[offset] ^= (byte) (1 << random.nextInt(8));
            PowerCutStore store = new PowerCutStore(flip);
            for (String file : names) {
                store.put(file, file.equals(name) ? content : files.get(file));
            }
            String where = name + " at " + offset;
            try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
                assertEquals(records, Journals.read(journal), where);
            } catch (JournalException e) {
                assertTrue(e.getMessage().contains(store.where(name)), () -> where + ": " + e.getMessage());
                assertTrue(e.getMessage().contains(" offset"), () -> where + ": " + e.getMessage());
                detected++;
            }
        }
        assertTrue(detected > FLIPS / 4, "only " + detected + " were detected");
    }

    private static List<String> write(PowerCutStore store) throws Exception {
        List<String> records = new ArrayList<>();
        Random random = new Random(7);
        try (FileJournal journal = FileJournal.open(store, Journals.SMALL)) {
            for (int i = 0; i < 150; i++) {
                String record = i + ":" + "x".repeat(random.nextInt(700));
                records.add(record);
                Journals.append(journal, record).position();
            }
        }
        return records;
    }
}
