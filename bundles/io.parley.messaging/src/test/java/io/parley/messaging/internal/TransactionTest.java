package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.cache.CacheOptions;
import io.parley.api.cache.NamedCache;
import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.transaction.Transaction;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.contract.States;
import io.parley.engine.op.SessionOp;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.spi.protocol.Guarantee;
import io.parley.testkit.MemoryCaches;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What takes effect together or not at all. */
@Timeout(30)
class TransactionTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Fixture parley = new Fixture();

    @AfterEach
    void stop() {
        parley.close();
    }

    private Transaction begin() {
        return parley.transactions.begin(TIMEOUT);
    }

    private static Message to(String queue, String text) {
        return Message.to(Address.queue(queue)).payload(text).build();
    }

    private List<String> in(String queue) {
        return get(parley.admin.browse(Address.queue(queue), all -> true, 100)).stream()
                .map(Collected::text)
                .toList();
    }

    private Delivery taken(String queue) throws Exception {
        return parley.consume(queue).request(1).next();
    }

    private static Reason refused(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    private static Reason refused(Runnable call) {
        return assertThrows(RefusedException.class, call::run).reason();
    }

    /** Queues exist once somebody has used them. */
    private void make(String... queues) {
        for (String queue : queues) {
            parley.consume(queue).cancel();
        }
        parley.settle();
    }

    @Test
    void allOfItTakesEffectAtOnceAndForGood() throws Exception {
        make("b", "c");
        parley.openSession("s", true);
        parley.send("a", "in");
        Delivery delivery = taken("a");
        Transaction transaction = begin().acknowledge(delivery)
                .send(to("b", "one"))
                .send(to("b", "two"))
                .send(to("c", "three"))
                .send(Message.to(Address.session("s")).payload("four").build());
        assertEquals(List.of(), in("b"));
        get(transaction.commit());
        for (int start = 0; start < 2; start++) {
            assertEquals(List.of("one", "two"), in("b"));
            assertEquals(List.of("three"), in("c"));
            assertEquals(List.of(), in("a"));
            Collected inbox =
                    parley.consume(Address.session("s"), ConsumeOptions.DEFAULT).request(2);
            assertEquals(List.of("four"), inbox.next(1));
            inbox.cancel();
            parley.crash();
        }
        parley.consume("a").request(1).nothingMore();
    }

    @Test
    void nothingOfItTakesEffectWhenOnePartIsRefused() throws Exception {
        make("a", "b");
        parley.queues.configure("full", Settings.limit(1, Overflow.REJECT));
        parley.send("full", "there");
        parley.send("a", "in");
        Collected consumer = parley.consume("a").request(2);
        Delivery delivery = consumer.next();
        assertEquals(
                Reason.LIMIT,
                refused(begin().acknowledge(delivery)
                        .send(to("b", "one"))
                        .send(to("full", "two"))
                        .commit()));
        parley.journal.refuse("No space left on device");
        assertEquals(
                Reason.UNAVAILABLE,
                refused(begin().acknowledge(delivery).send(to("b", "one")).commit()));
        parley.journal.resume();
        parley.settle();
        assertEquals(List.of(), in("b"));
        assertEquals(0, parley.messaging.home("a").queues().get("a").counters.out());
        get(begin().acknowledge(delivery).send(to("b", "three")).commit());
        assertEquals(List.of("three"), in("b"));
        assertEquals(1, parley.messaging.home("a").queues().get("a").counters.out());
    }

    @Test
    void whatIsNoLongerTheConsumersIsNotAcknowledged() throws Exception {
        make("b");
        parley.send("a", "in");
        Collected consumer = parley.consume("a").request(1);
        Delivery delivery = consumer.next();
        get(delivery.nack(Duration.ZERO));
        assertEquals(
                Reason.NOT_OWNED,
                refused(begin().acknowledge(delivery).send(to("b", "one")).commit()));
        Delivery again = consumer.request(1).next();
        CompletionStage<Void> first =
                begin().acknowledge(again).send(to("b", "two")).commit();
        CompletionStage<Void> second =
                begin().acknowledge(again).send(to("b", "three")).commit();
        int committed = 0;
        for (CompletionStage<Void> each : List.of(first, second)) {
            try {
                get(each);
                committed++;
            } catch (RefusedException e) {
                assertEquals(Reason.NOT_OWNED, e.reason());
            }
        }
        assertEquals(1, committed);
        assertEquals(1, in("b").size());
    }

    @Test
    void aLeaseThatEndsWhileItIsCommittedTakesNothingBack() throws Exception {
        make("b");
        parley.send("a", "in");
        Delivery delivery = parley.consume(Address.queue("a"), new ConsumeOptions(Duration.ofSeconds(1)))
                .request(1)
                .next();
        parley.timers.advance(Duration.ofSeconds(2));
        parley.settle();
        assertEquals(
                Reason.NOT_OWNED,
                refused(begin().acknowledge(delivery).send(to("b", "one")).commit()));
        assertEquals(List.of(), in("b"));
    }

    @Test
    void inboxesAreAcknowledgedToo() throws Exception {
        make("b");
        parley.openSession("s", true);
        parley.append("s", "in", Guarantee.AT_LEAST_ONCE, true);
        Collected inbox =
                parley.consume(Address.session("s"), ConsumeOptions.DEFAULT).request(5);
        Delivery delivery = inbox.next();
        parley.journal.refuse("full");
        assertEquals(
                Reason.UNAVAILABLE,
                refused(begin().acknowledge(delivery).send(to("b", "out")).commit()));
        parley.journal.resume();
        get(begin().acknowledge(delivery).send(to("b", "out")).commit());
        assertEquals(List.of("out"), in("b"));
        assertEquals(Reason.NOT_OWNED, refused(begin().acknowledge(delivery).commit()));
        parley.crash();
        assertEquals(List.of("out"), in("b"));
        parley.consume(Address.session("s"), ConsumeOptions.DEFAULT).request(5).nothingMore();
    }

    @Test
    void whatIsNotCommittedInTimeHasNoEffect() throws Exception {
        make("b");
        Transaction late = begin().send(to("b", "late"));
        parley.timers.advance(TIMEOUT);
        assertEquals(Reason.INVALID, refused(late.commit()));
        Transaction waiting = begin().send(to("packed", "waits for its compressor"));
        parley.queues.configure("packed", Settings.compressed("absent"));
        CompletionStage<Void> commit = waiting.commit();
        parley.timers.advance(TIMEOUT);
        assertEquals(Reason.INVALID, refused(commit));
        assertEquals(List.of(), in("b"));
    }

    @Test
    void whatIsRolledBackHasNoEffect() throws Exception {
        make("b");
        parley.send("a", "in");
        Collected consumer = parley.consume("a").request(2);
        Delivery delivery = consumer.next();
        try (Transaction transaction = begin()) {
            transaction.acknowledge(delivery).send(to("b", "one"));
        }
        get(delivery.nack(Duration.ZERO));
        assertEquals("in", Collected.text(consumer.next()));
        Transaction ended = begin();
        ended.rollback();
        assertThrows(IllegalStateException.class, () -> ended.send(to("b", "two")));
        assertEquals(Reason.INVALID, refused(ended.commit()));
        assertEquals(List.of(), in("b"));
    }

    @Test
    void itsSizeIsLimited() {
        assertThrows(IllegalArgumentException.class, () -> parley.transactions.begin(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> parley.transactions.begin(Duration.ofDays(1)));
        Transaction many = begin();
        for (int i = 0; i < Transaction.MOST_CHANGES; i++) {
            many.send(to("b", ""));
        }
        assertEquals(Reason.LIMIT, refused(() -> many.send(to("b", "one more"))));
        Payload large = Payload.copyOf(new byte[20 << 20]);
        Transaction much =
                begin().send(Message.to(Address.queue("b")).payload(large).build());
        assertEquals(
                Reason.LIMIT,
                refused(() ->
                        much.send(Message.to(Address.queue("b")).payload(large).build())));
        get(many.commit());
        assertEquals(
                Transaction.MOST_CHANGES,
                parley.messaging.home("b").queues().get("b").size());
    }

    @Test
    void aMessageThatWasSentBeforeHasItRefused() {
        make("b");
        Message once = Message.to(Address.queue("b"))
                .id(UUID.nameUUIDFromBytes("x".getBytes(StandardCharsets.UTF_8)))
                .payload("once")
                .build();
        get(begin().send(once).commit());
        assertEquals(
                Reason.CONFLICT,
                refused(begin().send(to("b", "other")).send(once).commit()));
        assertEquals(List.of("once"), in("b"));
    }

    @Test
    void entriesOfCachesAreGoneWhenItIsKnown() throws Exception {
        NamedCache<String, String> cache =
                new MemoryCaches().cache("c", String.class, String.class, new CacheOptions(10, Duration.ZERO));
        cache.put("k", "old");
        parley.journal.refuse("full");
        refused(begin().send(to("b", "one")).invalidate(cache, "k").commit());
        assertTrue(cache.get("k").isPresent());
        parley.journal.resume();
        get(begin().send(to("b", "one")).invalidate(cache, "k").commit());
        assertTrue(cache.get("k").isEmpty());
    }

    @Test
    void statesOfSessionsAreChangedOnTheirConditions() {
        make("b");
        assertEquals(
                Reason.UNAVAILABLE,
                refused(begin().send(to("b", "one"))
                        .putState("s", "k", Payload.empty(), OptionalLong.empty())
                        .commit()));
        OneValue states = new OneValue();
        parley.transactions.use(states);
        get(begin().send(to("b", "two"))
                .putState("s", "k", Payload.empty(), OptionalLong.of(0))
                .commit());
        assertEquals(1, states.version);
        assertEquals(
                Reason.CONFLICT,
                refused(begin().send(to("b", "three"))
                        .putState("s", "k", Payload.empty(), OptionalLong.of(0))
                        .commit()));
        get(begin().putState("s", "k", Payload.empty(), OptionalLong.empty()).commit());
        assertEquals(2, states.version);
        assertEquals(List.of("two"), in("b"));
        Transaction twice = begin().putState("s", "k", Payload.empty(), OptionalLong.empty());
        assertEquals(Reason.INVALID, refused(() -> twice.removeState("s", "k", OptionalLong.empty())));
        assertFalse(states.reserved);
        get(begin().putState("g", "k", Payload.empty(), OptionalLong.of(2)).commit());
        get(begin().putGroupState("s", "g", "k", Payload.empty(), OptionalLong.of(3))
                .commit());
        assertEquals(List.of("s"), states.members, "changed in its name");
        Transaction both = begin().putState("g", "k", Payload.empty(), OptionalLong.empty())
                .removeGroupState("s", "g", "k", OptionalLong.empty());
        assertEquals(
                Reason.INVALID,
                refused(() -> both.putGroupState("t", "g", "k", Payload.empty(), OptionalLong.empty())));
    }

    /** The state of all sessions: the version of one value. */
    private static final class OneValue implements States {

        private final List<String> members = new ArrayList<>();

        private volatile long version;
        private volatile boolean reserved;

        @Override
        public States ofGroups(String member) {
            members.add(member);
            return this;
        }

        @Override
        public CompletionStage<Long> version(String session, String key) {
            return CompletableFuture.completedStage(version);
        }

        @Override
        public void put(Batch batch, String session, String key, Payload value, long expected) {
            batch.require(session, new Condition() {
                @Override
                public void reserve() {
                    if (expected != version) {
                        throw new RefusedException(Reason.CONFLICT, "It has version " + version);
                    }
                    reserved = true;
                }

                @Override
                public void end(boolean committed) {
                    reserved = false;
                    version += committed ? 1 : 0;
                }
            });
            batch.add(new SessionOp.StatePut(session, key, expected + 1, value, true));
        }

        @Override
        public void remove(Batch batch, String session, String key, long expected) {
            throw new UnsupportedOperationException();
        }
    }
}
