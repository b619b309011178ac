package io.parley.protocol.internal;

import static io.parley.protocol.internal.GatewayHost.get;
import static io.parley.protocol.internal.GatewayHost.publication;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Holder;
import io.parley.api.session.Session;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.GatewayTransactions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import io.parley.spi.security.Authorizer;
import io.parley.spi.security.Authorizer.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PermissionsTest {

    private static final Address QUEUE = Address.queue("q");

    private final GatewayHost host = new GatewayHost();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String secret = "secret";

    /** Marked inline, as one from files is. */
    private final Authorizer authorizer = (principal, clientId, action, address) -> {
        asked.incrementAndGet();
        return !address.name().equals(secret) && !(action == Action.RECEIVE && address.equals(QUEUE));
    };

    @AfterEach
    void close() {
        host.close();
    }

    private void add(String name, boolean inline, Authorizer added) {
        host.plugins.authorizers().add(List.of(name), 0, name.hashCode(), inline, added);
    }

    private static Reason refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    private SubscriptionResult subscribe(GatewaySession session, Address address) {
        return get(session.subscribe(List.of(new SubscriptionRequest(address, AT_LEAST_ONCE))))
                .get(0);
    }

    private static CompletionStage<Receipt> publish(GatewaySession session, String topic) {
        return session.publish(publication(topic, AT_LEAST_ONCE, 0));
    }

    private void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "waited in vain");
            host.runLane();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void areAskedForMessagesSubscriptionsAndWills() {
        add("file", false, authorizer);
        GatewaySession session = host.session(publication("will", AT_LEAST_ONCE, 0), 10);
        assertEquals(Reason.NOT_ALLOWED, refusal(publish(session, "secret")));
        SubscriptionResult.Refused refused = (SubscriptionResult.Refused) subscribe(session, QUEUE);
        assertEquals(Reason.NOT_ALLOWED, refused.reason());
        assertEquals(2, host.permissions.denials());
        assertTrue(subscribe(session, Address.topic("t")) instanceof SubscriptionResult.Granted);
        secret = "will";
        host.permissions.changed();
        await(() -> host.calls.contains("dropWill a 7"));
    }

    @Test
    void connectionWithAWillThatIsNotAllowedIsRefused() {
        add("file", false, authorizer);
        CompletionStage<GatewaySession> connecting =
                host.gateway.connect(host.request("a", publication("secret", AT_LEAST_ONCE, 0), 10), host);
        assertEquals(Reason.NOT_ALLOWED, refusal(connecting));
    }

    @Test
    void answersAreRememberedUntilSomethingChanges() {
        add("file", true, authorizer);
        GatewaySession session = host.session(null, 10);
        for (int i = 0; i < 10; i++) {
            get(publish(session, "a"));
            assertEquals(Reason.NOT_ALLOWED, refusal(publish(session, "secret")));
        }
        assertEquals(2, asked.get());
        secret = "a";
        get(publish(session, "a"));
        host.permissions.changed();
        assertEquals(Reason.NOT_ALLOWED, refusal(publish(session, "a")), "with the very next message");
        get(publish(session, "secret"));
        for (int i = 0; i < 1_000; i++) {
            get(publish(session, "t" + i));
        }
        int before = asked.get();
        get(publish(session, "t0"));
        assertEquals(before + 1, asked.get(), "not everything is remembered");
    }

    @Test
    void allMustAgree() {
        add("file", true, authorizer);
        add(
                "other",
                true,
                (principal, clientId, action, address) -> !address.name().equals("b"));
        GatewaySession session = host.session(null, 10);
        get(publish(session, "a"));
        assertEquals(Reason.NOT_ALLOWED, refusal(publish(session, "b")));
        assertEquals(Reason.NOT_ALLOWED, refusal(publish(session, "secret")));
    }

    @Test
    void listenerChoosesByName() {
        add("file", true, authorizer);
        add("other", true, (principal, clientId, action, address) -> false);
        host.settings.put("authorizer", "file");
        GatewaySession session = host.session(null, 10);
        get(publish(session, "a"));
        host.settings.put("authorizer", "file, other");
        assertEquals(Reason.NOT_ALLOWED, refusal(publish(session, "a")), "with the very next message");
    }

    @Test
    void oneThatFailsSaysNo() {
        add("file", true, (principal, clientId, action, address) -> {
            throw new IllegalStateException("secret words");
        });
        RefusedException refused =
                assertThrows(RefusedException.class, () -> get(publish(host.session(null, 10), "a")));
        assertEquals(Reason.UNAVAILABLE, refused.reason());
        assertEquals(List.of(), host.accepted);
    }

    @Test
    void absentOneIsWaitedForAndNothingOvertakes() {
        GatewaySession session = host.session(null, 10);
        host.settings.put("authorizer", "file");
        List<CompletionStage<Receipt>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(publish(session, "t" + i % 7 + "/" + i));
        }
        assertFalse(waiting.get(0).toCompletableFuture().isDone());
        add("file", false, authorizer);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            get(waiting.get(i));
            expected.add("t" + i % 7 + "/" + i + " AT_LEAST_ONCE false");
        }
        assertEquals(expected, host.accepted);
    }

    @Test
    void oneThatGoesByAnotherNameIsAskedByThat() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch renamed = new CountDownLatch(1);
        host.plugins.authorizers().add(List.of("first"), 1, 1, false, (principal, clientId, action, address) -> {
            if (action == Action.SEND) {
                asking.countDown();
                await(() -> renamed.getCount() == 0);
            }
            return true;
        });
        add("file", true, authorizer);
        GatewaySession session = host.session(null, 10);
        CompletionStage<Receipt> denied = publish(session, "secret");
        CompletionStage<Receipt> allowed = publish(session, "a");
        assertTrue(asking.await(10, TimeUnit.SECONDS));
        host.plugins.authorizers().change(List.of("renamed"), 0, 2, true, authorizer);
        renamed.countDown();
        assertEquals(Reason.NOT_ALLOWED, refusal(denied));
        get(allowed);
        assertTrue(asked.get() > 0);
    }

    @Test
    void tooMuchThatWaitsIsRefused() {
        GatewaySession session = host.session(null, 10);
        host.settings.put("authorizer", "file");
        for (int i = 0; i < 1_000; i++) {
            assertFalse(publish(session, "t").toCompletableFuture().isDone());
        }
        assertEquals(Reason.LIMIT, refusal(publish(session, "t")));
    }

    @Test
    void oneThatDoesNotComeIsNotWaitedForForEver() {
        GatewaySession session = host.session(null, 10);
        host.patience = Duration.ofMillis(50);
        host.settings.put("authorizer", "file");
        assertEquals(Reason.UNAVAILABLE, refusal(publish(session, "t")));
        assertEquals(List.of(), host.accepted);
        assertEquals(Reason.UNAVAILABLE, refusal(host.connect("b")), "nor does anybody come in");
    }

    @Test
    void aSlowAnswerHoldsUpWhatIsBehindItOnly() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        add("file", false, (principal, clientId, action, address) -> {
            try {
                return !address.name().equals("slow") || go.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        GatewaySession session = host.session(null, 10);
        get(publish(session, "quick"));
        CompletionStage<Receipt> slow = publish(session, "slow");
        CompletionStage<Receipt> behind = publish(session, "quick");
        assertEquals(1, host.accepted.size());
        go.countDown();
        get(slow);
        get(behind);
        assertEquals(
                List.of("quick AT_LEAST_ONCE false", "slow AT_LEAST_ONCE false", "quick AT_LEAST_ONCE false"),
                host.accepted);
    }

    @Test
    void subscriptionsThatAreNoLongerAllowedEnd() {
        Address topic = Address.topic("a/#");
        add("file", false, authorizer);
        GatewaySession session = host.session(null, 10);
        host.existing.add(new SubscriptionRequest(topic, AT_LEAST_ONCE));
        host.existing.add(new SubscriptionRequest(QUEUE, AT_LEAST_ONCE));
        host.existing.add(new SubscriptionRequest(Address.topic("b"), AT_LEAST_ONCE));
        secret = topic.name();
        host.permissions.changed();
        await(() -> host.calls.contains("unsubscribe " + topic) && host.calls.contains("unsubscribe " + QUEUE));
        assertFalse(host.calls.contains("unsubscribe " + Address.topic("b")), host.calls::toString);
        get(session.leave(true));
        host.calls.clear();
        host.permissions.changed();
        await(() -> host.lane.isEmpty());
        assertFalse(host.calls.stream().anyMatch(call -> call.startsWith("unsubscribe")), host.calls::toString);
    }

    @Test
    void resumedSessionHasNoneThatAreNotAllowed() {
        add("file", false, authorizer);
        host.resumed = true;
        host.existing.add(new SubscriptionRequest(QUEUE, AT_LEAST_ONCE));
        host.existing.add(new SubscriptionRequest(Address.queue("allowed"), AT_LEAST_ONCE));
        host.session(null, 10);
        await(() -> host.calls.contains("unsubscribe " + QUEUE) && !host.queues.isEmpty());
        assertEquals(List.of(Address.queue("allowed")), List.copyOf(host.queues.keySet()));
    }

    /** One that decides about sessions, too: what it denies. */
    private final class Doorkeeper implements Authorizer {

        private final Set<Action> denied = ConcurrentHashMap.newKeySet();
        private final List<String> questions = new CopyOnWriteArrayList<>();

        @Override
        public Set<Action> actions() {
            return Set.of(Action.values());
        }

        @Override
        public boolean allowed(String principal, String clientId, Action action, Address address) {
            questions.add(action + " " + address);
            return !denied.contains(action);
        }
    }

    private Optional<Session> there() {
        return Optional.of(new Session(
                "a", "anonymous", Session.State.DETACHED, Duration.ofHours(1), Instant.EPOCH, Optional.empty()));
    }

    @Test
    void whoMayNotOpenOrResumeGetsNoSession() {
        Doorkeeper keeper = new Doorkeeper();
        add("file", true, keeper);
        keeper.denied.add(Action.OPEN);
        assertEquals(Reason.NOT_ALLOWED, refusal(host.connect("a")));
        assertEquals(List.of("OPEN session:a"), keeper.questions);
        assertNull(host.request, "the session service was not asked");
        assertEquals(1, host.permissions.denials());
        host.existingSession = there();
        host.resumed = true;
        keeper.denied.clear();
        keeper.denied.add(Action.RESUME);
        assertEquals(Reason.NOT_ALLOWED, refusal(host.connect("a")));
        assertNull(host.request);
        keeper.denied.clear();
        keeper.denied.add(Action.OPEN);
        assertTrue(get(host.connect("a")).resumed(), "it may not open one, but go on with that");
    }

    @Test
    void whatWasOpenedInsteadIsAskedAboutBeforeTheClientHasIt() {
        Doorkeeper keeper = new Doorkeeper();
        add("file", true, keeper);
        keeper.denied.add(Action.RESUME);
        host.resumed = true; // There was none when it was asked, and then there was.
        assertEquals(Reason.NOT_ALLOWED, refusal(host.connect("a")));
        assertEquals(List.of("OPEN session:a", "RESUME session:a"), keeper.questions);
        assertEquals(List.of("detach a 7"), host.calls);
        host.calls.clear();
        host.existingSession = there();
        host.resumed = false;
        keeper.denied.clear();
        keeper.denied.add(Action.OPEN);
        assertEquals(Reason.NOT_ALLOWED, refusal(host.connect("a")));
        assertEquals(List.of("close a"), host.calls, "the new one is nobody's");
    }

    @Test
    void whoMayNoLongerHaveTheSessionIsSentAway() {
        Doorkeeper keeper = new Doorkeeper();
        add("file", true, keeper);
        host.session(null, 10);
        keeper.denied.add(Action.RESUME);
        host.permissions.changed();
        await(() -> keeper.questions.size() >= 2);
        assertEquals(List.of(), host.ends, "it was opened, and that is still allowed");
        keeper.denied.add(Action.OPEN);
        host.permissions.changed();
        await(() -> !host.ends.isEmpty());
        assertEquals(List.of(Holder.End.REVOKED), host.ends);
        assertEquals(1, host.permissions.revocations());
    }

    @Test
    void whatIsWithdrawnBeforeTheClientBeginsCountsToo() {
        Doorkeeper keeper = new Doorkeeper();
        add("file", true, keeper);
        GatewaySession session = get(host.connect("a"));
        keeper.denied.add(Action.OPEN);
        host.permissions.changed();
        session.start();
        await(() -> !host.ends.isEmpty());
        assertEquals(List.of(Holder.End.REVOKED), host.ends);
    }

    @Test
    void oneThatKnowsNothingOfSessionsKeepsNobodyOut() {
        add("file", true, (principal, clientId, action, address) -> false);
        GatewaySession session = host.session(null, 10);
        assertEquals(Reason.NOT_ALLOWED, refusal(publish(session, "a")));
        GatewayTransactions transactions = session.transactions();
        transactions.begin("t", Duration.ofSeconds(10));
        transactions.putState("t", "k", Payload.empty(), OptionalLong.empty());
        get(transactions.commit("t"));
    }

    @Test
    void statesAreChangedWhereThatIsAllowed() {
        Doorkeeper keeper = new Doorkeeper();
        add("file", true, keeper);
        GatewaySession session = host.session(null, 10);
        GatewayTransactions transactions = session.transactions();
        keeper.denied.add(Action.CHANGE);
        transactions.begin("t", Duration.ofSeconds(10));
        transactions.putState("t", "k", Payload.empty(), OptionalLong.empty());
        assertEquals(Reason.NOT_ALLOWED, refusal(transactions.commit("t")));
        transactions.begin("u", Duration.ofSeconds(10));
        transactions.removeGroupState("u", "g", "k", OptionalLong.empty());
        assertEquals(Reason.NOT_ALLOWED, refusal(transactions.commit("u")));
        assertEquals(List.of("OPEN session:a", "CHANGE session:a", "SEND group:g", "CHANGE group:g"), keeper.questions);
        keeper.denied.clear();
        host.permissions.changed();
        host.runLane();
        transactions.begin("v", Duration.ofSeconds(10));
        transactions.putGroupState("v", "g", "k", Payload.empty(), OptionalLong.empty());
        transactions.removeState("v", "k", OptionalLong.empty());
        get(transactions.commit("v"));
        keeper.denied.add(Action.SEND);
        host.permissions.changed();
        transactions.begin("w", Duration.ofSeconds(10));
        transactions.putGroupState("w", "g", "other", Payload.empty(), OptionalLong.empty());
        assertEquals(Reason.NOT_ALLOWED, refusal(transactions.commit("w")));
    }

    @Test
    void callsAreMadeUnderAHold() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Authorizer held = (principal, clientId, action, address) -> {
            asking.countDown();
            try {
                return go.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        add("file", false, held);
        CompletionStage<Receipt> published = publish(host.session(null, 10), "t");
        assertTrue(asking.await(20, TimeUnit.SECONDS));
        Thread removing = new Thread(() -> host.plugins.authorizers().remove(held));
        removing.start();
        await(() -> removing.getState() == Thread.State.TIMED_WAITING || !removing.isAlive());
        assertTrue(removing.isAlive(), "it went in the midst of a call");
        go.countDown();
        get(published);
        removing.join();
    }
}
