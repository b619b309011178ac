package io.parley.metrics.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SettingsTest {

    @Test
    void isOffWithoutAPort() {
        assertEquals(Settings.DEFAULT, Settings.of(Map.of()));
    }

    @Test
    void listensForThisMachineAlone() {
        Settings settings = Settings.of(Map.of("port", "9464"));
        assertTrue(settings.address().getAddress().isLoopbackAddress());
        assertEquals(9464, settings.address().getPort());
        assertRefused("host", "0.0.0.0");
        assertRefused("host", "192.0.2.1");
        assertEquals(
                "0.0.0.0",
                Settings.of(Map.of("port", 0, "host", "0.0.0.0", "remote", true))
                        .address()
                        .getAddress()
                        .getHostAddress());
    }

    @Test
    void wrongValuesAreNamed() {
        assertRefused("port", "65536");
        assertRefused("path", "metrics");
        assertRefused("path", "/a b");
        assertRefused("names.max", "0");
        assertRefused("jmx", "yes");
        assertRefused("remote", "1");
        assertRefused("host", "no such host");
    }

    private static void assertRefused(String key, String value) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Settings.of(key.equals("port") ? Map.of(key, value) : Map.of("port", 0, key, value)))
                .getMessage();
        assertTrue(message.startsWith("io.parley.metrics: " + key + " is "), message);
        assertTrue(message.endsWith("not '" + value + "'"), message);
    }
}
