package io.parley.state.rocksdb.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void whatIsMissingHasItsDefault() {
        assertEquals(new Settings(Path.of("/d/view"), 64, 16), Settings.of(Map.of(), "/d"));
        assertEquals(new Settings(Path.of("/d/view"), 64, 16), Settings.of(Map.of("folder", " "), "/d"));
    }

    @Test
    void numbersMayBeText() {
        Map<String, Object> properties = Map.of("folder", "/v", "block.cache.mib", "128", "write.buffer.mib", 32L);

        assertEquals(new Settings(Path.of("/v"), 128, 32), Settings.of(properties, "/d"));
    }

    @Test
    void aWrongValueNamesPidKeyValueAndWhatIsAllowed() {
        assertRefused(
                "io.parley.state.rocksdb: block.cache.mib = lots is not allowed:"
                        + " a whole number of MiB from 1 to 1048576",
                Map.of("block.cache.mib", "lots"));
        assertRefused(
                "io.parley.state.rocksdb: write.buffer.mib = 0 is not allowed: a whole number of MiB from 1 to 2048",
                Map.of("write.buffer.mib", 0));
    }

    private static void assertRefused(String message, Map<String, ?> properties) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Settings.of(properties, "/d"))
                        .getMessage());
    }
}
