package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.pipeline.Origin;
import io.parley.event.internal.Inboxes.Entry;
import io.parley.spi.filter.Filter;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionOptions.Retained;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FilterTest {

    private static final Filter PREFIX = expression -> {
        if (expression.isEmpty()) {
            throw new PluginException("Position 1: expected a prefix");
        }
        return message -> new String(message.payload().toBytes()).startsWith(expression);
    };

    private Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    private void come() {
        host.plugins.filters().add(List.of("prefix"), 0, 1, true, PREFIX);
    }

    private static SubscriptionRequest request(SubscriptionTarget target, String language, String text) {
        Optional<FilterExpression> filter = Optional.of(new FilterExpression(language, text));
        return new SubscriptionRequest(
                target,
                AT_LEAST_ONCE,
                new SubscriptionOptions(false, false, Retained.ALWAYS, 0, filter, Optional.empty()));
    }

    private static SubscriptionRequest request(String pattern, String text) {
        return request(new SubscriptionTarget(Address.topic(pattern)), "prefix", text);
    }

    private static SubscriptionRequest shared(String text) {
        return request(new SubscriptionTarget(Address.topic("t"), Optional.of("g")), "prefix", text);
    }

    private List<String> got() {
        host.settle();
        return host.inboxes.take().stream().map(Entry::text).toList();
    }

    private RefusedException refused(String session, SubscriptionRequest request) {
        return assertThrows(RefusedException.class, () -> host.subscribe(session, true, request));
    }

    @Test
    void onlyWhatMatchesComesThroughAlsoAfterARestart() {
        come();
        host.subscribe("s", true, request("#", "a"));
        host.publish("t", "apple");
        host.publish("t", "pear");
        assertEquals(List.of("apple"), got());
        host = host.restart();
        come();
        host.inboxes.take();
        host.publish("t", "pear");
        host.publish("t", "apricot");
        assertEquals(List.of("apricot"), got());
    }

    @Test
    void otherSubscriptionsOfTheSessionCountForThemselves() {
        come();
        host.subscribe("s", true, request("#", "a"));
        host.subscribe("s", "t", AT_LEAST_ONCE);
        host.publish("t", "apple");
        host.publish("t", "pear");
        assertEquals(List.of("apple", "pear"), got());
    }

    @Test
    void retainedValuesAreFilteredToo() {
        come();
        host.publish("t/1", "apple", AT_LEAST_ONCE, true);
        host.publish("t/2", "pear", AT_LEAST_ONCE, true);
        host.subscribe("s", true, request("t/+", "a"));
        while (host.inboxes.size() == 0) {
            host.settle();
        }
        assertEquals(List.of("apple"), got());
    }

    @Test
    void wrongExpressionsAndUnknownLanguagesAreRefusedInWords() {
        come();
        RefusedException wrong = refused("s", request("t", ""));
        assertEquals(Reason.INVALID, wrong.reason());
        assertTrue(wrong.getMessage().contains("Position 1: expected a prefix"), wrong.getMessage());
        RefusedException unknown = refused("s", request(new SubscriptionTarget(Address.topic("t")), "nonsense", "x"));
        assertEquals(Reason.UNAVAILABLE, unknown.reason());
        assertTrue(unknown.getMessage().contains("[prefix]"), unknown.getMessage());
        assertEquals(
                Reason.INVALID,
                refused("s", request(new SubscriptionTarget(Address.queue("q")), "prefix", ""))
                        .reason());
        assertEquals(0, host.core.subscriptions().count());
    }

    @Test
    void whileTheFilterIsGoneWhatNeedsItWaitsInOrder() {
        come();
        host.subscribe("s", true, request("t", "a"));
        host.plugins.filters().remove(PREFIX);
        CompletionStage<Receipt> first = host.pipeline.accept(Host.message("t", "apple"), Origin.IN_PROCESS);
        CompletionStage<Receipt> second = host.pipeline.accept(Host.message("t", "apricot"), Origin.IN_PROCESS);
        host.publish("other", "passes", AT_LEAST_ONCE, false);
        host.settle();
        assertFalse(first.toCompletableFuture().isDone());
        while (host.pipeline.waiting(Address.topic("t")) != 2) {
            host.settle();
        }
        assertEquals(List.of(), got());
        come();
        get(first);
        get(second);
        assertEquals(List.of("apple", "apricot"), got());
    }

    @Test
    void membersOfAGroupHaveOneFilter() {
        come();
        host.subscribe("a", true, shared("a"));
        host.subscribe("b", true, shared("a"));
        assertEquals(Reason.INVALID, refused("c", shared("b")).reason());
        host.publish("t", "apple");
        host.publish("t", "pear");
        host.settle();
        assertEquals(
                List.of("share $share/g/t apple AT_LEAST_ONCE durable"),
                host.inboxes.shared.stream()
                        .filter(op -> op.startsWith("share"))
                        .toList());
        SubscriptionTarget target = shared("a").target();
        get(host.core.subscriptions().unsubscribe("a", true, target));
        host.subscribe("b", true, shared("p"));
        host.publish("t", "pear");
        host.settle();
        assertEquals(
                2,
                host.inboxes.shared.stream()
                        .filter(op -> op.startsWith("share"))
                        .count());
    }
}
