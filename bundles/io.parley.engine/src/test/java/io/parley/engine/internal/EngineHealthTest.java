package io.parley.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engine.FakeTimers;
import io.parley.engine.lane.Workers;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.health.Health;
import io.parley.spi.health.Health.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EngineHealthTest {

    @Test
    void aPluginThatWorkWaitsForIsNamed() {
        Workers workers = new Workers(1);
        try {
            Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, new FakeTimers());
            Health health = new PluginsHealth(plugins);
            assertEquals(Status.UP, health.report().status());
            plugins.compressors().call("zstd", compressor -> compressor.version());
            plugins.compressors().call("zstd", compressor -> compressor.version());
            assertEquals(
                    new Health.Report(
                            Status.DEGRADED, "No compressor 'zstd' is running, and messages wait for it in 2 places"),
                    health.report());
            for (int i = 0; i < 12; i++) {
                plugins.routers().call("r" + i, router -> "");
            }
            assertTrue(
                    health.report().message().endsWith("; and 3 others"),
                    health.report().message());
        } finally {
            workers.close();
        }
    }

    @Test
    void aViewThatDoesNotFollowIsToldOf() {
        Health health = new ViewLag(() -> Duration.ofSeconds(60), Duration.ofMillis(100));
        assertEquals(Status.UP, health.report().status());
        Health late = new ViewLag(() -> Duration.ofSeconds(61), Duration.ofSeconds(5));
        assertEquals(Status.DEGRADED, late.report().status());
        assertTrue(
                late.report().message().startsWith("The view is 61.0 s behind"),
                late.report().message());
        Health patient = new ViewLag(() -> Duration.ofSeconds(61), Duration.ofSeconds(10));
        assertEquals(Status.UP, patient.report().status());
    }
}
