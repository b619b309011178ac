package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.event.internal.Inboxes.Entry;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionOptions.Retained;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OptionsTest {

    private Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    private static SubscriptionRequest request(
            String pattern, Guarantee maximum, boolean noLocal, boolean asPublished, Retained retained, int id) {
        return new SubscriptionRequest(
                new SubscriptionTarget(Address.topic(pattern)),
                maximum,
                new SubscriptionOptions(noLocal, asPublished, retained, id, Optional.empty(), Optional.empty()));
    }

    private List<Entry> published(String sender, String topic, String text, boolean retain) {
        host.publish(sender, topic, text, retain);
        host.settle();
        return host.inboxes.take();
    }

    @Test
    void ownPublicationsAreLeftOutWhereThatIsAskedFor() {
        host.subscribe("s", true, request("a", AT_LEAST_ONCE, true, false, Retained.ALWAYS, 0));
        assertEquals(List.of(), published("s", "a", "own", false));
        assertEquals(1, published("other", "a", "x", false).size());
        host.subscribe("s", true, request("#", AT_MOST_ONCE, false, false, Retained.ALWAYS, 0));
        assertEquals(
                List.of(new Entry("s", "own", "a", AT_MOST_ONCE, false, false)),
                published("s", "a", "own", false),
                "by the other subscription only");
    }

    /** Waits for that many, which come on workers. */
    private List<Entry> taken(int count) {
        do {
            host.settle();
        } while (host.inboxes.size() < count);
        return host.inboxes.take();
    }

    @Test
    void ownRetainedValuesAreLeftOutWhereThatIsAskedForAlsoAfterARestart() throws Exception {
        published("s", "a", "own", true);
        published("other", "b", "x", true);
        for (int restart = 0; restart < 3; restart++) {
            host.subscribe("s", true, request("#", AT_LEAST_ONCE, true, false, Retained.ALWAYS, 0));
            Entry others = new Entry("s", "x", "b", AT_LEAST_ONCE, true, true);
            assertEquals(List.of(others), taken(1));
            host.subscribe("s", true, request("#", AT_LEAST_ONCE, false, false, Retained.ALWAYS, 0));
            assertEquals(List.of(new Entry("s", "own", "a", AT_LEAST_ONCE, true, true), others), taken(2));
            if (restart == 1) {
                host.engine.checkpoint();
            }
            host = host.restart();
            host.inboxes.take();
        }
    }

    @Test
    void theMarkOfARetainedPublicationIsKeptWhereThatIsAskedFor() {
        host.subscribe("kept", true, request("a", AT_LEAST_ONCE, false, true, Retained.NEVER, 0));
        host.subscribe("bare", true, request("a", AT_LEAST_ONCE, false, false, Retained.NEVER, 0));
        List<Entry> entries = new ArrayList<>(published("p", "a", "x", true));
        entries.sort((a, b) -> b.session().compareTo(a.session()));
        assertEquals(
                List.of(
                        new Entry("kept", "x", "a", AT_LEAST_ONCE, true, true),
                        new Entry("bare", "x", "a", AT_LEAST_ONCE, false, true)),
                entries);
        host.subscribe("kept", true, request("b", AT_LEAST_ONCE, false, true, Retained.NEVER, 0));
        assertEquals(List.of(new Entry("kept", "y", "b", AT_LEAST_ONCE, false, true)), published("p", "b", "y", false));
    }

    @Test
    void retainedValuesComeAsTheSubscriptionSays() {
        host.publish("a", "one", AT_LEAST_ONCE, true);
        assertEquals(0, subscribed("s", Retained.NEVER));
        assertEquals(0, subscribed("s", Retained.IF_NEW), "it was there");
        assertEquals(1, subscribed("s", Retained.ALWAYS, 1));
        assertEquals(1, subscribed("t", Retained.IF_NEW, 1));
        assertEquals(0, subscribed("t", Retained.IF_NEW));
        host = host.restart();
        assertEquals(0, subscribed("t", Retained.IF_NEW), "it was there before the restart");
    }

    private int subscribed(String session, Retained retained) {
        return subscribed(session, retained, 0);
    }

    private int subscribed(String session, Retained retained, int expected) {
        host.inboxes.take();
        host.subscribe(session, true, request("a", AT_LEAST_ONCE, false, false, retained, 0));
        do {
            host.settle();
        } while (host.inboxes.size() < expected);
        return host.inboxes.take().size();
    }

    @Test
    void oneDeliveryCarriesTheIdentifiersOfAllSubscriptionsThatMatch() {
        host.subscribe("s", true, request("a/#", AT_MOST_ONCE, false, false, Retained.ALWAYS, 7));
        host.subscribe("s", true, request("a/+", EXACTLY_ONCE, false, false, Retained.ALWAYS, 0));
        host.subscribe("s", true, request("a/b", AT_LEAST_ONCE, false, false, Retained.ALWAYS, 268_435_455));
        host = host.restart();
        assertEquals(List.of(new Entry("s", "x", "a/b", EXACTLY_ONCE, false, true)), published("p", "a/b", "x", false));
        assertEquals(
                List.of(7, 268_435_455),
                host.inboxes.identifiers.get(0).stream().sorted().toList());
        assertEquals(1, published("p", "a/c", "x", false).size());
        assertEquals(List.of(7), host.inboxes.identifiers.get(1));
    }

    @Test
    void retainedValuesComeWithTheIdentifier() {
        host.publish("a", "one", AT_LEAST_ONCE, true);
        host.subscribe("s", true, request("a", AT_LEAST_ONCE, false, false, Retained.ALWAYS, 3));
        do {
            host.settle();
        } while (host.inboxes.size() < 1);
        assertEquals(List.of(List.of(3)), host.inboxes.identifiers);
    }

    @Test
    void optionsSurviveARestartFromJournalAndView() {
        SubscriptionRequest one = request("a", AT_LEAST_ONCE, true, true, Retained.IF_NEW, 5);
        host.subscribe("s", true, one);
        host = host.restart();
        assertEquals(List.of(one), get(host.core.subscriptions().of("s")));
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(List.of(one), get(host.core.subscriptions().of("s")));
        assertEquals(List.of(), published("s", "a", "own", false));
    }

    @Test
    void manySubscriptionsOfOneSessionAreAddedInTimeThatGrowsWithTheirNumber() {
        List<CompletionStage<Void>> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            all.add(host.core
                    .subscriptions()
                    .subscribe("s", false, new SubscriptionRequest(Address.topic("a/" + i), AT_LEAST_ONCE)));
        }
        all.forEach(Host::get);
        assertEquals(20_000, host.core.subscriptions().count());
    }

    @Test
    void optionsThatCannotBeAreRefusedInWords() {
        SubscriptionOptions noLocal =
                new SubscriptionOptions(true, false, Retained.ALWAYS, 0, Optional.empty(), Optional.empty());
        for (SubscriptionTarget target : List.of(
                new SubscriptionTarget(Address.queue("q")),
                new SubscriptionTarget(Address.topic("a"), Optional.of("g")))) {
            RefusedException refused = assertThrows(
                    RefusedException.class,
                    () -> host.subscribe("s", true, new SubscriptionRequest(target, AT_LEAST_ONCE, noLocal)));
            assertEquals(RefusedException.Reason.INVALID, refused.reason());
        }
        assertEquals(0, host.core.subscriptions().count());
    }
}
