package io.parley.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.runtime.internal.Readiness.Failed;
import io.parley.runtime.internal.Readiness.Ready;
import io.parley.runtime.internal.Readiness.Waiting;
import io.parley.spi.health.Health.Report;
import io.parley.spi.health.Health.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final Report UP = new Report(Status.UP, "127.0.0.1:1883, mqtt");
    private static final Report STARTING = new Report(Status.STARTING, "waits for mqtt");
    private static final Report DOWN = new Report(Status.DOWN, "port 1883 is in use");
    private static final long START = Long.MAX_VALUE - 5;

    private final Readiness readiness =
            new Readiness(Set.of("journal", "listener:mqtt"), Duration.ofSeconds(60), START);

    @Test
    void readyWhenAllThatIsRequiredIsUp() {
        assertInstanceOf(Waiting.class, readiness.judge(Map.of("journal", UP), START));
        assertInstanceOf(Waiting.class, readiness.judge(Map.of("journal", UP, "listener:mqtt", STARTING), START));
        assertEquals(
                new Ready(List.of("mqtt listens on 127.0.0.1:1883, mqtt")),
                readiness.judge(Map.of("journal", UP, "listener:mqtt", UP), START));
    }

    @Test
    void workingInPartIsReadyToo() {
        Report degraded = new Report(Status.DEGRADED, "disk full");
        assertInstanceOf(Ready.class, readiness.judge(Map.of("journal", degraded, "listener:mqtt", UP), START));
    }

    @Test
    void downFailsOnlyWhenItLasts() {
        Map<String, Report> down = Map.of("journal", UP, "listener:mqtt", DOWN);
        long patience = Readiness.PATIENCE.toNanos();
        assertInstanceOf(Waiting.class, readiness.judge(down, START));
        assertInstanceOf(Waiting.class, readiness.judge(Map.of("journal", UP), START + patience));
        assertInstanceOf(Waiting.class, readiness.judge(down, START + patience));
        assertEquals(new Failed("port 1883 is in use"), readiness.judge(down, START + 2 * patience));
    }

    @Test
    void partThatNobodyRequiresMayFailTheStartToo() {
        Map<String, Report> reports = Map.of("journal", UP, "listener:mqtt", UP, "view", DOWN);
        assertInstanceOf(Waiting.class, readiness.judge(reports, START));
        assertInstanceOf(Failed.class, readiness.judge(reports, START + Readiness.PATIENCE.toNanos()));
    }

    @Test
    void whatIsMissingInTheEndIsNamed() {
        long late = START + Duration.ofSeconds(60).toNanos();
        assertInstanceOf(Waiting.class, readiness.judge(Map.of("journal", STARTING), late - 1));
        String message = assertInstanceOf(Failed.class, readiness.judge(Map.of("journal", STARTING), late))
                .message();
        assertEquals(
                Set.of(
                        "journal (still starting: waits for mqtt)",
                        "listener:mqtt (nothing provides it; is its bundle there and started?)"),
                Set.of(message.substring("not ready after 60 s: ".length()).split(", ")));
    }
}
