package io.parley.protocol.internal;

import static io.parley.protocol.internal.GatewayHost.get;
import static io.parley.protocol.internal.GatewayHost.publication;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Start;
import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Holder;
import io.parley.spi.filter.Filter;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionOptions.Retained;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import io.parley.spi.protocol.SubscriptionTarget;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Authenticator.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatewayTest {

    private static final Address QUEUE = Address.queue("q");

    private final GatewayHost host = new GatewayHost();

    @AfterEach
    void close() {
        host.close();
    }

    private static Reason refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    private void authenticator(Authenticator authenticator) {
        host.settings.put("authenticator", "door");
        host.plugins.authenticators().add(List.of("door"), 0, 1, false, authenticator);
    }

    private SubscriptionResult subscribe(GatewaySession session, Address address, Guarantee maximum) {
        SubscriptionResult result = get(session.subscribe(List.of(new SubscriptionRequest(address, maximum))))
                .get(0);
        host.runLane();
        return result;
    }

    private void inbox(int from, int to) {
        List<Outbound> batch = new ArrayList<>();
        for (int i = from; i < to; i++) {
            batch.add(new Outbound.Deliver(Message.to(Address.topic("t")).build(), i, AT_LEAST_ONCE, false, false));
        }
        host.inbox.deliver(batch);
        host.runLane();
    }

    @Test
    void withoutAnAuthenticatorEverybodyIsAnonymous() {
        GatewaySession session = get(host.connect(""));
        assertEquals("anonymous", session.principal());
        assertTrue(session.id().startsWith("auto-"), session.id());
        assertFalse(session.resumed());
        assertEquals("a", get(host.connect("a")).id());
    }

    @Test
    void authenticatorDecides() {
        authenticator(credentials -> switch (credentials.clientId()) {
            case "good" -> CompletableFuture.completedStage(new Decision.Accepted("anna"));
            case "bad" -> CompletableFuture.completedStage(new Decision.Refused("wrong password"));
            case "none" -> CompletableFuture.completedStage(null);
            default -> CompletableFuture.failedStage(new IllegalStateException("secret words"));
        });
        assertEquals("anna", get(host.connect("good")).principal());
        assertEquals(Reason.NOT_ALLOWED, refusal(host.connect("bad")));
        assertEquals(Reason.NOT_ALLOWED, refusal(host.connect("none")));
        RefusedException failed = assertThrows(RefusedException.class, () -> get(host.connect("x")));
        assertEquals(Reason.UNAVAILABLE, failed.reason());
        assertFalse(failed.getMessage().contains("secret words"), failed.getMessage());
    }

    @Test
    void absentAuthenticatorIsWaitedFor() {
        host.settings.put("authenticator", "door");
        CompletionStage<GatewaySession> connecting = host.connect("a");
        assertFalse(connecting.toCompletableFuture().isDone());
        authenticator(credentials -> CompletableFuture.completedStage(new Decision.Accepted("anna")));
        assertEquals("anna", get(connecting).principal());
    }

    @Test
    void publishesAtEachGuaranteeAndExactlyOnceOnce() {
        GatewaySession session = host.session(null, 10);
        for (Guarantee guarantee : Guarantee.values()) {
            Receipt receipt = get(session.publish(publication("t", guarantee, 5)));
            assertEquals(Receipt.Outcome.STORED, receipt.outcome());
        }
        Receipt again = get(session.publish(publication("t", EXACTLY_ONCE, 5)));
        assertEquals(Receipt.Outcome.DUPLICATE, again.outcome());
        get(session.release(5));
        assertEquals(
                Receipt.Outcome.STORED,
                get(session.publish(publication("t", EXACTLY_ONCE, 5))).outcome());
        assertTrue(host.calls.contains("take 7 5"), "with its hold: " + host.calls);
    }

    @Test
    void whatIsSentBehindATransferThatIsUnderWayNeedsTheHold() {
        GatewaySession session = host.session(null, 10);
        get(session.publish(publication("t", AT_LEAST_ONCE, 0)));
        assertFalse(host.calls.contains("require 7 null"), "alone it does not: " + host.calls);
        CompletableFuture<Void> blocked = new CompletableFuture<>();
        host.engine.shards().of("t").execute(blocked::join);
        CompletionStage<Receipt> transfer = session.publish(publication("t", EXACTLY_ONCE, 5));
        CompletionStage<Receipt> behind = session.publish(publication("t", AT_LEAST_ONCE, 0));
        blocked.complete(null);
        get(transfer);
        get(behind);
        assertEquals(
                1,
                host.calls.stream().filter(call -> call.startsWith("require")).count(),
                host.calls.toString());
    }

    @Test
    void whatIsSentBehindATransferThatCameTooLateNeedsTheHold() {
        GatewaySession session = host.session(null, 10);
        host.owned = false;
        assertEquals(Reason.NOT_OWNED, refusal(session.publish(publication("t", EXACTLY_ONCE, 5))));
        get(session.publish(publication("t", AT_LEAST_ONCE, 0)));
        assertEquals(
                1,
                host.calls.stream().filter(call -> call.startsWith("require")).count(),
                host.calls.toString());
    }

    @Test
    void queuesAreAtLeastOnceAtTheMostAndChangesAreBoundToTheHold() {
        GatewaySession session = host.session(null, 10);
        assertEquals(new SubscriptionResult.Granted(AT_LEAST_ONCE), subscribe(session, QUEUE, EXACTLY_ONCE));
        assertEquals(
                new SubscriptionResult.Granted(EXACTLY_ONCE), subscribe(session, Address.topic("t"), EXACTLY_ONCE));
        assertTrue(host.calls.contains("require a 7"), "" + host.calls);
        host.give(QUEUE);
        assertEquals(List.of(-1L, -2L, -3L), host.sequences());
        session.acknowledge(-2);
        session.acknowledge(-2);
        assertEquals(1, host.queues.get(QUEUE).credit);
        assertEquals(List.of(1), host.queues.get(QUEUE).acknowledged);
        get(session.unsubscribe(List.of(new SubscriptionTarget(QUEUE))));
        host.runLane();
        assertTrue(host.queues.get(QUEUE).cancelled);
    }

    @Test
    void whatAClientCanNeverBeGivenIsRejectedToItsQueueAndTheNextOneComes() {
        GatewaySession session = host.session(null, 10);
        subscribe(session, QUEUE, AT_LEAST_ONCE);
        host.give(QUEUE);
        assertEquals(List.of(-1L, -2L, -3L), host.sequences());
        session.reject(-2);
        session.reject(-2);
        session.acknowledge(-2);
        assertEquals(List.of(1), host.queues.get(QUEUE).rejected);
        assertEquals(List.of(), host.queues.get(QUEUE).acknowledged);
        assertEquals(1, host.queues.get(QUEUE).credit);
        host.give(QUEUE);
        assertEquals(List.of(-1L, -2L, -3L, -4L), host.sequences());
    }

    @Test
    void aQueuesFilterIsItsConsumersAndAnotherOneMakesAnotherConsumer() {
        GatewaySession session = host.session(null, 10);
        Optional<FilterExpression> one = Optional.of(new FilterExpression("selector", "a = 1"));
        Optional<FilterExpression> other = Optional.of(new FilterExpression("selector", "a = 2"));
        SubscriptionTarget queue = new SubscriptionTarget(QUEUE);
        subscribe(session, queue, one);
        subscribe(session, queue, one);
        assertEquals(List.of(one), filters());
        assertEquals(host.connection.id(), host.consumed.get(0).name());
        assertFalse(host.queues.get(QUEUE).cancelled);
        subscribe(session, queue, other);
        assertEquals(List.of(one, other), filters());
        assertTrue(host.queues.get(QUEUE).cancelled);
        host.consumed.clear();
        subscribe(session, new SubscriptionTarget(Address.topic("t"), Optional.of("g")), one);
        assertEquals(List.of(Optional.empty(), Optional.empty()), filters());
    }

    private List<Optional<FilterExpression>> filters() {
        return host.consumed.stream().map(ConsumeOptions::filter).toList();
    }

    private void subscribe(GatewaySession session, SubscriptionTarget target, Optional<FilterExpression> filter) {
        SubscriptionOptions options =
                new SubscriptionOptions(false, false, Retained.ALWAYS, 0, filter, Optional.empty());
        get(session.subscribe(List.of(new SubscriptionRequest(target, AT_LEAST_ONCE, options))));
        host.runLane();
    }

    @Test
    void atMostOnceFromAQueueIsAcknowledgedWhenItGoesOut() {
        GatewaySession session = host.session(null, 10);
        subscribe(session, QUEUE, AT_MOST_ONCE);
        session.writable(false);
        host.give(QUEUE);
        assertEquals(List.of(), host.queues.get(QUEUE).acknowledged);
        session.writable(true);
        assertEquals(List.of(0, 1, 2), host.queues.get(QUEUE).acknowledged);
        assertEquals(List.of(0L, 0L, 0L), host.sequences());
    }

    @Test
    void inboxAndQueuesShareTheWindow() {
        GatewaySession session = host.session(null, 4);
        assertEquals(4, host.window);
        subscribe(session, QUEUE, AT_LEAST_ONCE);
        inbox(0, 2);
        host.give(QUEUE);
        assertEquals(List.of(0L, 1L, -1L, -2L), host.sequences());
        inbox(2, 4);
        assertEquals(4, host.delivered.size());
        session.acknowledge(0);
        assertEquals(List.of(0L, 1L, -1L, -2L, -3L), host.sequences());
        session.acknowledge(0);
        assertEquals(5, host.delivered.size(), "acknowledged twice is acknowledged once");
        session.acknowledge(-1);
        session.acknowledge(1);
        assertEquals(List.of(0L, 1L, -1L, -2L, -3L, 2L, 3L), host.sequences());
        assertEquals(List.of("acknowledge 0", "acknowledge 1"), acknowledgedInInbox());
    }

    private List<String> acknowledgedInInbox() {
        return host.calls.stream()
                .filter(call -> call.startsWith("acknowledge"))
                .toList();
    }

    @Test
    void queuesStopWhileTheConnectionTakesNoMore() {
        GatewaySession session = host.session(null, 10);
        subscribe(session, QUEUE, AT_LEAST_ONCE);
        host.give(QUEUE);
        session.writable(false);
        session.acknowledge(-1);
        session.acknowledge(-2);
        assertEquals(0, host.queues.get(QUEUE).credit, "no new credit");
        session.writable(true);
        assertEquals(2, host.queues.get(QUEUE).credit);
        session.writable(false);
        host.give(QUEUE);
        assertEquals(3, host.delivered.size());
        session.writable(true);
        assertEquals(List.of(-1L, -2L, -3L, -4L, -5L), host.sequences());
    }

    @Test
    void resumedSessionConsumesItsQueuesAgain() {
        host.resumed = true;
        host.existing.add(new SubscriptionRequest(QUEUE, AT_LEAST_ONCE));
        host.existing.add(new SubscriptionRequest(Address.topic("t"), AT_LEAST_ONCE));
        assertTrue(host.session(null, 10).resumed());
        assertEquals(List.of(QUEUE), List.copyOf(host.queues.keySet()));
    }

    @Test
    void nextInstanceGetsWhatFollows() {
        GatewaySession session = host.session(null, 10);
        inbox(0, 1);
        List<Outbound> next = new ArrayList<>();
        session.reattach(new io.parley.spi.protocol.Downstream() {
            @Override
            public void deliver(List<Outbound> batch) {
                next.addAll(batch);
            }

            @Override
            public void ended(Holder.End end) {
                host.ends.add(end);
            }
        });
        inbox(1, 2);
        assertEquals(List.of(0L), host.sequences());
        assertEquals(1, next.size());
    }

    @Test
    void afterTheEndOfTheHoldNothingBegins() {
        GatewaySession session = host.session(null, 10);
        subscribe(session, QUEUE, AT_LEAST_ONCE);
        host.subscribing = new CompletableFuture<>();
        Address late = Address.queue("late");
        session.subscribe(List.of(new SubscriptionRequest(late, AT_LEAST_ONCE)));
        host.request.holder().ended(Holder.End.TAKEN_OVER);
        host.runLane();
        assertEquals(List.of(Holder.End.TAKEN_OVER), host.ends);
        assertTrue(host.queues.get(QUEUE).cancelled);
        host.subscribing.complete(null);
        host.runLane();
        assertFalse(host.queues.containsKey(late));
        inbox(0, 1);
        assertEquals(List.of(), host.delivered);
        get(session.leave(false));
        host.request.holder().ended(Holder.End.CLOSED);
        host.runLane();
        assertEquals(1, host.ends.size());
    }

    @Test
    void willIsKeptBeforeTheClientIsToldAndDroppedByAFarewellOnly() {
        GatewaySession broken = host.session(publication("will", AT_LEAST_ONCE, 0), 10);
        get(broken.leave(false));
        get(broken.leave(false));
        assertEquals(List.of("keepWill a 7 anonymous", "close", "detach a 7"), host.calls);
        host.calls.clear();
        GatewaySession polite = host.session(publication("will", AT_LEAST_ONCE, 0), 10);
        get(polite.leave(true));
        assertEquals(List.of("keepWill a 7 anonymous", "close", "dropWill a 7", "detach a 7"), host.calls);
    }

    @Test
    void clientWhoseWillCannotBeKeptIsNotLetIn() {
        host.keepingWill = CompletableFuture.failedStage(new RefusedException(Reason.UNAVAILABLE, "disk full"));
        assertEquals(
                Reason.UNAVAILABLE,
                refusal(host.gateway.connect(host.request("a", publication("will", AT_LEAST_ONCE, 0), 10), host)));
        assertTrue(host.calls.contains("detach a 7"), "" + host.calls);
    }

    @Test
    void willIsPublishedAsIfItsClientDidItNow() {
        WillPublishing wills = new WillPublishing(host.pipeline, host);
        Message left = Message.to(Address.topic("will"))
                .timeMillis(400)
                .expiresAtMillis(500)
                .build();
        Publication publication = new Publication(left, EXACTLY_ONCE, true, 0);
        get(wills.publish("a", "anna", publication, batch -> host.calls.add("forgotten in the same batch")));
        assertEquals(List.of("will EXACTLY_ONCE true"), host.accepted);
        assertEquals(List.of(1_000L, 1_100L), List.of(host.last.timeMillis(), host.last.expiresAtMillis()));
        assertEquals(List.of("forgotten in the same batch"), host.calls);
    }

    @Test
    void membersOfAGroupConsumeBothPartsOfItsQueue() {
        GatewaySession session = host.session(null, 10);
        SubscriptionTarget target = new SubscriptionTarget(Address.topic("t/#"), Optional.of("g"));
        SubscriptionOptions options =
                new SubscriptionOptions(false, true, Retained.ALWAYS, 7, Optional.empty(), Optional.empty());
        assertEquals(
                List.of(new SubscriptionResult.Granted(AT_LEAST_ONCE)),
                get(session.subscribe(List.of(new SubscriptionRequest(target, EXACTLY_ONCE, options)))));
        host.runLane();
        Address stored = Address.queue("$share/g/t/#");
        Address memory = Address.queue("$share-memory/g/t/#");
        assertEquals(Set.of(stored, memory), host.queues.keySet());
        host.queues.get(memory).shared(AT_MOST_ONCE, true);
        host.give(memory);
        Outbound.Deliver fleeting = (Outbound.Deliver) host.delivered.get(0);
        assertEquals(AT_MOST_ONCE, fleeting.guarantee());
        assertTrue(fleeting.retained(), "as published");
        assertEquals(List.of(7), fleeting.subscriptions());
        host.give(stored);
        Outbound.Deliver kept = (Outbound.Deliver) host.delivered.get(3);
        assertEquals(List.of(AT_LEAST_ONCE, -1L), List.of(kept.guarantee(), kept.sequence()));
        get(session.unsubscribe(List.of(target)));
        host.runLane();
        assertTrue(host.queues.get(stored).cancelled && host.queues.get(memory).cancelled);
    }

    private static SubscriptionRequest replay(Optional<FilterExpression> filter) {
        return new SubscriptionRequest(
                new SubscriptionTarget(Address.topic("t")),
                EXACTLY_ONCE,
                new SubscriptionOptions(false, false, Retained.ALWAYS, 3, filter, Optional.of(new Start.Earliest())));
    }

    private SubscriptionResult replayed(GatewaySession session, Optional<FilterExpression> filter) {
        CompletionStage<List<SubscriptionResult>> subscribing = session.subscribe(List.of(replay(filter)));
        host.runLane();
        host.runLane();
        return get(subscribing).get(0);
    }

    @Test
    void historyIsReadInOrderAndThePlaceMovesBehindWhatIsAcknowledgedWithoutAGap() {
        GatewaySession session = host.session(null, 10);
        assertEquals(new SubscriptionResult.Granted(AT_LEAST_ONCE), replayed(session, Optional.empty()));
        assertEquals(Optional.of("$replay/1/a/t"), host.history.subscription.name());
        assertEquals(3, host.history.credit);
        host.history.give("1", "2", "3");
        host.runLane();
        assertEquals(List.of(-1L, -2L, -3L), host.sequences());
        assertEquals(List.of(3), ((Outbound.Deliver) host.delivered.get(0)).subscriptions());
        session.acknowledge(-2);
        host.runLane();
        assertEquals(List.of(), host.history.acknowledged);
        host.history.acknowledging = new CompletableFuture<>();
        session.acknowledge(-1);
        session.acknowledge(-3);
        host.runLane();
        assertEquals(List.of("behind-2"), host.history.acknowledged, "one at a time");
        assertEquals(3, host.history.credit);
        get(session.leave(true));
        assertEquals(List.of("behind-2", "behind-3"), host.history.acknowledged);
        assertTrue(host.history.cancelled);
    }

    @Test
    void resumedSessionGoesOnWithItsHistory() {
        host.resumed = true;
        host.existing.add(replay(Optional.empty()));
        host.session(null, 10);
        assertEquals(Optional.of("$replay/1/a/t"), host.history.subscription.name());
    }

    @Test
    void whileTheFilterIsGoneHistoryWaitsInOrder() {
        Filter filter = expression -> message -> new String(message.payload().toBytes()).compareTo(expression) >= 0;
        GatewaySession session = host.session(null, 10);
        replayed(session, Optional.of(new FilterExpression("least", "2")));
        host.history.give("1", "2");
        host.runLane();
        assertEquals(List.of(), host.delivered);
        host.plugins.filters().add(List.of("least"), 0, 1, true, filter);
        do {
            host.runLane();
            Thread.onSpinWait();
        } while (host.delivered.isEmpty());
        host.history.give("3");
        host.runLane();
        assertEquals(
                List.of("2", "3"),
                host.delivered.stream()
                        .map(one -> new String(
                                ((Outbound.Deliver) one).message().payload().toBytes()))
                        .toList());
        assertEquals(List.of("behind-1"), host.history.acknowledged, "what does not pass is done");
        get(session.unsubscribe(List.of(replay(Optional.empty()).target())));
        host.runLane();
        assertTrue(host.history.cancelled);
    }

    @Test
    void expiryIsSetByTheHolderBeforeItLeaves() {
        GatewaySession session = host.session(null, 10);
        session.expireAfter(Duration.ZERO);
        get(session.leave(true));
        assertEquals(List.of("expireAfter a 7", "close", "detach a 7"), host.calls);
    }

    @Test
    void detachingIsTriedUntilItSucceeds() {
        GatewaySession session = host.session(null, 10);
        host.refuseDetach = 3;
        CompletionStage<Void> left = session.leave(true);
        for (int i = 0; i < 3; i++) {
            assertFalse(left.toCompletableFuture().isDone());
            assertEquals(1, host.timers.size());
            host.timers.poll().run();
        }
        get(left);
        assertEquals(0, host.timers.size());
    }

    @Test
    void gatewayThatStopsTriesNoMore() {
        GatewaySession session = host.session(null, 10);
        host.refuseDetach = Integer.MAX_VALUE;
        CompletionStage<Void> left = session.leave(true);
        host.close();
        assertEquals(Reason.UNAVAILABLE, refusal(left));
        assertEquals(0, host.timers.size());
    }
}
