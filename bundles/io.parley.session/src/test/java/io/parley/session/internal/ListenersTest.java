package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session.State;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import io.parley.spi.session.SessionChange;
import io.parley.spi.session.SessionListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListenersTest {

    private final Host host = new Host(Settings.DEFAULT);
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private final SessionListener teller = new SessionListener() {
        @Override
        public void changed(SessionChange change) {
            told.add(change.kind() + " " + change.session().id() + " "
                    + change.session().state());
        }
    };

    @AfterEach
    void close() {
        host.close();
    }

    private void add(String name, int ranking, SessionListener listener) {
        host.plugins.sessionListeners().add(List.of(name), ranking, ranking, false, listener);
    }

    private void assertTold(String... expected) throws InterruptedException {
        for (String one : expected) {
            assertEquals(one, told.poll(10, TimeUnit.SECONDS));
        }
        assertNull(told.poll());
    }

    @Test
    void learnOfEachChangeInOrder() throws InterruptedException {
        add("teller", 0, teller);
        Opened first = host.open("a", false, HOUR);
        Opened second = host.open("a", false, HOUR);
        get(host.service().detach("a", first.hold()));
        get(host.service().detach("a", second.hold()));
        get(host.service().expireAfter("a", HOUR.multipliedBy(2)));
        host.open("a", false, HOUR);
        host.open("a", true, HOUR);
        get(host.service().close("a"));
        assertTold(
                "OPENED a ACTIVE",
                "TAKEN_OVER a ACTIVE",
                "DETACHED a DETACHED",
                "RESUMED a ACTIVE",
                "CLOSED a CLOSED",
                "OPENED a ACTIVE",
                "CLOSED a CLOSED");
    }

    @Test
    void learnOfTheEndOfWhatNobodyCameBackTo() throws InterruptedException {
        add("teller", 0, teller);
        get(host.service().detach("a", host.open("a", false, HOUR).hold()));
        get(host.service().detach("b", host.open("b", true, Duration.ZERO).hold()));
        host.timers.advance(HOUR.plusSeconds(1));
        assertTold("OPENED a ACTIVE", "DETACHED a DETACHED", "OPENED b ACTIVE", "CLOSED b CLOSED", "EXPIRED a EXPIRED");
    }

    @Test
    void oneMayPreventThatASessionIsOpened() throws InterruptedException {
        add("teller", 0, teller);
        add("guard", 5, new SessionListener() {
            @Override
            public CompletionStage<Optional<String>> opening(OpenRequest request) {
                return CompletableFuture.completedStage(
                        request.id().equals("a") ? Optional.of("no more of these") : Optional.empty());
            }
        });
        RefusedException refused = assertThrows(RefusedException.class, () -> host.open("a", false, HOUR));
        assertEquals(Reason.NOT_ALLOWED, refused.reason());
        assertEquals("Session 'a' is not opened: no more of these", refused.getMessage());
        assertEquals(Optional.empty(), host.service().find("a"));
        host.open("b", false, HOUR);
        assertTold("OPENED b ACTIVE");
    }

    @Test
    void oneThatIsPreventedLeavesTheHolderAlone() {
        host.open("a", false, HOUR);
        add("guard", 0, new SessionListener() {
            @Override
            public CompletionStage<Optional<String>> opening(OpenRequest request) {
                throw new IllegalStateException("on purpose");
            }
        });
        RefusedException refused = assertThrows(RefusedException.class, () -> host.open("a", true, HOUR));
        assertEquals(Reason.UNAVAILABLE, refused.reason());
        assertEquals(State.ACTIVE, host.service().find("a").orElseThrow().state());
    }

    /** What comes for the session meanwhile waits; other sessions do not. */
    @Test
    void nothingOvertakesASessionThatIsBeingOpened() {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        add("guard", 0, new SessionListener() {
            @Override
            public CompletionStage<Optional<String>> opening(OpenRequest request) {
                return request.id().equals("a") ? answer : CompletableFuture.completedStage(Optional.empty());
            }
        });
        CompletionStage<Opened> opening =
                host.service().open(new OpenRequest("a", "anonymous", false, HOUR, end -> {}));
        CompletionStage<Void> closing = host.service().close("a");
        host.open("b", false, HOUR);
        assertFalse(opening.toCompletableFuture().isDone());
        assertFalse(closing.toCompletableFuture().isDone());
        answer.complete(Optional.empty());
        assertFalse(get(opening).resumed());
        get(closing);
        assertEquals(Optional.empty(), host.service().find("a"));
    }

    /** One that fails, and one that hangs, disturb neither sessions nor other listeners. */
    @Test
    void oneThatFailsDisturbsNobody() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        add("failing", 2, new SessionListener() {
            @Override
            public void changed(SessionChange change) {
                throw new IllegalStateException("on purpose");
            }
        });
        add("hanging", 1, new SessionListener() {
            @Override
            public void changed(SessionChange change) {
                awaitUninterrupted(goOn);
            }
        });
        add("teller", 0, teller);
        host.open("a", false, HOUR);
        host.open("b", false, HOUR);
        assertTold("OPENED a ACTIVE", "OPENED b ACTIVE");
        goOn.countDown();
    }

    @Test
    void allIsCounted() {
        get(host.service().detach("a", host.open("a", false, HOUR).hold()));
        host.open("a", false, HOUR);
        host.open("b", false, HOUR);
        Metric changes = host.core.metrics().stream()
                .filter(metric -> metric.name().equals("session.changes"))
                .findFirst()
                .orElseThrow();
        assertTrue(
                changes.readings()
                        .containsAll(List.of(
                                new Reading.Value(Map.of("change", "opened"), 2),
                                new Reading.Value(Map.of("change", "resumed"), 1),
                                new Reading.Value(Map.of("change", "detached"), 1),
                                new Reading.Value(Map.of("change", "expired"), 0))),
                changes.toString());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
