package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Condition;
import io.parley.engine.pipeline.Origin;
import io.parley.event.internal.Inboxes.Entry;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RetainedTest {

    private Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    private List<Entry> afterSubscribing(String session, String pattern, Guarantee maximum, int expected) {
        host.subscribe(session, pattern, maximum);
        awaitEntries(expected);
        List<Entry> entries = new ArrayList<>(host.inboxes.take());
        entries.sort((a, b) -> a.address().compareTo(b.address()));
        return entries;
    }

    private void awaitEntries(int count) {
        do {
            host.settle();
        } while (host.inboxes.size() < count);
        host.settle();
    }

    @Test
    void retainedValuesReachNewSubscriptions() {
        host.publish("a/b", "old", AT_LEAST_ONCE, true);
        host.publish("a/b", "one", AT_LEAST_ONCE, true);
        host.publish("a/c", "two", EXACTLY_ONCE, true);
        host.publish("x", "three", EXACTLY_ONCE, true);
        List<Entry> expected = List.of(
                new Entry("s", "one", "a/b", AT_LEAST_ONCE, true, true),
                new Entry("s", "two", "a/c", EXACTLY_ONCE, true, true));

        assertEquals(expected, afterSubscribing("s", "a/+", EXACTLY_ONCE, 2));
        host.engine.checkpoint();
        host.settle();
        assertEquals(expected, afterSubscribing("s", "a/+", EXACTLY_ONCE, 2), "from the view");
        host = host.restart();
        host.inboxes.take();
        assertEquals(expected, afterSubscribing("s", "a/+", EXACTLY_ONCE, 2), "after a restart");
        assertEquals(
                List.of(new Entry("t", "three", "x", AT_MOST_ONCE, true, false)),
                afterSubscribing("t", "x", AT_MOST_ONCE, 1));
    }

    /** A name that begins like that, of a shard whose thread is that one of the two. */
    private String keyOnThread(String begin, int thread) {
        int number = 0;
        while (host.engine.shards().indexOf(begin + number) % 2 != thread) {
            number++;
        }
        return begin + number;
    }

    /**
     * A publication of a retained value that has been matched, and goes on when told; it holds up the first of the two threads, and
     * what its own sender sends after it.
     */
    private CompletionStage<Receipt> underWay(String topic, CountDownLatch goOn) throws InterruptedException {
        CountDownLatch planned = new CountDownLatch(1);
        Condition slow = new Condition() {
            @Override
            public void reserve() {
                planned.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void end(boolean committed) {
                // Nothing was reserved.
            }
        };
        CompletionStage<Receipt> publishing = host.pipeline.accept(
                Host.message(topic, "late"),
                new Origin("anonymous", "another", AT_LEAST_ONCE, true),
                batch -> batch.require(keyOnThread("k", 0), slow));
        planned.await();
        return publishing;
    }

    @Test
    void aRetainedValueThatIsUnderWayReachesTheSubscriptionThatItWasNotMatchedAgainst() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        String session = keyOnThread("s", 1);
        CompletionStage<Receipt> publishing = underWay("a", goOn);
        host.subscribe(session, "a", AT_LEAST_ONCE);
        goOn.countDown();
        get(publishing);
        awaitEntries(1);
        assertEquals(List.of(new Entry(session, "late", "a", AT_LEAST_ONCE, true, true)), host.inboxes.take());
    }

    @Test
    void aRetainedValueThatTheSubscriptionWasMatchedAgainstDoesNotComeTwice() throws InterruptedException {
        String session = keyOnThread("s", 1);
        String topic = keyOnThread("a/new", 1);
        host.publish("a/old", "before", AT_LEAST_ONCE, true);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletionStage<Receipt> publishing = underWay("another", goOn);
        host.subscribe(session, "a/+", AT_LEAST_ONCE);
        // The look for retained values still waits for the one under way.
        host.publish(topic, "after", AT_LEAST_ONCE, true);
        goOn.countDown();
        get(publishing);
        awaitEntries(2);
        assertEquals(
                List.of(
                        new Entry(session, "after", topic, AT_LEAST_ONCE, false, true),
                        new Entry(session, "before", "a/old", AT_LEAST_ONCE, true, true)),
                host.inboxes.take());
    }

    @Test
    void manyRetainedValuesComeInLots() {
        for (int i = 0; i < 200; i++) {
            host.publish("r/" + i, "v" + i, AT_LEAST_ONCE, true);
        }
        assertEquals(200, afterSubscribing("s", "r/#", AT_LEAST_ONCE, 200).size());
    }

    @Test
    void anEmptyMessageRemovesTheRetainedValueAndIsDeliveredItself() {
        host.publish("a", "one", AT_LEAST_ONCE, true);
        host.engine.checkpoint();
        host.subscribe("s", "a", AT_LEAST_ONCE);
        awaitEntries(1);
        host.inboxes.take();
        host.publish("a", "", AT_LEAST_ONCE, true);
        host.settle();
        assertEquals(List.of(new Entry("s", "", "a", AT_LEAST_ONCE, false, true)), host.inboxes.take());
        assertEquals(List.of(), afterSubscribing("t", "a", AT_LEAST_ONCE, 0));
        host.engine.checkpoint();
        host = host.restart();
        host.inboxes.take();
        assertEquals(List.of(), afterSubscribing("u", "#", AT_LEAST_ONCE, 0));
    }

    @Test
    void valuesOfTopicsInMemoryAreNeverJournalled() {
        host.rule("m", "durability", "memory");
        host.publish("", "$SYS/broker/uptime", "1", true);
        host.publish("m", "one", AT_LEAST_ONCE, true);
        assertEquals(0, host.journal.end());
        assertEquals(
                List.of(new Entry("s", "one", "m", AT_LEAST_ONCE, true, true)),
                afterSubscribing("s", "m", AT_LEAST_ONCE, 1));
        assertEquals(1, afterSubscribing("s", "$SYS/#", AT_LEAST_ONCE, 1).size());
        assertEquals(
                0,
                afterSubscribing("t", "#", AT_LEAST_ONCE, 1).stream()
                        .filter(entry -> entry.address().startsWith("$"))
                        .count());
        host.engine.checkpoint();
        host = host.restart();
        host.inboxes.take();
        assertEquals(List.of(), afterSubscribing("u", "m", AT_LEAST_ONCE, 0));
    }

    @Test
    void aValueFromBeforeItsTopicLivedInMemoryDoesNotComeBack() {
        host.publish("m", "stored", AT_LEAST_ONCE, true);
        host.engine.checkpoint();
        host.rule("m", "durability", "memory");
        host.publish("m", "in memory", AT_LEAST_ONCE, true);
        host.engine.checkpoint();
        host = host.restart();
        host.inboxes.take();
        assertEquals(List.of(), afterSubscribing("u", "m", AT_LEAST_ONCE, 0));
    }

    @Test
    void retainedValuesAreLimited() {
        host.core.configure(new EventSettings(1, 10, 1, EventSettings.DEFAULT_GROUPS, EventSettings.DEFAULT_MEMBERS));
        host.publish("a", "x", AT_LEAST_ONCE, true);
        host.publish("a", "y", AT_LEAST_ONCE, true);
        RefusedException refusal =
                assertThrows(RefusedException.class, () -> host.publish("b", "x", AT_LEAST_ONCE, true));
        assertEquals(Reason.LIMIT, refusal.reason());
        assertTrue(refusal.getMessage().contains("retained.max"), refusal.getMessage());
        host.publish("a", "", AT_LEAST_ONCE, true);
        host.publish("b", "x", AT_LEAST_ONCE, true);
    }

    @Test
    void retainedValuesThatWereNeverInMemoryStayOnTheJournal() {
        host.close();
        host = new Host(0);
        host.publish("a", "one", AT_LEAST_ONCE, true);
        host.engine.checkpoint();
        host = host.restart();
        host.subscribe("x", "x", AT_LEAST_ONCE);
        host.engine.checkpoint();
        assertEquals(0, host.journal.begin(), "the journal keeps what the view refers to");
        assertEquals(
                List.of(new Entry("s", "one", "a", AT_LEAST_ONCE, true, true)),
                afterSubscribing("s", "a", AT_LEAST_ONCE, 1));
    }

    @Test
    void theJournalNeedNotKeepRetainedValuesThatTheViewHas() {
        host.publish("a", "one", AT_LEAST_ONCE, true);
        host.engine.checkpoint();
        host.subscribe("x", "x", AT_LEAST_ONCE);
        host.engine.checkpoint();
        assertTrue(host.journal.begin() > 0);
    }
}
