package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.messaging.internal.QueueSettings.Sharing;
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
        Redelivery redelivery = new Redelivery(5, 100, 3, 2_000, 0, Optional.of("dead"), true);
        QueueSettings settings = new QueueSettings(
                Optional.of("zstd"),
                7,
                2L << 20,
                Overflow.DROP_OLDEST,
                Durability.OS,
                Sharing.SINGLE_ACTIVE,
                true,
                redelivery);
        Map<String, Object> rest = Map.of(
                "compressor", "zstd",
                "max.mib", 2,
                "overflow", "drop-oldest",
                "durability", "os",
                "consumers", "single-active",
                "last.value", true);
        Map<String, Object> again = Map.of(
                "max.attempts", 5,
                "redelivery.delay.ms", 100,
                "redelivery.factor", 3,
                "redelivery.max.delay.ms", 2_000,
                "redelivery.jitter.percent", 0,
                "dead.letter", "dead",
                "expired", "dead-letter");
        for (Object seven : new Object[] {7, 7L, " 7 "}) {
            Map<String, Object> all = new HashMap<>(rest);
            all.putAll(again);
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
                "max.mib|-1|a whole number from 0 to 1048576",
                "overflow|explode|reject, drop-oldest or drop-newest",
                "consumers|many|competing, exclusive or single-active",
                "last.value|perhaps|true or false",
                "max.attempts|-1|a whole number from 0 to 1000000",
                "redelivery.delay.ms|-5|a whole number from 0 to 86400000",
                "redelivery.factor|0|a whole number from 1 to 100",
                "redelivery.jitter.percent|101|a whole number from 0 to 100",
                "dead.letter|orders|the name of another queue",
                "expired|keep|drop or dead-letter",
                "expired|dead-letter|drop where no dead.letter is named",
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
