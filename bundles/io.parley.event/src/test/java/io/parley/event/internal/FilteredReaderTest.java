package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Event;
import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.filter.Filter;
import io.parley.spi.plugin.PluginException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscribers in the process whose subscription has a filter. */
@Timeout(30)
class FilteredReaderTest {

    private static final Filter PREFIX = expression -> {
        if (expression.isEmpty()) {
            throw new PluginException("Position 1: expected a prefix");
        }
        return message -> new String(message.payload().toBytes()).startsWith(expression);
    };

    private static final FilterExpression A = new FilterExpression("prefix", "a");
    private static final Start EARLIEST = new Start.Earliest();

    private final Host host = new Host();

    @BeforeEach
    void begin() {
        host.rule("h/#", "history", "true");
        come();
    }

    private void come() {
        host.plugins.filters().add(List.of("prefix"), 0, 1, true, PREFIX);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Reader read(Subscription subscription, long demand) {
        return Reader.of(host.core.service().subscribe(subscription), demand).awaitSubscribed();
    }

    private static List<String> texts(List<Event> events) {
        return events.stream()
                .map(event -> new String(event.message().payload().toBytes()))
                .toList();
    }

    private void publish(String topic, String... texts) {
        for (String text : texts) {
            get(host.core.service().publish(Host.message(topic, text), false));
        }
    }

    @Test
    void onlyMatchingEventsComeFromHistoryAndLiveAndTheOthersTakeNoDemand() {
        publish("h/1", "apple", "pear", "plum", "apricot");
        Reader history = read(Subscription.from("h/#", EARLIEST).matching(A), 3);
        Reader live = read(Subscription.live("live").matching(A), 1);
        publish("live", "pear", "almond");
        assertEquals(List.of("almond"), texts(live.take(1)));
        assertEquals(List.of("apple", "apricot"), texts(history.take(2)));
        publish("h/2", "peach", "acorn");
        assertEquals(List.of("acorn"), texts(history.take(1)));
    }

    @Test
    void aDurableOneGoesOnBehindWhatItAcknowledged() {
        Subscription mine = Subscription.durable("mine", "h/#", EARLIEST).matching(A);
        publish("h/1", "apple", "pear", "apricot");
        Event first = read(mine, 1).take(1).get(0);
        get(host.core.service().acknowledge("mine", first.cursor()));
        assertEquals(List.of("apricot"), texts(read(mine, 5).take(1)));
    }

    @Test
    void whileTheFilterIsGoneItsEventsWaitAndThoseOfOthersDoNot() {
        Reader filtered = read(Subscription.from("h/#", EARLIEST).matching(A), 10);
        Reader other = read(Subscription.from("h/#", EARLIEST), 10);
        host.plugins.filters().remove(PREFIX);
        publish("h/1", "apple", "pear", "apricot");
        assertEquals(List.of("apple", "pear", "apricot"), texts(other.take(3)));
        host.settle();
        assertEquals(0, filtered.waiting());
        come();
        assertEquals(List.of("apple", "apricot"), texts(filtered.take(2)));
    }

    @Test
    void wrongFiltersAreRefusedInWords() {
        RefusedException wrong = refusal(new FilterExpression("prefix", ""));
        assertEquals(Reason.INVALID, wrong.reason());
        assertTrue(wrong.getMessage().contains("Position 1: expected a prefix"), wrong.getMessage());
    }

    @Test
    void aFilterThatIsNotThereAtTheBeginningIsWaitedFor() {
        host.plugins.filters().remove(PREFIX);
        Reader good = read(Subscription.live("t").matching(A), 5);
        Reader wrong = read(Subscription.live("t").matching(new FilterExpression("prefix", "")), 5);
        publish("t", "pear", "apple");
        assertEquals(0, good.waiting());
        come();
        assertEquals(List.of("apple"), texts(good.take(1)));
        assertInstanceOf(RefusedException.class, wrong.awaitFailure());
        assertEquals(0, wrong.waiting());
    }

    private RefusedException refusal(FilterExpression filter) {
        Reader reader = read(Subscription.live("t").matching(filter), 1);
        return assertInstanceOf(RefusedException.class, reader.awaitFailure());
    }
}
