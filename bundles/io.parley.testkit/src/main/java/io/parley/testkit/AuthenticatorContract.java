package io.parley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Authenticator} keeps. */
public abstract class AuthenticatorContract {

    private static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 1);

    /** The one under test; asked for once a test. */
    protected abstract Authenticator authenticator();

    /** With which somebody is let in, in one step. */
    protected abstract Credentials good();

    /** With which nobody is let in, though they are of the kind that it checks; none of them is worth a second try. */
    protected abstract List<Credentials> bad();

    /** Whose principal {@link #good} are. */
    protected abstract String principal();

    private static Decision ask(Authenticator authenticator, Credentials credentials) {
        try {
            return authenticator.authenticate(credentials).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("It fails instead of refusing " + credentials, e);
        }
    }

    @Test
    void goodCredentialsAreAccepted() {
        Authenticator authenticator = authenticator();
        for (int i = 0; i < 3; i++) {
            assertEquals(principal(), ((Decision.Accepted) ask(authenticator, good())).principal());
        }
    }

    @Test
    void badOnesAreRefusedWithAReasonThatTellsNoSecret() {
        Authenticator authenticator = authenticator();
        for (Credentials credentials : bad()) {
            Decision.Refused refused = (Decision.Refused) ask(authenticator, credentials);
            assertFalse(refused.reason().isBlank());
            credentials.secret().ifPresent(secret -> {
                String text = new String(secret.toBytes(), java.nio.charset.StandardCharsets.UTF_8);
                assertFalse(!text.isEmpty() && refused.reason().contains(text), refused.reason());
            });
        }
        assertTrue(ask(authenticator, good()) instanceof Decision.Accepted, "after failures of others");
    }

    @Test
    void nothingPresentedIsAbstained() {
        Decision.Abstained abstained = (Decision.Abstained)
                ask(authenticator(), new Credentials("c", Optional.empty(), Optional.empty(), REMOTE));
        assertFalse(abstained.reason().isBlank());
    }

    @Test
    void unknownMethodIsSaidToBe() {
        Credentials credentials = new Credentials(
                "c", Optional.empty(), Optional.empty(), REMOTE, Optional.of("NO-SUCH-METHOD"), Optional.empty());
        assertEquals(new Decision.UnknownMethod(), ask(authenticator(), credentials));
    }

    @Test
    void nonsenseLetsNobodyIn() {
        Authenticator authenticator = authenticator();
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[random.nextInt(3_000)];
            random.nextBytes(bytes);
            String user = "\u0000\ud800 ,=/$#" + "x".repeat(random.nextInt(1_000));
            Credentials credentials = new Credentials(
                    user,
                    Optional.of(user),
                    Optional.of(Payload.copyOf(bytes)),
                    new InetSocketAddress("127.0." + i + ".2", 1),
                    Optional.empty(),
                    Optional.of("CN=" + user));
            Decision decision = ask(authenticator, credentials);
            assertNotNull(decision);
            assertFalse(decision instanceof Decision.Accepted, decision::toString);
        }
    }

    @Test
    void manyThreadsShareIt() throws Exception {
        Authenticator authenticator = authenticator();
        assertTrue(ask(authenticator, good()) instanceof Decision.Accepted);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 20; i++) {
                    assertEquals(principal(), ((Decision.Accepted) ask(authenticator, good())).principal());
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }
}
