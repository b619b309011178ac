package io.parley.protocol.internal;

import static io.parley.protocol.internal.GatewayHost.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Holder;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.security.Authenticator.Decision;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients whose principal may no longer be connected. */
@Timeout(30)
class RevocationTest {

    private final GatewayHost host = new GatewayHost();
    private CompletionStage<Decision> decision = CompletableFuture.completedStage(new Decision.Accepted("anna"));

    @BeforeEach
    void begin() {
        host.settings.put("authenticator", "file");
        host.plugins.authenticators().add(List.of("file"), 0, 1, false, credentials -> decision);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private void awaitEnd() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (host.ends.isEmpty()) {
            assertTrue(System.nanoTime() - end < 0, "waited in vain");
            host.runLane();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void revokedClientsEndAndTheirSessionsStayWithoutAWill() {
        GatewaySession session = host.session(GatewayHost.publication("will", Guarantee.AT_LEAST_ONCE, 0), 10);
        host.permissions.revoke("file", Set.of("bernd", "anna"));
        awaitEnd();
        assertEquals(List.of(Holder.End.REVOKED), host.ends);
        assertEquals(1, host.permissions.revocations());
        host.calls.clear();
        get(session.leave(false));
        assertEquals(List.of("dropWill a 7", "detach a 7"), host.calls);
    }

    @Test
    void othersStay() {
        host.session(null, 10);
        host.permissions.revoke("file", Set.of("bernd", "ann"));
        host.permissions.revoke("certificate", Set.of("anna"));
        host.permissions.revoke("", Set.of("anna"));
        // The last one is found, and so were those before it.
        host.permissions.revoke("file", Set.of("anna"));
        awaitEnd();
        assertEquals(1, host.permissions.revocations());
        assertEquals(1, host.ends.size());
    }

    @Test
    void whoeverIsJustBeingLetInIsNotMissed() {
        CompletableFuture<Decision> deciding = new CompletableFuture<>();
        decision = deciding;
        CompletionStage<GatewaySession> connecting = host.connect("a");
        host.permissions.revoke("file", Set.of("anna"));
        deciding.complete(new Decision.Accepted("anna"));
        RefusedException refused = assertThrows(RefusedException.class, () -> get(connecting));
        assertEquals(Reason.NOT_ALLOWED, refused.reason());
        assertEquals(List.of("detach a 7"), host.calls);
        decision = CompletableFuture.completedStage(new Decision.Accepted("anna"));
        assertEquals("anna", get(host.connect("a")).principal(), "what it shows now counts");
    }

    @Test
    void whoAuthenticatesAnewHasTheNewAnswer() {
        GatewaySession session = host.session(null, 10);
        CompletableFuture<Decision> deciding = new CompletableFuture<>();
        decision = deciding;
        CompletionStage<?> again =
                session.reauthenticate(host.request("a", null, 10).credentials(), Challenger.NONE);
        host.permissions.revoke("file", Set.of("anna"));
        deciding.complete(new Decision.Accepted("anna"));
        assertEquals(
                Reason.NOT_ALLOWED,
                assertThrows(RefusedException.class, () -> get(again)).reason());
        awaitEnd();
    }

    @Test
    void nobodyAskedIsNobodyRevoked() {
        host.settings.remove("authenticator");
        assertEquals("anonymous", get(host.connect("a")).principal());
        assertFalse(new Revocations().concern(new Admission("", new Decision.Accepted("anonymous"), 0)));
    }

    @Test
    void whatIsForgottenConcernsWhoeverBeganBefore() {
        Revocations revocations = new Revocations();
        Admission early = new Admission("file", new Decision.Accepted("anna"), revocations.now());
        revocations.add("file", names(0, Revocations.MOST));
        assertFalse(revocations.concern(early));
        Admission later = new Admission("file", new Decision.Accepted("anna"), revocations.now());
        revocations.add("file", names(Revocations.MOST, Revocations.MOST + 1));
        assertTrue(revocations.concern(early), "nobody knows any more");
        assertFalse(revocations.concern(later));
        assertTrue(revocations.concern(
                new Admission("file", new Decision.Accepted("user" + Revocations.MOST), later.asOf())));
    }

    private static Set<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "user" + i).collect(Collectors.toSet());
    }
}
