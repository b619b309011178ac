package io.parley.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StartupOptionsTest {

    @Test
    void eachConfiguredListenerIsRequired() {
        TreeSet<String> pids =
                new TreeSet<>(List.of("io.parley.engine", "io.parley.listener~a", "io.parley.listener~b", "x"));
        assertEquals(
                new StartupOptions(
                        Set.of("journal", "view", "engine", "listener:a", "listener:b"), Duration.ofSeconds(60)),
                StartupOptions.of(Map.of(), pids));
    }

    @Test
    void requiredPartsCanBeNamed() {
        Map<String, String> values = Map.of("required", "journal, view,", "ready.seconds", "5");
        assertEquals(
                new StartupOptions(Set.of("journal", "view"), Duration.ofSeconds(5)),
                StartupOptions.of(values, new TreeSet<>()));
    }

    @Test
    void wrongLimitIsNamed() {
        for (String wrong : List.of("0", "3601", "-1", "x", "")) {
            assertEquals(
                    "io.parley.runtime:ready.seconds is \"" + wrong + "\"; allowed are whole numbers from 1 to 3600",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> StartupOptions.of(Map.of("ready.seconds", wrong), new TreeSet<>()))
                            .getMessage());
        }
    }
}
