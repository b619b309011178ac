package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.spi.journal.Durability;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueConfigurationTest {

    private static final String PID = "io.parley.queue~orders";

    @Test
    void whatIsMissingHasItsDefault() {
        QueueConfiguration orders = QueueConfiguration.of(PID, Map.of("compressor", ""));
        assertEquals(new QueueConfiguration("orders", QueueSettings.DEFAULT), orders);
    }

    @Test
    void valuesMayBeTextsOrNumbers() {
        QueueSettings settings = new QueueSettings(Optional.of("zstd"), 7, true, Durability.OS);
        Map<String, Object> rest = Map.of("compressor", "zstd", "overflow", "drop-oldest", "durability", "os");
        for (Object seven : new Object[] {7, 7L, " 7 "}) {
            Map<String, Object> all = new HashMap<>(rest);
            all.put("max.messages", seven);
            all.put("name", "other");
            assertEquals(new QueueConfiguration("other", settings), QueueConfiguration.of(PID, all));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max.messages|many|a whole number from 1 to 1000000000",
                "max.messages|0|a whole number from 1 to 1000000000",
                "max.messages|1000000001|a whole number from 1 to 1000000000",
                "overflow|explode|reject or drop-oldest",
                "durability|sometimes|fsync, os or memory"
            })
    void whatIsWrongIsNamed(String key, String value, String allowed) {
        IllegalArgumentException told =
                assertThrows(IllegalArgumentException.class, () -> QueueConfiguration.of(PID, Map.of(key, value)));
        assertEquals(PID + ": " + key + " is " + allowed + ", not '" + value + "'", told.getMessage());
    }

    @Test
    void aQueueHasAName() {
        assertThrows(IllegalArgumentException.class, () -> QueueConfiguration.of("io.parley.queue", Map.of()));
    }
}
