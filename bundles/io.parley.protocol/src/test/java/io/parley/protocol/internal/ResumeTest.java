package io.parley.protocol.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Session;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.GatewaySession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Going on with one session and no other. */
@Timeout(30)
class ResumeTest {

    private final GatewayHost host = new GatewayHost();

    @AfterEach
    void close() {
        host.close();
    }

    private ConnectRequest request(boolean clean, String token) {
        ConnectRequest in = host.request("a", null, 10);
        return new ConnectRequest(
                in.protocol(),
                in.connection(),
                in.credentials(),
                clean,
                in.expiry(),
                in.will(),
                in.client(),
                in.server(),
                in.challenger(),
                Optional.of(token));
    }

    private Session session(String principal, long createdMillis) {
        return new Session(
                "a",
                principal,
                Session.State.DETACHED,
                Duration.ofHours(1),
                Instant.ofEpochMilli(createdMillis),
                Optional.empty());
    }

    private Reason refusal(ConnectRequest request) {
        return assertThrows(RefusedException.class, () -> GatewayHost.get(host.gateway.connect(request, host)))
                .reason();
    }

    @Test
    void theSessionOfTheTokenGoesOn() {
        String token = host.session(null, 10).resumeToken();
        host.existingSession = Optional.of(session("anonymous", 0));
        host.resumed = true;
        GatewaySession again = GatewayHost.get(host.gateway.connect(request(false, token), host));
        assertTrue(again.resumed());
        assertEquals(token, again.resumeToken());
    }

    @Test
    void anotherSessionIsRefusedBeforeAnythingChanges() {
        String token = host.session(null, 10).resumeToken();
        host.calls.clear();
        assertEquals(Reason.NOT_FOUND, refusal(request(false, token)), "there is none");
        host.existingSession = Optional.of(session("bernd", 0));
        assertEquals(Reason.NOT_ALLOWED, refusal(request(false, token)));
        host.existingSession = Optional.of(session("anonymous", 1));
        assertEquals(Reason.NOT_FOUND, refusal(request(false, token)), "it is a later one");
        host.existingSession = Optional.of(session("anonymous", 0));
        assertEquals(Reason.INVALID, refusal(request(true, token)), "it begins anew");
        assertEquals(Reason.INVALID, refusal(request(false, "nonsense")));
        assertEquals(List.of(), host.calls);
    }

    @Test
    void aPositionAheadOfTheServerIsRefusedBeforeAnythingChanges() {
        host.position = 7;
        String token = host.session(null, 10).resumeToken();
        assertTrue(token.endsWith(".7"), token);
        host.existingSession = Optional.of(session("anonymous", 0));
        host.resumed = true;
        host.calls.clear();
        String named = token.substring(0, token.length() - 1);
        RefusedException ahead = assertThrows(
                RefusedException.class, () -> GatewayHost.get(host.gateway.connect(request(false, named + "8"), host)));
        assertEquals(Reason.CONFLICT, ahead.reason());
        assertTrue(
                ahead.getMessage().contains("at position 8, ahead of the server, which is at 7"), ahead.getMessage());
        for (String wrong : List.of("", "-1", "x", "99999999999999999999", "1.1")) {
            assertEquals(Reason.INVALID, refusal(request(false, named + wrong)), wrong);
        }
        assertEquals(List.of(), host.calls);
        for (String within : List.of("7", "3", "0")) {
            GatewaySession again = GatewayHost.get(host.gateway.connect(request(false, named + within), host));
            assertEquals(token, again.resumeToken());
        }
        String without = named.substring(0, named.length() - 1);
        assertTrue(GatewayHost.get(host.gateway.connect(request(false, without), host))
                .resumed());
    }

    @Test
    void oneThatEndsAtTheLastMomentIsNotReplaced() {
        String token = host.session(null, 10).resumeToken();
        host.existingSession = Optional.of(session("anonymous", 0));
        host.resumed = false;
        host.calls.clear();
        assertEquals(Reason.NOT_FOUND, refusal(request(false, token)));
        assertEquals(List.of("close a"), host.calls);
    }
}
