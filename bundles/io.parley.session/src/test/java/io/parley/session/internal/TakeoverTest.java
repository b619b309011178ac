package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Holder;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session.State;
import io.parley.spi.metrics.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has a session that two want. */
@Timeout(30)
class TakeoverTest {

    private Host host = new Host(oldest());
    private final Queue<Holder.End> ends = new ConcurrentLinkedQueue<>();

    private static Settings oldest() {
        return Settings.of(Map.of(Settings.TAKEOVER, "oldest"));
    }

    @AfterEach
    void close() {
        host.close();
    }

    private RefusedException refusal(String id, boolean clean) {
        return assertThrows(RefusedException.class, () -> host.open(id, clean, HOUR));
    }

    private double refused(String why) {
        return host.core.metrics().stream()
                .filter(metric -> metric.name().equals("session.refused"))
                .flatMap(metric -> metric.readings().stream())
                .filter(reading -> reading.labels().equals(Map.of("why", why)))
                .mapToDouble(reading -> ((Reading.Value) reading).value())
                .sum();
    }

    @Test
    void theHolderStaysAndOthersAreRefusedInWords() {
        Opened first = host.open("a", false, HOUR, ends::add);

        RefusedException refusal = refusal("a", false);
        assertEquals(Reason.CONFLICT, refusal.reason());
        assertTrue(refusal.getMessage().contains("io.parley.session: takeover = oldest"), refusal.getMessage());
        assertEquals(Reason.CONFLICT, refusal("a", true).reason());
        host.settle();
        assertEquals(List.of(), List.copyOf(ends));
        assertEquals(2, refused("held"));
        get(host.service().detach("a", first.hold()));
        assertEquals(State.DETACHED, host.service().find("a").orElseThrow().state(), "the hold was still the first");
    }

    @Test
    void aSessionThatNobodyHoldsIsForWhoeverComes() {
        get(host.service().detach("a", host.open("a", false, HOUR).hold()));
        assertTrue(host.open("a", false, HOUR).resumed());
        get(host.service().close("a"));
        assertFalse(host.open("a", false, HOUR).resumed());
        host.open("b", true, Duration.ZERO);
        assertEquals(Reason.CONFLICT, refusal("b", true).reason());
    }

    @Test
    void afterAStartNobodyHoldsIt() {
        host.open("a", false, HOUR);
        host = host.restart();
        host.core.configure(oldest());
        assertTrue(host.open("a", false, HOUR).resumed());
        assertEquals(Reason.CONFLICT, refusal("a", false).reason());
    }

    @Test
    void ofManyAtOnceTheFirstHasIt() {
        List<CompletionStage<Opened>> opening = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            opening.add(host.service().open(new OpenRequest("a", "anonymous", i % 3 == 0, HOUR, ends::add)));
        }
        get(opening.get(0));
        for (CompletionStage<Opened> later : opening.subList(1, 50)) {
            assertEquals(
                    Reason.CONFLICT,
                    assertThrows(RefusedException.class, () -> get(later)).reason());
        }
        host.settle();
        assertEquals(List.of(), List.copyOf(ends));
    }

    @Test
    void thePolicyChangesAtOnce() {
        host.open("a", false, HOUR, ends::add);
        host.core.configure(Settings.DEFAULT);
        assertTrue(host.open("a", false, HOUR).resumed());
        host.settle();
        assertEquals(List.of(Holder.End.TAKEN_OVER), List.copyOf(ends));
    }

    @Test
    void anotherWordIsNotAllowed() {
        String words = assertThrows(
                        IllegalArgumentException.class, () -> Settings.of(Map.of(Settings.TAKEOVER, "youngest")))
                .getMessage();
        assertEquals("io.parley.session: takeover is newest or oldest, not 'youngest'", words);
    }
}
