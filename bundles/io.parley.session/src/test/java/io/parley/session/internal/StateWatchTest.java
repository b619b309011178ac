package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.StateEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StateWatchTest {

    private static final OptionalLong ANY = OptionalLong.empty();
    private static final long ALL = Long.MAX_VALUE;

    private Host host = new Host(new Settings(100, 0, 10, 3, 500, 1, 100, Takeover.NEWEST));

    /** Calls for the session wait no longer until it is open. */
    @BeforeEach
    void open() {
        host.open("a", false, HOUR);
        host.settle();
    }

    @AfterEach
    void close() {
        host.close();
    }

    private void put(String key, String value) {
        get(host.service().putState("a", key, Payload.utf8(value), ANY));
    }

    private void remove(String key) {
        get(host.service().removeState("a", key, ANY));
    }

    private Watcher watch(long demand) {
        return new Watcher().watch(host, "a").request(demand);
    }

    /** That is what it is told, and no more. */
    private void assertTold(List<String> expected, Watcher watcher) {
        watcher.await(expected.size());
        host.settle();
        assertEquals(expected, watcher.told());
    }

    @Test
    void beginsWithAllThereIsAndGoesOnWithEachChange() {
        put("x", "1");
        put("y", "1");
        put("x", "2");
        Watcher watcher = watch(ALL);
        assertTold(List.of("reset", "y = 1", "x = 2", "current"), watcher);
        put("z", "1");
        assertTold(List.of("z = 1", "current"), watcher);
        remove("y");
        assertTold(List.of("no y", "current"), watcher);
    }

    @Test
    void ofAStateWithoutValuesIsCurrentAtOnce() {
        assertTold(List.of("reset", "current"), watch(ALL));
    }

    @Test
    void goesOnWhereItWas() {
        put("x", "1");
        put("y", "1");
        put("z", "1");
        Watcher first = watch(ALL);
        first.awaitCurrent();
        first.cancel();
        remove("y");
        put("x", "2");
        host.settle();

        Watcher second = first.next().watch(host, "a").request(ALL);

        assertTold(List.of("no y", "x = 2", "current"), second);
        assertEquals(Map.of("x", "2", "z", "1"), second.known());
        assertTold(List.of("reset", "x = 1", "y = 1", "z = 1", "current"), first);
    }

    @Test
    void goesOnInTheMiddleOfWhatItWasTold() {
        put("x", "1");
        put("y", "1");
        Watcher first = watch(2);
        assertTold(List.of("reset", "x = 1"), first);
        first.cancel();

        assertTold(List.of("y = 1", "current"), first.next().watch(host, "a").request(ALL));
    }

    @Test
    void tellsOfManyChangesTheLast() {
        Watcher slow = watch(2);
        assertTold(List.of("reset", "current"), slow);
        for (int i = 0; i < 100; i++) {
            put("x", "" + i);
        }
        assertTold(List.of(), slow);
        slow.request(1);
        assertTold(List.of("x = 99"), slow);
        slow.request(5);
        assertTold(List.of("current"), slow);
    }

    @Test
    void anotherSessionsTokenBeginsAnew() {
        put("x", "1");
        Watcher first = watch(ALL);
        first.awaitCurrent();
        get(host.service().close("a"));
        host.timers.advance(Duration.ofMillis(1));
        host.open("a", false, HOUR);
        put("y", "1");
        put("z", "1");

        Watcher second = first.next().watch(host, "a").request(ALL);

        assertTold(List.of("reset", "y = 1", "z = 1", "current"), second);
        assertEquals("complete", first.end());
    }

    @Test
    void whatIsNoTokenBeginsAnew() {
        put("x", "1");
        for (String token : List.of("", "x", "0-ffffff", "-", "fffffffffffffffffff-1")) {
            Watcher watcher = new Watcher();
            host.service().watchState("a", Optional.of(token)).subscribe(watcher);
            watcher.request(ALL);
            assertTold(List.of("reset", "x = 1", "current"), watcher);
        }
    }

    /** More values were removed than are remembered: what the watcher knows could be one of them. */
    @Test
    void beginsAnewWhenTooMuchIsGone() {
        for (int i = 0; i < Removed.MOST + 2; i++) {
            put("k" + i, "");
        }
        Watcher first = watch(ALL);
        first.awaitCurrent();
        first.cancel();
        for (int i = 0; i < Removed.MOST + 1; i++) {
            remove("k" + i);
        }
        host.settle();

        Watcher second = first.next().watch(host, "a").request(ALL);

        assertTold(List.of("reset", "k" + (Removed.MOST + 1) + " = ", "current"), second);
    }

    @Test
    void goesOnAfterARestart() {
        put("x", "1");
        put("y", "1");
        Watcher first = watch(ALL);
        first.awaitCurrent();
        host = host.restart();
        Watcher second = first.next().watch(host, "a").request(ALL);
        assertTold(List.of("current"), second);
        put("x", "2");
        assertTold(List.of("x = 2", "current"), second);
    }

    @Test
    void readsFromTheViewWhatIsNotInMemory() {
        put("x", "1");
        host.engine.checkpoint();
        host = host.restart();
        assertTold(List.of("reset", "x = 1", "current"), watch(ALL));
    }

    @Test
    void endsWithTheSession() {
        Watcher watcher = watch(ALL);
        watcher.awaitCurrent();
        get(host.service().close("a"));
        assertEquals("complete", watcher.end());
    }

    @Test
    void failsWithoutTheSession() {
        Watcher watcher = new Watcher().watch(host, "nobody").request(ALL);
        assertTrue(watcher.end().contains("There is no session 'nobody'"), watcher.end());
    }

    @Test
    void failsWhenTheServiceStops() {
        Watcher watcher = watch(ALL);
        watcher.awaitCurrent();
        host.core.close();
        assertTrue(watcher.end().contains("The session service stops"), watcher.end());
    }

    @Test
    void failsBeyondTheLimit() {
        for (int i = 0; i < StateWatches.MOST; i++) {
            watch(1);
        }
        Watcher late = watch(1);
        assertTrue(late.end().contains("1000 watch the state of session 'a' already"), late.end());
    }

    @Test
    void makesRoomWhenItIsCancelled() {
        for (int i = 0; i < StateWatches.MOST; i++) {
            watch(1).cancel();
        }
        assertTold(List.of("reset", "current"), watch(ALL));
    }

    @Test
    void oneThatIsCancelledBeforeItBeginsNeverDoes() {
        CompletionStage<Opened> opening =
                host.service().open(new OpenRequest("a", "anonymous", false, HOUR, end -> {}));
        for (int i = 0; i < Turns.MOST_WAITING / 2; i++) {
            watch(1).cancel();
        }
        get(opening);
        host.settle();
        for (int i = 1; i < StateWatches.MOST; i++) {
            watch(1);
        }
        assertTold(List.of("reset", "current"), watch(ALL));
    }

    @Test
    void aRequestForNothingIsAnError() {
        Watcher watcher = watch(0);
        assertEquals("java.lang.IllegalArgumentException: the request is for 1 or more, not 0", watcher.end());
    }

    @Test
    void oneThatFailsDisturbsNobody() {
        List<StateEvent> seen = new ArrayList<>();
        host.service().watchState("a", Optional.empty()).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(ALL);
            }

            @Override
            public void onNext(StateEvent event) {
                seen.add(event);
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onComplete() {}
        });
        put("x", "1");
        assertTold(List.of("reset", "x = 1", "current"), watch(ALL));
        assertEquals(1, seen.size());
    }

    /** Values change while watchers come and go, ask for little and are cut off: each ends with the state as it is. */
    @Test
    void leavesNoGap() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, String> state = new TreeMap<>();
        Watcher watcher = watch(1);
        for (int i = 0; i < 3_000; i++) {
            String key = "k" + random.nextInt(8);
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    put(key, "" + i);
                    state.put(key, "" + i);
                }
                case 4, 5 -> {
                    remove(key);
                    state.remove(key);
                }
                case 6 -> {
                    watcher.cancel();
                    watcher = watcher.next().watch(host, "a");
                }
                case 7 -> {
                    if (random.nextInt(20) == 0) {
                        host.engine.checkpoint();
                    }
                }
                default -> watcher.request(1 + random.nextInt(4));
            }
        }
        watcher.request(ALL);
        watcher.awaitCurrent(state, "seed " + seed);
    }
}
