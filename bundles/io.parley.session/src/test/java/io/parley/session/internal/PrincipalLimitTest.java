package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many sessions one principal may have. */
@Timeout(30)
class PrincipalLimitTest {

    private Host host = new Host(atMost(2));

    private static Settings atMost(int sessions) {
        return Settings.of(Map.of(Settings.SESSIONS_PER_PRINCIPAL, sessions));
    }

    @AfterEach
    void close() {
        host.close();
    }

    private CompletionStage<Opened> open(String id, String principal, boolean clean) {
        return host.service().open(new OpenRequest(id, principal, clean, HOUR, end -> {}));
    }

    private static RefusedException refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage));
    }

    private static boolean accepted(CompletionStage<?> stage) {
        try {
            get(stage);
            return true;
        } catch (RefusedException refused) {
            assertEquals(Reason.LIMIT, refused.reason());
            return false;
        }
    }

    @Test
    void oneMoreIsRefusedInWordsAndOthersAreNotConcerned() {
        get(open("a1", "anna", false));
        get(open("a2", "anna", false));

        RefusedException refusal = refusal(open("a3", "anna", false));
        assertEquals(Reason.LIMIT, refusal.reason());
        assertTrue(refusal.getMessage().contains("max.sessions.per.principal"), refusal.getMessage());
        get(open("b1", "bernd", false));
        assertTrue(get(open("a1", "anna", false)).resumed());
        assertFalse(get(open("a1", "anna", true)).resumed(), "it takes its own place");
        get(host.service().close("a2"));
        get(open("a3", "anna", false));
        assertEquals(Reason.LIMIT, refusal(open("a2", "anna", false)).reason());
    }

    @Test
    void nobodyInParticularHasNoLimit() {
        for (int i = 0; i < 5; i++) {
            host.open("x" + i, false, HOUR);
        }
        host.core.configure(atMost(0));
        for (int i = 0; i < 5; i++) {
            get(open("y" + i, "anna", false));
        }
        host.core.configure(atMost(2));
        assertEquals(Reason.LIMIT, refusal(open("y5", "anna", false)).reason());
        assertTrue(get(open("y4", "anna", false)).resumed(), "what is there already stays");
    }

    @Test
    void storedSessionsCountAfterAStart() {
        get(open("a1", "anna", false));
        get(host.service().open(new OpenRequest("a2", "anna", true, Duration.ZERO, end -> {})));
        host = host.restart();
        host.core.configure(atMost(2));
        get(open("a3", "anna", false));
        assertEquals(Reason.LIMIT, refusal(open("a4", "anna", false)).reason());
        get(host.service().close("a1"));
        get(open("a4", "anna", false));
    }

    @Test
    void whatCannotBeStoredTakesNoPlace() {
        host.journal.refuse("disk full");
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    Reason.UNAVAILABLE, refusal(open("a" + i, "anna", false)).reason());
        }
        host.journal.resume();
        get(open("a1", "anna", false));
        get(open("a2", "anna", false));
    }

    /** Of all shards at once, while sessions of the same principal begin anew and so are gone for a moment. */
    @Test
    void ofManyAtOnceJustSoManyAreOpened() {
        int most = 20;
        host.core.configure(atMost(most));
        for (int round = 0; round < 30; round++) {
            String principal = "anna" + round;
            List<CompletionStage<Opened>> opening = new ArrayList<>();
            for (int i = 0; i < 3 * most; i++) {
                opening.add(open(principal + "-" + i, principal, false));
            }
            assertEquals(
                    most, opening.stream().filter(PrincipalLimitTest::accepted).count());
            List<String> there = host.service()
                    .sessions()
                    .filter(session -> session.principal().equals(principal))
                    .map(session -> session.id())
                    .toList();
            List<CompletionStage<Opened>> more = new ArrayList<>();
            for (int i = 0; i < 3 * most; i++) {
                open(there.get(i % most), principal, true);
                more.add(open(principal + "+" + i, principal, false));
            }
            assertEquals(0, more.stream().filter(PrincipalLimitTest::accepted).count());
        }
    }
}
