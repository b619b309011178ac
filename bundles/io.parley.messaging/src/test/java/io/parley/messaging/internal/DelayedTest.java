package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.messaging.internal.sending.DelayResidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that wait for their time, of which the view alone has most. */
@Timeout(60)
class DelayedTest {

    private static final Address QUEUE = Address.queue("q");
    private static final DelayResidence NARROW = new DelayResidence(8, 4, 16, 32, 64, 1 << 20);

    private final Fixture parley = new Fixture(64 << 20, Residence.DEFAULT, NARROW);
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Waiting> sent = new ArrayList<>();
    private int number;

    /** What should be waiting, or have been sent. */
    private record Waiting(UUID id, long at, int number) {}

    @AfterEach
    void close() {
        parley.close();
    }

    private Waiting send(int seconds) {
        Message message = Message.to(QUEUE)
                .payload("" + number)
                .deliverAtMillis(parley.timers.now() + seconds * 1_000L)
                .build();
        get(parley.service.send(message));
        Waiting one = new Waiting(message.id(), message.deliverAtMillis(), number++);
        waiting.add(one);
        return one;
    }

    private boolean cancel(Waiting one) {
        return get(parley.service.cancel(QUEUE, one.id()));
    }

    private void advance(int seconds) {
        parley.timers.advance(Duration.ofSeconds(seconds));
        await();
    }

    /** Until everything whose time has come was sent on. */
    private void await() {
        long now = parley.timers.now();
        waiting.stream()
                .filter(one -> one.at() <= now)
                .sorted(Comparator.comparingLong(Waiting::at).thenComparingInt(Waiting::number))
                .forEach(sent::add);
        waiting.removeIf(one -> one.at() <= now);
        parley.settle();
        while (parley.messaging.delayed() > waiting.size()) {
            parley.timers.advance(Duration.ofMillis(1));
            parley.settle();
        }
        assertEquals(waiting.size(), parley.messaging.delayed());
    }

    private void checkpoint() {
        parley.engine.checkpoint();
        parley.settle();
    }

    private void comesInOrder() {
        List<String> expected = sent.stream().map(one -> "" + one.number()).toList();
        assertEquals(
                expected,
                get(parley.admin.browse(QUEUE, any -> true, expected.size() + 1)).stream()
                        .map(Collected::text)
                        .toList());
    }

    @Test
    void mostAreInTheViewAloneAndComeInTheirOrder() {
        for (int i = 0; i < 500; i++) {
            send(1 + i * 7 % 500);
        }
        assertEquals(500, parley.messaging.delayedResident());
        checkpoint();
        assertEquals(NARROW.page(), parley.messaging.delayedResident());
        parley.crash();
        parley.settle();
        assertEquals(500, parley.messaging.delayed());
        assertTrue(parley.messaging.delayedResident() <= NARROW.page(), "a start reads a page");
        send(3);
        send(1_000);
        advance(499);
        checkpoint();
        advance(502);
        comesInOrder();
        checkpoint();
        assertEquals(502, parley.engine.references(), "all of them in the queue");
    }

    @Test
    void whatTheViewAloneHasIsCancelled() {
        for (int i = 0; i < 100; i++) {
            send(10 + i);
        }
        checkpoint();
        Waiting last = waiting.remove(99);
        assertTrue(cancel(last));
        assertFalse(cancel(last));
        Waiting middle = waiting.remove(50);
        parley.journal.refuse("full");
        try {
            cancel(middle);
        } catch (RuntimeException refused) {
            parley.journal.resume();
        }
        checkpoint();
        assertTrue(parley.messaging.delayedResident() <= NARROW.many());
        assertTrue(cancel(middle));
        parley.crash();
        assertFalse(cancel(last));
        assertFalse(cancel(middle));
        parley.crash();
        advance(200);
        comesInOrder();
    }

    /** They are due in a minute, four each millisecond, and the view alone has most of them. */
    private List<Waiting> sendSoon(int count) {
        List<Waiting> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = Message.to(QUEUE)
                    .payload("" + number)
                    .deliverAtMillis(parley.timers.now() + 60_000 + i / 4)
                    .build();
            get(parley.service.send(message));
            all.add(new Waiting(message.id(), message.deliverAtMillis(), number++));
        }
        waiting.addAll(all);
        checkpoint();
        assertEquals(NARROW.page(), parley.messaging.delayedResident());
        return all;
    }

    private void soonIsBack() {
        do {
            parley.settle();
        } while (parley.messaging.delayedResident() < NARROW.soon());
        int resident = parley.messaging.delayedResident();
        assertTrue(resident <= NARROW.soon() + 2 * NARROW.page(), "back: " + resident);
    }

    @Test
    void whatIsDueSoonIsBackBeforeItsTimeAsFarAsThereIsRoom() {
        sendSoon(200);
        parley.timers.advance(Duration.ofMillis(59_950));
        soonIsBack();
        send(3_600);
        assertEquals(201, parley.messaging.delayed());
        checkpoint();
        soonIsBack();
        advance(1);
        comesInOrder();
    }

    @Test
    void whatWasReadAheadCanBeCancelled() {
        List<Waiting> all = sendSoon(40);
        parley.timers.advance(Duration.ofMillis(59_950));
        parley.settle();
        for (int i = 0; i < 40; i += 3) {
            waiting.remove(all.get(i));
            assertTrue(cancel(all.get(i)));
            assertFalse(cancel(all.get(i)));
        }
        advance(1);
        comesInOrder();
        checkpoint();
        assertEquals(sent.size(), parley.engine.references());
    }

    @Test
    void whatWasReadAheadWaitsWhenTheClockIsSetBack() {
        sendSoon(100);
        parley.timers.advance(Duration.ofMillis(59_950));
        parley.settle();
        parley.timers.set(Duration.ofHours(-1));
        advance(30);
        assertEquals(100, parley.messaging.delayed());
        checkpoint();
        parley.timers.set(Duration.ofHours(2));
        advance(31);
        assertEquals(0, parley.messaging.delayed());
        comesInOrder();
    }

    @Test
    void oneThatIsRefusedDoesNotHoldTheOthersUp() {
        int shard = parley.engine.shards().indexOf(QUEUE.toString());
        Address full = IntStream.range(0, 1_000)
                .mapToObj(i -> Address.queue("full" + i))
                .filter(address -> parley.engine.shards().indexOf(address.toString()) == shard)
                .findFirst()
                .orElseThrow();
        parley.queues.configure(full.name(), Settings.limit(1, Overflow.REJECT));
        get(parley.service.send(Message.to(full)
                .payload("refused")
                .deliverAtMillis(parley.timers.now() + 60_005)
                .build()));
        parley.send(full.name(), "there");
        List<Waiting> all = sendSoon(20);
        waiting.clear();
        parley.timers.advance(Duration.ofSeconds(61));
        parley.settle();
        while (parley.messaging.delayed() > 1) {
            parley.timers.advance(Duration.ofMillis(1));
            parley.settle();
        }
        sent.addAll(all);
        comesInOrder();
        get(parley.admin.purge(full, any -> true, 1));
        advance(10);
        assertEquals(
                List.of("refused"),
                get(parley.admin.browse(full, any -> true, 2)).stream()
                        .map(Collected::text)
                        .toList());
    }

    @Test
    void aFullQueueGetsNoMoreThanItTakesHoweverManyAreDueAtOnce() {
        parley.queues.configure("q", Settings.limit(30, Overflow.REJECT));
        sendSoon(1_000);
        waiting.clear();
        parley.timers.advance(Duration.ofSeconds(61));
        for (int left = 970; left >= 910; left -= 30) {
            awaitDelayed(left);
            assertEquals(30, get(parley.admin.browse(QUEUE, any -> true, 1_000)).size());
            assertEquals(30, get(parley.admin.purge(QUEUE, any -> true, 30)));
        }
        parley.queues.configure("q", Settings.limit(2_000, Overflow.REJECT));
        awaitDelayed(0);
        assertEquals(910, get(parley.admin.browse(QUEUE, any -> true, 1_000)).size());
    }

    /** Those that were refused are tried again each ten seconds. */
    private void awaitDelayed(int left) {
        parley.settle();
        while (parley.messaging.delayed() > left) {
            parley.timers.advance(Duration.ofMillis(500));
            parley.settle();
        }
        assertEquals(left, parley.messaging.delayed());
    }

    @Test
    void whatTheJournalRefusesAtItsTimeComesLater() {
        sendSoon(40);
        parley.journal.refuse("full");
        parley.timers.advance(Duration.ofSeconds(61));
        parley.settle();
        assertEquals(40, parley.messaging.delayed());
        parley.journal.resume();
        advance(11);
        comesInOrder();
    }

    @Test
    void aRestartOfMessagingAtTheirTimeDoublesNone() {
        sendSoon(100);
        parley.timers.advance(Duration.ofMillis(59_950));
        parley.settle();
        parley.restartMessaging(() -> parley.timers.advance(Duration.ofSeconds(1)));
        advance(31);
        assertEquals(0, parley.messaging.delayed());
        comesInOrder();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whateverHappensNoneIsLostOrComesTwice(long seed) {
        Random random = new Random(seed);
        Map<Integer, Waiting> cancelled = new HashMap<>();
        for (int step = 0; step < 400; step++) {
            int what = random.nextInt(100);
            if (what < 70) {
                send(1 + random.nextInt(1_000));
            } else if (what < 82 && !waiting.isEmpty()) {
                Waiting one = waiting.remove(random.nextInt(waiting.size()));
                assertTrue(cancel(one), "cancelling what waits");
                cancelled.put(one.number(), one);
            } else if (what < 86 && !cancelled.isEmpty()) {
                assertFalse(cancel(cancelled.values().iterator().next()), "cancelling twice");
            } else if (what < 92) {
                advance(random.nextInt(60));
            } else if (what < 97) {
                checkpoint();
            } else {
                parley.crash();
                parley.settle();
                assertEquals(waiting.size(), parley.messaging.delayed(), "after a crash");
            }
        }
        while (!waiting.isEmpty()) {
            advance(1 + random.nextInt(300));
        }
        comesInOrder();
    }
}
