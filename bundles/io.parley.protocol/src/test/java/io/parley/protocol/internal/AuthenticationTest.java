package io.parley.protocol.internal;

import static io.parley.protocol.internal.GatewayHost.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AuthenticationTest {

    private static final Credentials ANNA = credentials(Optional.empty());
    private static final Credentials STEPS = credentials(Optional.of("STEPS"));

    private final GatewayHost host = new GatewayHost();
    private final List<String> asked = new ArrayList<>();

    @AfterEach
    void close() {
        host.close();
    }

    private static Credentials credentials(Optional<String> method) {
        return new Credentials(
                "c",
                Optional.of("anna"),
                Optional.of(Payload.utf8("secret")),
                InetSocketAddress.createUnresolved("127.0.0.1", 1),
                method,
                Optional.empty());
    }

    private Authenticator add(String name, Authenticator authenticator) {
        host.plugins.authenticators().add(List.of(name), 0, name.hashCode(), false, authenticator);
        return authenticator;
    }

    private Authenticator add(String name, Decision decision) {
        return add(name, credentials -> {
            synchronized (asked) {
                asked.add(name);
            }
            return CompletableFuture.completedStage(decision);
        });
    }

    private CompletionStage<Decision.Accepted> ask(String names, Credentials credentials, Challenger challenger) {
        host.settings.put("authenticator", names);
        return host.authentication()
                .of(host.connection, credentials, challenger)
                .thenApply(Admission::accepted);
    }

    private RefusedException refusal(String names, Credentials credentials, Challenger challenger) {
        return assertThrows(RefusedException.class, () -> get(ask(names, credentials, challenger)));
    }

    @Test
    void theFirstThatDecidesDecides() {
        add("certificate", new Decision.Abstained("no certificate"));
        add("file", new Decision.Accepted("anna"));
        add("never", new Decision.Refused("never"));
        assertEquals(
                "anna",
                get(ask(" certificate, file ,never", ANNA, Challenger.NONE)).principal());
        assertEquals(List.of("certificate", "file"), asked);
        RefusedException refused = refusal("certificate,never,file", ANNA, Challenger.NONE);
        assertEquals(Reason.NOT_ALLOWED, refused.reason());
        assertEquals(List.of("certificate", "file", "certificate", "never"), asked);
    }

    @Test
    void whomNobodyKnowsIsRefused() {
        add("certificate", new Decision.Abstained("no certificate"));
        RefusedException refused = refusal("certificate", ANNA, Challenger.NONE);
        assertEquals(Reason.NOT_ALLOWED, refused.reason());
        assertTrue(refused.getMessage().contains("no certificate"), refused.getMessage());
        assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }

    @Test
    void methodThatNobodyKnowsIsInvalid() {
        add("file", new Decision.UnknownMethod());
        add("certificate", new Decision.Abstained("no certificate"));
        for (String names : List.of("file", "file,certificate", "certificate,file", "")) {
            RefusedException refused = refusal(names, STEPS, Challenger.NONE);
            assertEquals(Reason.INVALID, refused.reason(), names);
            assertTrue(refused.getMessage().contains("'STEPS'"), refused.getMessage());
        }
        add("steps", new Decision.Accepted("anna"));
        assertEquals(
                "anna",
                get(ask("file,certificate,steps", STEPS, Challenger.NONE)).principal());
    }

    @Test
    void busyIsALimit() {
        add("file", new Decision.Busy("200 are waiting"));
        assertEquals(Reason.LIMIT, refusal("file", ANNA, Challenger.NONE).reason());
    }

    @Test
    void severalStepsEndWithDataForTheClient() {
        add(
                "file",
                credentials -> challenge(
                        "1",
                        one -> challenge(text(one) + "2", two -> {
                            Decision accepted = new Decision.Accepted(text(two), Optional.of(Payload.utf8("bye")));
                            return CompletableFuture.completedStage(accepted);
                        })));
        Decision.Accepted accepted =
                get(ask("file", STEPS, data -> CompletableFuture.completedStage(Payload.utf8(text(data) + "a"))));
        assertEquals("1a2a", accepted.principal());
        assertEquals("bye", text(accepted.data().orElseThrow()));
    }

    @Test
    void nobodyIsAskedForEver() {
        add("file", credentials -> endless());
        assertEquals(
                Reason.NOT_ALLOWED,
                refusal("file", STEPS, CompletableFuture::completedStage).reason());
    }

    private static CompletionStage<Decision> endless() {
        return challenge("more", answer -> endless());
    }

    @Test
    void clientThatDoesNotAnswerInTimeIsRefused() {
        host.authentication = Duration.ofMillis(50);
        add("file", credentials -> challenge("1", answer -> null));
        RefusedException refused = refusal("file", STEPS, data -> new CompletableFuture<>());
        assertEquals(Reason.NOT_ALLOWED, refused.reason());
        assertTrue(refused.getMessage().contains("did not finish"), refused.getMessage());
    }

    @Test
    void authenticatorThatDoesNotComeInTimeIsUnavailable() {
        host.authentication = Duration.ofMillis(50);
        assertEquals(
                Reason.UNAVAILABLE, refusal("absent", ANNA, Challenger.NONE).reason());
    }

    @Test
    void authenticatorThatFailsRefusesAndHarmsNobodyElse() {
        add("throws", credentials -> {
            throw new IllegalStateException("secret words");
        });
        add("fails", credentials -> CompletableFuture.failedStage(new IllegalStateException("secret words")));
        add("nothing", credentials -> null);
        add("undecided", (Decision) null);
        add("good", new Decision.Accepted("anna"));
        for (String name : List.of("throws", "fails", "nothing", "undecided")) {
            RefusedException refused = refusal(name + ",good", ANNA, Challenger.NONE);
            assertEquals(name.equals("undecided") ? Reason.NOT_ALLOWED : Reason.UNAVAILABLE, refused.reason(), name);
            assertFalse(refused.getMessage().contains("secret words"), refused.getMessage());
            assertEquals("anna", get(ask("good", ANNA, Challenger.NONE)).principal());
        }
    }

    @Test
    void authenticatorThatHangsRefusesAndHarmsNobodyElse() {
        CompletableFuture<Void> released = new CompletableFuture<>();
        add("never", credentials -> new CompletableFuture<>());
        add("blocks", credentials -> {
            released.join();
            return CompletableFuture.completedStage(new Decision.Accepted("mallory"));
        });
        add("good", new Decision.Accepted("anna"));
        host.authentication = Duration.ofMillis(200);
        List<CompletionStage<Decision.Accepted>> hanging =
                List.of(ask("never,good", ANNA, Challenger.NONE), ask("blocks,good", ANNA, Challenger.NONE));
        host.authentication = Duration.ofSeconds(20);
        assertEquals("anna", get(ask("good", ANNA, Challenger.NONE)).principal());
        for (CompletionStage<Decision.Accepted> one : hanging) {
            assertEquals(
                    Reason.UNAVAILABLE,
                    assertThrows(RefusedException.class, () -> get(one)).reason());
        }
        released.complete(null);
    }

    @Test
    void exchangeIsOfOneInstance() throws Exception {
        CompletableFuture<Payload> client = new CompletableFuture<>();
        CompletableFuture<Void> challenged = new CompletableFuture<>();
        Authenticator old = add(
                "file",
                credentials -> challenge("1", answer -> {
                    throw new AssertionError("asked after it had gone");
                }));
        CompletionStage<Decision.Accepted> under = ask("file", STEPS, data -> {
            challenged.complete(null);
            return client;
        });
        get(challenged);
        host.plugins.authenticators().remove(old);
        add("file", new Decision.Accepted("anna"));
        client.complete(Payload.utf8("answer"));
        RefusedException refused = assertThrows(RefusedException.class, () -> get(under));
        assertEquals(Reason.UNAVAILABLE, refused.reason());
        assertTrue(refused.getMessage().contains("begin anew"), refused.getMessage());
        assertEquals("anna", get(ask("file", STEPS, Challenger.NONE)).principal());
    }

    @Test
    void answerIsGivenUnderAHold() throws Exception {
        CompletableFuture<Decision> deciding = new CompletableFuture<>();
        CompletableFuture<Void> answered = new CompletableFuture<>();
        Authenticator authenticator = add(
                "file",
                credentials -> challenge("1", answer -> {
                    answered.complete(null);
                    return deciding;
                }));
        CompletionStage<Decision.Accepted> under = ask("file", STEPS, CompletableFuture::completedStage);
        get(answered);
        CompletableFuture<Void> gone =
                CompletableFuture.runAsync(() -> host.plugins.authenticators().remove(authenticator));
        assertFalse(gone.isDone());
        deciding.complete(new Decision.Accepted("anna"));
        assertEquals("anna", get(under).principal());
        get(gone);
    }

    @Test
    void exchangeThatFailsSaysNothingToTheClient() {
        add(
                "file",
                credentials -> challenge("1", answer -> {
                    throw new IllegalStateException("secret words");
                }));
        RefusedException refused = refusal("file", STEPS, CompletableFuture::completedStage);
        assertEquals(Reason.UNAVAILABLE, refused.reason());
        assertFalse(refused.getMessage().contains("secret words"), refused.getMessage());
    }

    private static CompletionStage<Decision> challenge(String data, Authenticator.Exchange next) {
        return CompletableFuture.completedStage(new Decision.Challenge(Payload.utf8(data), next));
    }

    private static String text(Payload payload) {
        return new String(payload.toBytes(), StandardCharsets.UTF_8);
    }
}
