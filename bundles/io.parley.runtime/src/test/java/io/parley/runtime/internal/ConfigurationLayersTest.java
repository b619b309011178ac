package io.parley.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigurationLayersTest {

    private final ConfigurationLayers<String> layers = new ConfigurationLayers<>(List.of("config", "deploy"));

    @Test
    void upperSourceHidesKeyByKey() {
        layers.put("config", "p", Map.of("a", "1", "b", "1", "c", "1"));
        layers.put("deploy", "p", Map.of("b", "2", "c", "2"));
        layers.set("p", "c", "3");
        assertEquals(Optional.of(Map.of("a", "1", "b", "2", "c", "3")), layers.effective("p"));
    }

    @Test
    void removedFileUncoversWhatIsBelow() {
        layers.put("config", "p", Map.of("a", "1"));
        layers.put("deploy", "p", Map.of("a", "2"));
        layers.remove("deploy", "p");
        assertEquals(Optional.of(Map.of("a", "1")), layers.effective("p"));
        layers.remove("config", "p");
        assertEquals(Optional.empty(), layers.effective("p"));
    }

    @Test
    void settingAloneMakesAConfiguration() {
        layers.set("q", "k", "v");
        layers.put("deploy", "p", Map.of());
        assertEquals(Set.of("p", "q"), layers.pids());
        assertEquals(Optional.of(Map.of("k", "v")), layers.effective("q"));
        assertEquals(Optional.of(Map.of()), layers.effective("p"));
    }

    @Test
    void eachValueHasItsOrigin() {
        layers.put("config", "p", Map.of("a", "1", "b", "1"));
        layers.put("deploy", "p", Map.of("b", "2"));
        layers.set("p", "c", "3");
        assertEquals(Optional.of("config"), layers.origin("p", "a"));
        assertEquals(Optional.of("deploy"), layers.origin("p", "b"));
        assertEquals(Optional.empty(), layers.origin("p", "c"));
        assertTrue(layers.isSet("p", "c"));
        assertFalse(layers.isSet("p", "a"));
    }
}
