package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionOptions;
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
class SharedGroupsTest {

    private Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    private static SubscriptionTarget target(String group, String pattern) {
        return new SubscriptionTarget(Address.topic(pattern), Optional.of(group));
    }

    private static SubscriptionRequest request(String group, String pattern, Guarantee maximum) {
        return new SubscriptionRequest(target(group, pattern), maximum, SubscriptionOptions.DEFAULT);
    }

    /** In that order, and nothing else. */
    private void expect(String... happened) {
        while (host.inboxes.shared.size() < happened.length) {
            host.settle();
        }
        assertEquals(List.of(happened), happened());
    }

    private List<String> happened() {
        host.settle();
        List<String> happened = new ArrayList<>(host.inboxes.shared);
        host.inboxes.shared.clear();
        return happened;
    }

    @Test
    void eachGroupGetsEachMessageOnceAndSessionsOfTheirOwnToo() {
        host.subscribe("a", true, request("g", "t/#", AT_LEAST_ONCE));
        host.subscribe("b", true, request("g", "t/#", AT_MOST_ONCE));
        host.subscribe("b", true, request("h", "t/#", AT_MOST_ONCE));
        host.subscribe("c", "t/1", AT_LEAST_ONCE);
        happened();
        host.publish("p", "t/1", "x", true);
        List<String> shared = happened();
        shared.sort(null);
        assertEquals(
                List.of(
                        "share $share/g/t/# x AT_LEAST_ONCE retained durable",
                        "share $share/h/t/# x AT_MOST_ONCE retained"),
                shared);
        assertEquals(1, host.inboxes.take().size());
    }

    @Test
    void nothingOfAGroupOfTransientSessionsIsJournalled() {
        host.subscribe("a", false, request("g", "t", EXACTLY_ONCE));
        host.publish("p", "t", "x", false);
        get(host.core.subscriptions().unsubscribe("a", false, target("g", "t")));
        expect("opened $share/g/t", "share $share/g/t x AT_LEAST_ONCE", "ended $share/g/t");
        assertEquals(0, host.journal.end());
    }

    @Test
    void theQueueEndsWithTheLastMember() {
        host.subscribe("a", true, request("g", "t", AT_LEAST_ONCE));
        host.subscribe("b", false, request("g", "t", AT_LEAST_ONCE));
        get(host.core.subscriptions().unsubscribe("a", true, target("g", "t")));
        expect("opened $share/g/t durable", "opened $share/g/t");
        host.publish("p", "t", "x", false);
        expect("share $share/g/t x AT_LEAST_ONCE");
        get(host.core.subscriptions().unsubscribe("b", false, target("g", "t")));
        expect("ended $share/g/t durable");
        host.publish("p", "t", "x", false);
        assertEquals(List.of(), happened());
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(List.of(), happened());
    }

    @Test
    void theEndOfASessionIsTheEndOfItsMembership() {
        host.subscribe("a", true, request("g", "t", AT_LEAST_ONCE));
        happened();
        host.closeSession("a");
        expect("ended $share/g/t durable");
    }

    @Test
    void groupsSurviveARestartFromJournalAndView() {
        host.subscribe("a", true, request("g", "t", AT_LEAST_ONCE));
        host = host.restart();
        happened();
        host.publish("p", "t", "x", false);
        expect("share $share/g/t x AT_LEAST_ONCE durable");
        host.engine.checkpoint();
        host = host.restart();
        host.publish("p", "t", "y", false);
        expect("share $share/g/t y AT_LEAST_ONCE durable");
    }

    @Test
    void aQueueWhoseTransientMembersDiedWithTheProcessEndsAtTheNextStart() {
        host.subscribe("a", true, request("g", "t", AT_LEAST_ONCE));
        host.subscribe("b", false, request("g", "t", AT_LEAST_ONCE));
        get(host.core.subscriptions().unsubscribe("a", true, target("g", "t")));
        host.engine.checkpoint();
        host = host.restart();
        expect("ended $share/g/t durable");
        host = host.restart();
        assertEquals(
                List.of(),
                host.inboxes.shared.stream()
                        .filter(op -> op.startsWith("opened"))
                        .toList());
    }

    @Test
    void joiningAndLeavingAtTheSameTimeNeverEndsAQueueWithAMember() {
        for (int round = 0; round < 200; round++) {
            host.subscribe("a", true, request("g", "t", AT_LEAST_ONCE));
            CompletionStage<Boolean> leaving = host.core.subscriptions().unsubscribe("a", true, target("g", "t"));
            CompletionStage<Void> joining =
                    host.core.subscriptions().subscribe("b" + round % 7, true, request("g", "t", AT_LEAST_ONCE));
            get(leaving);
            get(joining);
            happened();
            host.publish("p", "t", "x", false);
            List<String> then = happened();
            then.removeIf(op -> !op.startsWith("share"));
            assertEquals(List.of("share $share/g/t x AT_LEAST_ONCE durable"), then, "round " + round);
            get(host.core.subscriptions().unsubscribe("b" + round % 7, true, target("g", "t")));
        }
    }

    @Test
    void namesOfGroupsAreChecked() {
        for (String name : List.of("a/b", "+", "#")) {
            RefusedException refused = assertThrows(
                    RefusedException.class, () -> host.subscribe("a", true, request(name, "t", AT_LEAST_ONCE)));
            assertEquals(RefusedException.Reason.INVALID, refused.reason());
        }
        assertEquals(
                RefusedException.Reason.INVALID,
                assertThrows(
                                RefusedException.class,
                                () -> host.subscribe(
                                        "a", true, new SubscriptionRequest(Address.queue("$share/g/t"), AT_LEAST_ONCE)))
                        .reason());
    }
}
