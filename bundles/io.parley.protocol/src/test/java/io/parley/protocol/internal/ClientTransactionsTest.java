package io.parley.protocol.internal;

import static io.parley.protocol.internal.GatewayHost.get;
import static io.parley.protocol.internal.GatewayHost.publication;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.Receipt.Outcome;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.GatewayTransactions;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client sends and acknowledges together. */
@Timeout(30)
class ClientTransactionsTest {

    private static final Duration TIME = Duration.ofSeconds(30);

    private final GatewayHost host = new GatewayHost();
    private final GatewaySession session = host.session(null, 10);
    private final GatewayTransactions transactions = session.transactions();

    @AfterEach
    void close() {
        host.close();
    }

    private static RefusedException refused(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage));
    }

    private CompletionStage<Receipt> publish(String id, String topic, int token) {
        return transactions.publish(id, publication(topic, token == 0 ? AT_LEAST_ONCE : EXACTLY_ONCE, token));
    }

    private List<String> takes() {
        return host.calls.stream()
                .filter(call -> call.startsWith("take") || call.startsWith("require"))
                .toList();
    }

    @Test
    void partsAreDoneWhenItIsCommittedInTheClientsName() {
        host.transactions.committing = new CompletableFuture<>();
        transactions.begin("t", TIME);
        CompletionStage<Receipt> one = publish("t", "a", 0);
        CompletionStage<Receipt> two = publish("t", "b", 5);
        CompletionStage<Receipt> end = transactions.transfer("t", 6);
        assertEquals(Set.of("t"), transactions.open());
        CompletionStage<Void> commit = transactions.commit("t");
        assertEquals(Set.of(), transactions.open());
        assertFalse(one.toCompletableFuture().isDone());
        assertEquals(List.of("topic:a a AT_LEAST_ONCE", "topic:b a EXACTLY_ONCE", "commit"), host.transactions.added);
        assertEquals(List.of("take 7 5", "take 7 6", "require a 7"), takes());
        host.transactions.committing.complete(null);
        get(commit);
        for (CompletionStage<Receipt> part : List.of(one, two, end)) {
            assertEquals(Outcome.STORED, get(part).outcome());
        }
        assertTrue(host.timers.isEmpty(), "the time no longer counts");
    }

    @Test
    void whatRefusesTheCommitRefusesItsParts() {
        host.transactions.committing =
                CompletableFuture.failedFuture(new RefusedException(Reason.UNAVAILABLE, "disk full"));
        transactions.begin("t", TIME);
        CompletionStage<Receipt> part = publish("t", "a", 0);
        assertEquals("disk full", refused(transactions.commit("t")).getMessage());
        assertEquals("disk full", refused(part).getMessage());
    }

    @Test
    void changesTheStateOfTheClientsOwnSession() {
        transactions.begin("t", TIME);
        CompletionStage<Receipt> part = transactions.transfer("t", 0);
        transactions.putState("t", "k", Payload.copyOf(new byte[3]), OptionalLong.of(4));
        transactions.removeState("t", "l", OptionalLong.empty());
        get(transactions.commit("t"));
        assertEquals(Outcome.STORED, get(part).outcome());
        assertEquals(List.of("put a k 3 4", "remove a l -1", "commit"), host.transactions.added);
    }

    @Test
    void changesTheStateOfAGroupInTheNameOfTheClientsSession() {
        transactions.begin("t", TIME);
        transactions.putGroupState("t", "g", "k", Payload.copyOf(new byte[3]), OptionalLong.of(4));
        transactions.removeGroupState("t", "g", "l", OptionalLong.empty());
        get(transactions.commit("t"));
        assertEquals(List.of("put a g:k 3 4", "remove a g:l -1", "commit"), host.transactions.added);
    }

    @Test
    void aChangeOfTheStateThatIsNotAllowedEndsIt() {
        transactions.begin("t", TIME);
        CompletionStage<Receipt> part = publish("t", "a", 0);
        transactions.putState("t", "$task/1", Payload.empty(), OptionalLong.empty());
        assertEquals(
                "Transaction 't' changes '$task/1' of the state, which is Parley's own",
                refused(part).getMessage());
        transactions.begin("t", TIME);
        part = publish("t", "a", 0);
        transactions.removeState("t", "k", OptionalLong.empty());
        transactions.removeState("t", "k", OptionalLong.empty());
        host.runLane();
        assertEquals("changed already", refused(part).getMessage());
        assertEquals(Set.of(), transactions.open());
        transactions.putState("t", "k", Payload.empty(), OptionalLong.empty());
        assertEquals(
                List.of("topic:a a AT_LEAST_ONCE", "rollback", "topic:a a AT_LEAST_ONCE", "remove a k -1", "rollback"),
                host.transactions.added);
    }

    @Test
    void endsWithItsTime() {
        transactions.begin("t", TIME);
        CompletionStage<Receipt> part = publish("t", "a", 0);
        host.timers.remove().run();
        host.runLane();
        assertEquals(
                "Transaction 't' was not committed within its time of 30000 ms",
                refused(part).getMessage());
        assertEquals(refused(part).getMessage(), refused(publish("t", "b", 0)).getMessage());
        assertEquals(
                refused(part).getMessage(), refused(transactions.commit("t")).getMessage());
        assertEquals(List.of("topic:a a AT_LEAST_ONCE", "rollback"), host.transactions.added);
    }

    @Test
    void twoOfOneIdAreNone() {
        transactions.begin("t", TIME);
        CompletionStage<Receipt> part = publish("t", "a", 0);
        RefusedException twice = assertThrows(RefusedException.class, () -> transactions.begin("t", TIME));
        assertEquals(Reason.CONFLICT, twice.reason());
        assertEquals(twice.getMessage(), refused(part).getMessage());
        assertEquals(Reason.CONFLICT, refused(transactions.commit("t")).reason());
        transactions.begin("t", TIME);
        get(transactions.commit("t"));
    }

    @Test
    void thereAreLimits() {
        for (int i = 0; i < GatewayTransactions.MOST_OPEN; i++) {
            transactions.begin("t" + i, TIME);
        }
        assertEquals(
                Reason.LIMIT,
                assertThrows(RefusedException.class, () -> transactions.begin("one more", TIME))
                        .reason());
        assertEquals(Reason.LIMIT, refused(publish("one more", "a", 0)).reason());
        assertEquals(
                Reason.INVALID,
                assertThrows(RefusedException.class, () -> {
                            transactions.abort("t0", new RefusedException(Reason.INVALID, "test"));
                            transactions.begin("short", Duration.ZERO);
                        })
                        .reason());
        host.transactions.most = 1;
        CompletionStage<Receipt> one = publish("t1", "a", 0);
        CompletionStage<Receipt> two = publish("t1", "a", 0);
        host.runLane();
        assertEquals("too large", refused(one).getMessage());
        assertEquals("too large", refused(two).getMessage());
        assertEquals("too large", refused(transactions.commit("t1")).getMessage());
    }

    @Test
    void whatOneIsRefusedForLateDoesNotEndALaterOneOfItsId() {
        host.transactions.most = 0;
        transactions.begin("t", TIME);
        CompletionStage<Receipt> early = publish("t", "a", 0);
        transactions.abort("t", new RefusedException(Reason.INVALID, "aborted"));
        host.transactions.most = 1;
        transactions.begin("t", TIME);
        CompletionStage<Receipt> late = publish("t", "b", 0);
        host.runLane();
        assertEquals("aborted", refused(early).getMessage());
        assertEquals(Set.of("t"), transactions.open());
        get(transactions.commit("t"));
        assertEquals(Outcome.STORED, get(late).outcome());
    }

    @Test
    void whatWasCommittedOnAnEarlierConnectionIsNotCommittedAgain() {
        host.taken.addAll(Set.of(5, 6));
        assertEquals(Outcome.DUPLICATE, get(publish("t", "b", 5)).outcome());
        assertEquals(Outcome.DUPLICATE, get(transactions.transfer("t", 6)).outcome());
        assertEquals(Reason.NOT_FOUND, refused(publish("t", "b", 7)).reason());
        assertEquals(Reason.NOT_FOUND, refused(publish("t", "b", 0)).reason());
        assertEquals(Reason.NOT_FOUND, refused(transactions.commit("t")).reason());

        transactions.begin("t", TIME);
        CompletionStage<Receipt> one = publish("t", "a", 0);
        CompletionStage<Receipt> two = publish("t", "b", 5);
        get(transactions.commit("t"));
        assertEquals(Outcome.DUPLICATE, get(one).outcome());
        assertEquals(Outcome.DUPLICATE, get(two).outcome());
        assertFalse(host.transactions.added.contains("commit"));
    }

    @Test
    void whatTheClientMayNotSendEndsIt() {
        host.settings.put("authorizer", "guard");
        host.plugins
                .authorizers()
                .add(
                        List.of("guard"),
                        0,
                        1,
                        false,
                        (principal, client, action, address) -> !address.name().equals("forbidden"));
        transactions.begin("t", TIME);
        CompletionStage<Receipt> one = publish("t", "a", 0);
        CompletionStage<Receipt> two = publish("t", "forbidden", 0);
        assertEquals(Reason.NOT_ALLOWED, refused(transactions.commit("t")).reason());
        assertEquals(Reason.NOT_ALLOWED, refused(one).reason());
        assertEquals(Reason.NOT_ALLOWED, refused(two).reason());
        assertFalse(host.transactions.added.contains("commit"));
    }

    @Test
    void deliveriesAreAcknowledgedIfTheyAreTheClients() {
        host.inbox.deliver(
                List.of(new Outbound.Deliver(Message.to(Address.topic("t")).build(), 3, AT_LEAST_ONCE, false, false)));
        host.runLane();
        transactions.begin("t", TIME);
        transactions.acknowledge("t", 3);
        transactions.acknowledge("t", 3);
        get(transactions.commit("t"));
        assertEquals(
                1,
                host.calls.stream()
                        .filter(call -> call.startsWith("acknowledgeIn"))
                        .count());
        session.acknowledge(3);
        assertTrue(host.calls.contains("acknowledge 3"), "the link frees its place");

        transactions.begin("u", TIME);
        CompletionStage<Receipt> part = publish("u", "a", 0);
        transactions.acknowledge("u", 3);
        assertEquals(Reason.NOT_OWNED, refused(part).reason());
    }

    @Test
    void endsWithTheHold() {
        transactions.begin("t", TIME);
        CompletionStage<Receipt> part = publish("t", "a", 0);
        get(session.leave(false));
        assertEquals(Reason.NOT_OWNED, refused(part).reason());
        assertEquals(Set.of(), transactions.open());
        assertEquals(Reason.NOT_OWNED, refused(transactions.commit("t")).reason());
    }
}
