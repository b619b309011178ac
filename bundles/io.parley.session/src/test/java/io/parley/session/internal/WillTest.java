package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Opened;
import io.parley.api.session.Session.State;
import io.parley.engine.Batch;
import io.parley.engine.contract.Holds;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.Will;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MQTT 5 section 3.1.2.5 and 3.1.3.2.2. */
@Timeout(30)
class WillTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Host host = new Host(Settings.DEFAULT);
    private final List<String> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile RefusedException refusal;

    @BeforeEach
    void begin() {
        host.core.holds().publishWills(this::publish);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private CompletionStage<?> publish(
            String session, String principal, Publication publication, Consumer<Batch> forget) {
        if (refusal != null) {
            refused.incrementAndGet();
            return CompletableFuture.failedStage(refusal);
        }
        Batch batch = host.engine.batch();
        forget.accept(batch);
        return batch.commit()
                .thenRun(() -> published.add(session + " "
                        + new String(publication.message().payload().toBytes())));
    }

    private void restart() {
        host = host.restart();
        begin();
    }

    private Opened open(String id, boolean clean, Duration expiry, String will, Duration delay) {
        Opened opened = host.open(id, clean, expiry);
        if (will != null) {
            get(host.core.holds().keepWill(id, opened.hold(), "anna", will(will, delay)));
        }
        return opened;
    }

    private static Will will(String text, Duration delay) {
        Message message = Message.to(Address.topic("w")).payload(text).build();
        return new Will(new Publication(message, Guarantee.AT_LEAST_ONCE, true, 0), delay);
    }

    private void expect(String will) {
        expect(will, "");
    }

    private void expect(String will, String why) {
        while (published.isEmpty()) {
            host.settle();
        }
        assertEquals(List.of(will), published(), why);
    }

    private List<String> published() {
        host.settle();
        host.settle();
        List<String> taken = new ArrayList<>(published);
        published.clear();
        return taken;
    }

    private void pass(Duration time) {
        host.timers.advance(time);
        host.settle();
    }

    @Test
    void itIsPublishedOnceWhenItsDelayHasPassed() {
        Opened opened = open("a", false, HOUR, "x", MINUTE);
        get(host.service().detach("a", opened.hold()));
        pass(MINUTE.minusMillis(1));
        assertEquals(List.of(), published());
        pass(Duration.ofMillis(1));
        expect("a x");
        pass(HOUR);
        restart();
        assertEquals(List.of(), published());
    }

    @Test
    void withoutDelayItIsPublishedAtOnce() {
        get(host.service()
                .detach("a", open("a", false, HOUR, "x", Duration.ZERO).hold()));
        expect("a x");
        get(host.service()
                .detach("t", open("t", true, Duration.ZERO, "y", MINUTE).hold()));
        expect("t y", "the session ended with its holder");
    }

    @Test
    void aFarewellDropsIt() {
        Opened opened = open("a", false, HOUR, "x", Duration.ZERO);
        get(host.core.holds().dropWill("a", opened.hold()));
        get(host.service().detach("a", opened.hold()));
        restart();
        pass(HOUR);
        assertEquals(List.of(), published());
    }

    @Test
    void whoComesBackInTimePreventsIt() {
        Opened first = open("a", false, HOUR, "first", MINUTE);
        get(host.service().detach("a", first.hold()));
        Opened second = open("a", false, HOUR, "second", MINUTE);
        pass(MINUTE);
        assertEquals(List.of(), published());
        get(host.core.holds().dropWill("a", first.hold()));
        get(host.service().detach("a", second.hold()));
        pass(MINUTE);
        expect("a second");
    }

    @Test
    void aClockThatIsSetDoesNotConcernIt() {
        get(host.service().detach("a", open("a", false, HOUR, "x", MINUTE).hold()));
        host.timers.set(Duration.ofDays(1));
        Opened back = open("a", false, HOUR, "y", MINUTE);
        assertEquals(List.of(), published(), "its holder came back in time");
        get(host.service().detach("a", back.hold()));
        host.timers.set(Duration.ofDays(-2));
        pass(MINUTE);
        expect("a y");
    }

    @Test
    void theEndOfTheSessionIsTheLatestTime() {
        get(host.service().detach("a", open("a", false, MINUTE, "x", HOUR).hold()));
        pass(MINUTE);
        expect("a x", "expired");
        get(host.service().detach("b", open("b", false, HOUR, "x", HOUR).hold()));
        host.open("b", true, HOUR);
        expect("b x", "replaced");
        open("c", false, HOUR, "x", HOUR);
        get(host.service().close("c"));
        expect("c x", "closed");
        Opened opened = open("d", false, HOUR, "x", HOUR);
        get(host.core.holds().expireAfter("d", opened.hold(), Duration.ZERO));
        get(host.service().detach("d", opened.hold()));
        expect("d x", "ended by its holder");
        pass(HOUR);
        assertEquals(List.of(), published());
    }

    @Test
    void takeoverPublishesWhatHasNoDelayAndDropsWhatHas() {
        open("a", false, HOUR, "now", Duration.ZERO);
        open("a", false, HOUR, "later", MINUTE);
        expect("a now");
        open("a", false, HOUR, "next", MINUTE);
        pass(MINUTE);
        assertEquals(List.of(), published());
        host.open("a", true, HOUR);
        expect("a next", "a new session ends the one before");
    }

    @Test
    void itSurvivesACrashWithItsTime() {
        get(host.service().detach("a", open("a", false, HOUR, "x", MINUTE).hold()));
        pass(Duration.ofSeconds(40));
        restart();
        pass(Duration.ofSeconds(19));
        assertEquals(List.of(), published());
        host.engine.checkpoint();
        restart();
        pass(Duration.ofSeconds(1));
        expect("a x");
        restart();
        assertEquals(List.of(), published());
    }

    @Test
    void whenTheServerDiesTheDelayBeginsWithItsNextStart() {
        open("a", false, HOUR, "x", MINUTE);
        open("b", false, HOUR, "y", Duration.ZERO);
        open("back", false, HOUR, "z", MINUTE);
        host.engine.checkpoint();
        pass(HOUR);
        restart();
        expect("b y");
        host.open("back", false, HOUR);
        pass(MINUTE.minusMillis(1));
        assertEquals(List.of(), published());
        pass(Duration.ofMillis(1));
        expect("a x");
    }

    @Test
    void aSessionThatEndedBeforeItsWillWasPublishedDoesNotTakeItAlong() {
        host.core.holds().publishWills(null);
        get(host.service().detach("a", open("a", false, MINUTE, "x", HOUR).hold()));
        pass(MINUTE);
        assertEquals(List.of(), published());
        host.engine.checkpoint();
        restart();
        expect("a x");
    }

    @Test
    void oneThatCannotBePublishedJustNowIsTriedAgainAndOneThatMayNotIsDropped() {
        refusal = new RefusedException(Reason.UNAVAILABLE, "disk full");
        get(host.service()
                .detach("a", open("a", false, HOUR, "x", Duration.ZERO).hold()));
        while (refused.get() < 1) {
            host.settle();
        }
        host.settle();
        refusal = null;
        // When it is tried again is decided a little after the refusal; long before the session ends in any case.
        for (int i = 0; published.isEmpty() && i < 100; i++) {
            pass(Duration.ofSeconds(10));
        }
        expect("a x");
        refusal = new RefusedException(Reason.NOT_ALLOWED, "no");
        get(host.service()
                .detach("b", open("b", false, HOUR, "x", Duration.ZERO).hold()));
        while (refused.get() < 2) {
            host.settle();
        }
        host.settle();
        refusal = null;
        restart();
        pass(HOUR);
        assertEquals(List.of(), published());
    }

    @Test
    void anEarlierHolderHasNoSay() {
        Opened first = host.open("a", false, HOUR);
        Opened second = open("a", false, HOUR, "x", Duration.ZERO);
        Holds holds = host.core.holds();
        assertEquals(
                Reason.NOT_OWNED,
                assertThrows(
                                RefusedException.class,
                                () -> get(holds.keepWill("a", first.hold(), "anna", will("y", Duration.ZERO))))
                        .reason());
        get(holds.dropWill("a", first.hold()));
        get(holds.expireAfter("a", first.hold(), Duration.ZERO));
        get(host.service().detach("a", second.hold()));
        assertEquals(State.DETACHED, host.service().find("a").orElseThrow().state());
        expect("a x");
    }

    @Test
    void nothingOfATransientSessionsWillIsJournalled() {
        get(host.service()
                .detach("a", open("a", true, Duration.ZERO, "x", Duration.ZERO).hold()));
        expect("a x");
        assertEquals(0, host.journal.end());
    }
}
