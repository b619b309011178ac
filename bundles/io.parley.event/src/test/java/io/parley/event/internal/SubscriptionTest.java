package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Receipt.Outcome;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.event.internal.Inboxes.Entry;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SubscriptionTest {

    private Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    private List<Entry> published(String topic, String text, Guarantee guarantee) {
        host.publish(topic, text, guarantee, false);
        host.settle();
        return host.inboxes.take();
    }

    private static Reason refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    @Test
    void theWeakerGuaranteeCounts() {
        host.subscribe("s", "a/b", AT_LEAST_ONCE);

        assertEquals(
                List.of(new Entry("s", "x", "a/b", AT_LEAST_ONCE, false, true)), published("a/b", "x", EXACTLY_ONCE));
        assertEquals(
                List.of(new Entry("s", "x", "a/b", AT_MOST_ONCE, false, false)), published("a/b", "x", AT_MOST_ONCE));
        assertEquals(
                Outcome.STORED, host.publish("a/b", "x", AT_LEAST_ONCE, false).outcome());
        assertEquals(
                Outcome.HANDED_OVER,
                host.publish("a/b", "x", AT_MOST_ONCE, false).outcome());
        assertEquals(
                Outcome.UNHEARD, host.publish("a/c", "x", EXACTLY_ONCE, false).outcome());
    }

    @Test
    void nothingIsJournalledForTransientSessions() {
        get(host.core.subscriptions().subscribe("t", false, new SubscriptionRequest(Address.topic("a"), EXACTLY_ONCE)));
        assertEquals(0, host.journal.end());
        assertEquals(Outcome.HANDED_OVER, host.publish("a", "x").outcome());
        assertEquals(0, host.journal.end());
    }

    @Test
    void whatAnInboxNumbersIsOnTheJournalAlsoOfTopicsInMemory() {
        host.subscribe("s", "m", AT_LEAST_ONCE);
        host.rule("m", "durability", "memory");
        assertEquals(List.of(new Entry("s", "x", "m", AT_LEAST_ONCE, false, true)), published("m", "x", AT_LEAST_ONCE));
        assertEquals(List.of(new Entry("s", "y", "m", AT_MOST_ONCE, false, false)), published("m", "y", AT_MOST_ONCE));
    }

    @Test
    void aSessionWithSeveralMatchingPatternsGetsTheMessageOnceAtTheGreatestGuarantee() {
        host.subscribe("s", "#", AT_MOST_ONCE);
        host.subscribe("s", "a/+", EXACTLY_ONCE);
        host.subscribe("s", "a/b", AT_LEAST_ONCE);
        host.subscribe("other", "a/#", AT_LEAST_ONCE);

        List<Entry> entries = new ArrayList<>(published("a/b", "x", EXACTLY_ONCE));
        entries.sort((a, b) -> a.session().compareTo(b.session()));
        assertEquals(
                List.of(
                        new Entry("other", "x", "a/b", AT_LEAST_ONCE, false, true),
                        new Entry("s", "x", "a/b", EXACTLY_ONCE, false, true)),
                entries);
    }

    @Test
    void aSubscriptionIsReplacedRemovedAndListed() {
        host.subscribe("s", "a", AT_LEAST_ONCE);
        host.subscribe("s", "a", AT_MOST_ONCE);
        get(host.core.subscriptions().subscribe("s", true, new SubscriptionRequest(Address.queue("q"), AT_LEAST_ONCE)));

        assertEquals(
                Set.of(
                        new SubscriptionRequest(Address.topic("a"), AT_MOST_ONCE),
                        new SubscriptionRequest(Address.queue("q"), AT_LEAST_ONCE)),
                Set.copyOf(get(host.core.subscriptions().of("s"))));
        assertEquals(2, host.core.subscriptions().count());
        assertEquals(1, published("a", "x", AT_LEAST_ONCE).size());
        assertTrue(get(host.core.subscriptions().unsubscribe("s", true, new SubscriptionTarget(Address.topic("a")))));
        assertFalse(get(host.core.subscriptions().unsubscribe("s", true, new SubscriptionTarget(Address.topic("a")))));
        assertEquals(List.of(), published("a", "x", AT_LEAST_ONCE));
        assertEquals(1, host.core.subscriptions().count());
    }

    @Test
    void callsThatDoNotWaitForEachOtherTakeEffectInTheirOrder() {
        Address address = Address.topic("a");
        var subscriptions = host.core.subscriptions();
        for (int i = 0; i < 50; i++) {
            CompletionStage<Void> first =
                    subscriptions.subscribe("s", true, new SubscriptionRequest(address, AT_LEAST_ONCE));
            CompletionStage<Boolean> second = subscriptions.unsubscribe("s", true, new SubscriptionTarget(address));
            CompletionStage<Boolean> third = subscriptions.unsubscribe("s", true, new SubscriptionTarget(address));
            get(first);
            assertTrue(get(second));
            assertFalse(get(third));
            assertEquals(0, subscriptions.count());
        }
    }

    @Test
    void subscriptionsSurviveARestartFromJournalAndView() {
        host.subscribe("s", "a", AT_LEAST_ONCE);
        host.subscribe("s", "b", AT_LEAST_ONCE);
        get(host.core
                .subscriptions()
                .subscribe("t", false, new SubscriptionRequest(Address.topic("a"), AT_LEAST_ONCE)));
        host.engine.checkpoint();
        host.subscribe("s", "c/#", EXACTLY_ONCE);
        get(host.core.subscriptions().unsubscribe("s", true, new SubscriptionTarget(Address.topic("b"))));
        host = host.restart();
        assertEquals(
                Set.of(
                        new SubscriptionRequest(Address.topic("a"), AT_LEAST_ONCE),
                        new SubscriptionRequest(Address.topic("c/#"), EXACTLY_ONCE)),
                Set.copyOf(get(host.core.subscriptions().of("s"))));
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(2, host.core.subscriptions().count());
        assertEquals(1, published("c/d", "x", AT_LEAST_ONCE).size());
        assertEquals(0, published("b", "x", AT_LEAST_ONCE).size());
    }

    @Test
    void allSubscriptionsOfManySessionsComeBackAndMayBeEndedOneByOne() {
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j <= i % 3; j++) {
                host.subscribe("session " + i, "all/" + j, AT_LEAST_ONCE);
            }
        }
        host.engine.checkpoint();
        host = host.restart();
        var subscriptions = host.core.subscriptions();
        assertEquals(14 + 2 * 13 + 3 * 13, subscriptions.count());
        for (int j = 0; j < 3; j++) {
            int least = j;
            Set<String> expected = IntStream.range(0, 40)
                    .filter(i -> i % 3 >= least)
                    .mapToObj(i -> "session " + i)
                    .collect(Collectors.toSet());
            List<Entry> entries = published("all/" + j, "x", AT_LEAST_ONCE);
            assertEquals(expected.size(), entries.size());
            assertEquals(expected, entries.stream().map(Entry::session).collect(Collectors.toSet()));
        }
        for (int j = 0; j < 3; j++) {
            SubscriptionTarget target = new SubscriptionTarget(Address.topic("all/" + j));
            assertTrue(get(subscriptions.unsubscribe("session 2", true, target)));
            assertEquals(2 - j, get(subscriptions.of("session 2")).size());
        }
        host.closeSession("session 5");
        assertEquals(14 + 2 * 13 + 3 * 11, subscriptions.count());
    }

    @Test
    void theEndOfASessionIsTheEndOfItsSubscriptions() {
        host.subscribe("s", "a", AT_LEAST_ONCE);
        host.subscribe("s", "b/#", AT_LEAST_ONCE);
        host.subscribe("other", "a", AT_LEAST_ONCE);
        host.engine.checkpoint();
        host.closeSession("s");
        assertEquals(1, published("a", "x", AT_LEAST_ONCE).size());
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(1, host.core.subscriptions().count());
    }

    @Test
    void wrongNamesAndTooManySubscriptionsAreRefused() {
        assertEquals(
                Reason.INVALID,
                refusal(host.core
                        .subscriptions()
                        .subscribe("s", true, new SubscriptionRequest(Address.topic("a/#/b"), AT_LEAST_ONCE))));
        assertEquals(
                Reason.INVALID,
                refusal(host.core
                        .subscriptions()
                        .subscribe("s", true, new SubscriptionRequest(Address.session("x"), AT_LEAST_ONCE))));
        assertEquals(
                Reason.INVALID,
                assertThrows(RefusedException.class, () -> host.publish("a/+", "x"))
                        .reason());
        host.core.configure(new EventSettings(1, 2, 1, EventSettings.DEFAULT_GROUPS, EventSettings.DEFAULT_MEMBERS));
        host.subscribe("s", "a", AT_LEAST_ONCE);
        host.subscribe("s", "b", AT_LEAST_ONCE);
        host.subscribe("s", "b", AT_MOST_ONCE);
        assertEquals(
                Reason.LIMIT,
                refusal(host.core
                        .subscriptions()
                        .subscribe("s", true, new SubscriptionRequest(Address.topic("c"), AT_LEAST_ONCE))));
    }

    @Test
    void clientsDoNotPublishAboutParley() {
        RefusedException refusal =
                assertThrows(RefusedException.class, () -> host.publish("client", "$SYS/broker/uptime", "1", true));
        assertEquals(Reason.NOT_ALLOWED, refusal.reason());
    }
}
