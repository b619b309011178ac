package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.MessageRef;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.op.TopicOp;
import io.parley.engine.shard.Shard;
import io.parley.engine.status.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HistoryTest {

    private static final Start EARLIEST = new Start.Earliest();

    private Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    private Reader read(Subscription subscription, long demand) {
        return Reader.of(host.core.service().subscribe(subscription), demand);
    }

    private Reader read(String pattern, Start start) {
        return read(Subscription.from(pattern, start), Long.MAX_VALUE);
    }

    private void publish(String topic, int from, int to) {
        List<CompletionStage<Receipt>> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add(host.core.service().publish(Host.message(topic, "" + i), false));
        }
        all.forEach(Host::get);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            host.settle();
        }
    }

    private Status.Topic topic(String name) {
        return host.core.topics(100).stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eventsAreReadFromTheOldestOnAndThenAsTheyCome() {
        host.rule("h/#", "history", "true");
        publish("h/a", 0, 10);
        host.engine.checkpoint();
        publish("h/a", 10, 20);
        Reader reader = read("h/a", EARLIEST);
        List<Event> events = reader.take(20);

        assertEquals(numbers(0, 20), events.stream().map(Host::text).toList());
        assertEquals(
                IntStream.rangeClosed(1, 20)
                        .mapToObj(Long::valueOf)
                        .map(String::valueOf)
                        .toList(),
                events.stream().map(event -> "" + event.sequence()).toList());
        publish("h/a", 20, 30);
        assertEquals(numbers(20, 30), reader.texts(10));
        assertEquals(30, topic("h/a").lastSequence());
    }

    @Test
    void aReaderGoesOnFromACursorAlsoAfterARestart() {
        host.rule("h/#", "history", "true");
        publish("h/a", 0, 5);
        Cursor cursor = read("h/#", EARLIEST).take(3).get(2).cursor();
        assertEquals(numbers(3, 5), read("h/#", new Start.After(cursor)).texts(2));
        host.engine.checkpoint();
        publish("h/a", 5, 7);
        host = host.restart();
        publish("h/a", 7, 9);
        List<Event> events = read("h/#", new Start.After(cursor)).take(6);
        assertEquals(numbers(3, 9), events.stream().map(Host::text).toList());
        assertEquals(9, events.get(5).sequence(), "the sequence goes on, too");
        host.engine.checkpoint();
        host.settle();
        assertEquals(numbers(0, 9), read("h/a", EARLIEST).texts(9));
    }

    @Test
    void aReaderBeginsAtATime() {
        host.rule("h", "history", "true");
        publish("h", 0, 5);
        host.timers.advance(Duration.ofSeconds(1));
        Instant now = Instant.ofEpochMilli(host.timers.now());
        publish("h", 5, 10);

        assertEquals(numbers(5, 10), read("h", new Start.At(now)).texts(5));
    }

    @Test
    void latestMeansTheNextEvent() {
        host.rule("h/#", "history", "true");
        publish("h/a", 0, 5);
        Reader one = read("h/a", new Start.Latest()).awaitSubscribed();
        Reader all = read("#", new Start.Latest()).awaitSubscribed();
        publish("h/a", 5, 10);

        assertEquals(numbers(5, 10), one.texts(5));
        assertEquals(numbers(5, 10), all.texts(5));
    }

    @Test
    void manyTopicsAreMergedInOrderWithoutGapOrDuplicateWhileTheyGrow() {
        host.rule("h/#", "history", "true");
        int count = 3_000;
        Random random = new Random(3);
        List<CompletionStage<Receipt>> all = new ArrayList<>();
        Reader reader = null;
        for (int i = 0; i < count; i++) {
            all.add(host.core.service().publish(Host.message("h/" + random.nextInt(20), "" + i), false));
            if (i == count / 3) {
                reader = read("h/+", EARLIEST);
            }
            if (i % 700 == 0) {
                host.engine.checkpoint();
            }
        }
        all.forEach(Host::get);
        assertEquals(numbers(0, count), reader.texts(count), "the order of acceptance is the order of positions");
        host.settle();
        assertEquals(0, reader.waiting());
        assertFalse(reader.concurrent.get());
    }

    @Test
    void demandIsRespected() {
        host.rule("h", "history", "true");
        publish("h", 0, 100);
        Reader reader = read(Subscription.from("h", EARLIEST), 0).awaitSubscribed();
        host.settle();
        assertEquals(0, reader.waiting());
        reader.subscription.request(3);
        assertEquals(numbers(0, 3), reader.texts(3));
        host.settle();
        assertEquals(0, reader.waiting());
        reader.subscription.request(2);
        reader.subscription.request(1);
        assertEquals(numbers(3, 6), reader.texts(3));
        reader.subscription.cancel();
        reader.subscription.request(10);
        host.settle();
        assertEquals(0, reader.waiting());
        until(() -> figure("event.readers") == 0);
    }

    @Test
    void aDemandOfNothingIsAnError() {
        Reader reader = read(Subscription.live("a"), 0).awaitSubscribed();
        reader.subscription.request(0);
        assertTrue(reader.awaitFailure() instanceof IllegalArgumentException);
        until(() -> figure("event.readers") == 0);
    }

    @Test
    void aSubscriberThatThrowsGetsNoMoreAndHurtsNobody() {
        Reader good = read(Subscription.live("a"), 10).awaitSubscribed();
        Reader bad = new Reader(10) {
            @Override
            public void onNext(Event event) {
                throw new IllegalStateException("oh");
            }
        };
        host.core.service().subscribe(Subscription.live("a")).subscribe(bad);
        bad.awaitSubscribed();
        publish("a", 0, 5);
        assertEquals(numbers(0, 5), good.texts(5));
        until(() -> figure("event.readers") == 1);
    }

    @Test
    void wrongPatternsAndCursorsAreErrors() {
        assertEquals(
                Reason.INVALID,
                RefusedException.of(read("a/#/b", EARLIEST).awaitFailure()).reason());
        Throwable failure = read("a", new Start.After(new Cursor("nonsense"))).awaitFailure();
        assertEquals(Reason.INVALID, RefusedException.of(failure).reason());
        assertTrue(failure.getMessage().contains("nonsense"));
    }

    @Test
    void topicsWithoutHistoryGiveNewEventsAndDropWhatFindsNoRoom() {
        Reader reader = read(Subscription.live("a/+"), 0).awaitSubscribed();
        long end = host.journal.end();
        publish("a/b", 0, 10_100);
        assertEquals(end, host.journal.end(), "nothing is journalled");
        assertEquals(100, figure("event.dropped"));
        reader.subscription.request(Long.MAX_VALUE);
        assertEquals(numbers(0, 10_000), reader.texts(10_000));
        publish("a/b", 1, 2);
        assertEquals(0, reader.take(1).get(0).sequence());
    }

    @Test
    void aDurableSubscriptionGoesOnBehindWhatItAcknowledged() {
        host.rule("h", "history", "true");
        publish("h", 0, 3);
        Subscription durable = Subscription.durable("mine", "h", new Start.Latest());
        Reader reader = read(durable, Long.MAX_VALUE).awaitSubscribed();
        publish("h", 3, 8);
        List<Event> events = reader.take(5);
        get(host.core.service().acknowledge("mine", events.get(1).cursor()));
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(numbers(5, 8), read(durable, Long.MAX_VALUE).texts(3));
        get(host.core.service().acknowledge("mine", events.get(2).cursor()));
        host = host.restart();
        assertEquals(numbers(6, 8), read(durable, Long.MAX_VALUE).texts(2));
        get(host.core.service().unsubscribe("mine"));
        get(host.core.service().unsubscribe("mine"));
        CompletionStage<Void> unknown =
                host.core.service().acknowledge("mine", events.get(2).cursor());
        assertEquals(
                Reason.NOT_FOUND,
                assertThrows(RefusedException.class, () -> get(unknown)).reason());
    }

    @Test
    void aNewDurableSubscriptionKeepsItsPlaceBeforeItAcknowledgesAnything() {
        host.rule("h", "history", "true");
        publish("h", 0, 3);
        Subscription durable = Subscription.durable("mine", "h", new Start.Latest());
        read(durable, 0).awaitSubscribed();
        host = host.restart();
        publish("h", 3, 6);
        assertEquals(numbers(3, 6), read(durable, Long.MAX_VALUE).texts(3));
    }

    @Test
    void historyIsBoundedByNumber() {
        host.rule("h", "history", "true", "retention.messages", "5");
        publish("h", 0, 10);
        host.engine.checkpoint();
        host.settle();
        publish("h", 10, 12);
        host.timers.advance(Duration.ofSeconds(10));
        until(() -> topic("h").events() == 5);
        assertEquals(numbers(7, 12), read("h", EARLIEST).texts(5));
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(numbers(7, 12), read("h", EARLIEST).texts(5));
        publish("h", 12, 13);
        assertEquals(13, topic("h").lastSequence());
    }

    @Test
    void historyIsBoundedByAgeAndTheJournalIsFreed() {
        host.rule("h", "history", "true", "retention.hours", "1");
        publish("h", 0, 2_500);
        host.engine.checkpoint();
        host.settle();
        host.timers.advance(Duration.ofMinutes(61));
        publish("h", 2_500, 2_502);
        until(() -> topic("h").events() == 2);
        assertEquals(numbers(2_500, 2_502), read("h", EARLIEST).texts(2));
        host.timers.advance(Duration.ofMinutes(61));
        until(() -> {
            host.timers.advance(Duration.ofSeconds(10));
            return topic("h").events() == 0;
        });
        publish("other", 0, 1);
        host.engine.checkpoint();
        assertTrue(host.journal.begin() > 0, "nothing refers to the oldest records any more");
        host = host.restart();
        publish("h", 0, 1);
        assertEquals(2_503, read("h", EARLIEST).take(1).get(0).sequence());
    }

    @Test
    void theMostSpecificConfigurationCounts() {
        host.rule("a/#", "history", "true", "compressor", "zstd");
        host.rule("a/b", "history", "false");
        assertEquals(
                "zstd",
                host.core
                        .acceptor()
                        .compressor(io.parley.api.message.Address.topic("a/c"))
                        .orElseThrow());
        publish("a/b", 0, 1);
        assertEquals(List.of(), host.core.topics(10));
    }

    @Test
    void aWrongConfigurationIsNamedWithWhatIsAllowed() {
        List<String[]> wrong =
                List.of(new String[] {"history", "perhaps"}, new String[] {"retention.hours", "-1"}, new String[] {
                    "durability", "maybe"
                });
        for (String[] one : wrong) {
            String words = assertThrows(IllegalArgumentException.class, () -> host.rule("a", one))
                    .getMessage();
            assertTrue(words.startsWith("io.parley.topic: " + one[0] + " = " + one[1] + " is not allowed: "), words);
        }
        assertThrows(IllegalArgumentException.class, () -> host.rule("a", "history", "true", "durability", "memory"));
        assertThrows(IllegalArgumentException.class, () -> host.rule("a/#/b"));
    }

    @Test
    void eventsOfOneBatchOnSeveralShardsAllArrive() {
        host.rule("h/#", "history", "true");
        Reader reader = read("h/#", EARLIEST).awaitSubscribed();
        int rounds = 300;
        for (int i = 0; i < rounds; i++) {
            var batch = host.engine.batch();
            for (String topic : List.of("h/a", "h/b", "h/c", "h/d")) {
                var message = Host.message(topic, topic + i);
                int place = batch.add(message, StoredMessage.plain(message));
                batch.add(new TopicOp.Append(topic, place, host.timers.now(), 1, true));
            }
            batch.commit();
        }
        List<Event> events = reader.take(4 * rounds);
        assertEquals(4 * rounds, new HashSet<>(events.stream().map(Host::text).toList()).size());
        host.settle();
        assertEquals(0, reader.waiting());
    }

    /** As it happens when a shard is late: what it has of the newest record comes when the reader has read that record already. */
    @Test
    void anEventThatIsAppliedLateIsStillRead() {
        String early = "h/a";
        String late = IntStream.range(0, 100)
                .mapToObj(i -> "h/" + i)
                .filter(topic ->
                        host.engine.shards().of(topic) != host.engine.shards().of(early))
                .findFirst()
                .orElseThrow();
        long position = host.journal.end();
        Batch batch = host.engine.batch().add(new SessionOp.Closed("nobody", true));
        List.of(early, late)
                .forEach(topic ->
                        batch.add(Host.message(topic, topic), StoredMessage.plain(Host.message(topic, topic))));
        get(batch.commit());
        Reader reader = read("h/#", EARLIEST).awaitSubscribed();

        apply(early, 0, position);
        assertEquals(List.of(early), reader.texts(1));
        host.settle();
        apply(late, 1, position);
        assertEquals(List.of(late), reader.texts(1));
        host.settle();
        assertEquals(0, reader.waiting());
    }

    private double figure(String name) {
        return host.core.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .total();
    }

    private void apply(String topic, int message, long position) {
        Shard shard = host.engine.shards().of(topic);
        shard.execute(() -> host.core.apply(
                shard,
                new TopicOp.Append(topic, message, host.timers.now(), 1, true),
                new MessageRef(position, message)));
    }
}
