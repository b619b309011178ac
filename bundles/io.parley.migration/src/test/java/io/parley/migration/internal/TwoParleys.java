package io.parley.migration.internal;

import static io.parley.migration.internal.Parley.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.session.OpenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Two Parleys, ways between them that can be cut, and what is the same in all tests of moves. */
@Timeout(120)
abstract class TwoParleys {

    volatile Parley source = new Parley();
    volatile Parley target = new Parley();

    /** From the source, where it is {@code b}. */
    final Way way = new Way(() -> target);

    /** From the target, where it is {@code a}. */
    final Way back = new Way(() -> source);

    /** Messages so far. */
    int sent;

    /** What is tried again is tried again soon. */
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void begin() {
        source.peer("b", way);
        target.peer("a", back);
    }

    void startClock() {
        clock.scheduleWithFixedDelay(
                () -> {
                    pass(source);
                    pass(target);
                },
                1,
                1,
                TimeUnit.MILLISECONDS);
    }

    private static void pass(Parley at) {
        try {
            at.timers.advance(Duration.ofSeconds(1));
        } catch (RejectedExecutionException e) {
            // It is just dying.
        } catch (RuntimeException e) {
            // Without this the clock would stand still, and the test wait for ever.
            System.out.println("A timer's task failed: " + e);
        }
    }

    @AfterEach
    void close() {
        clock.shutdownNow();
        source.close();
        target.close();
    }

    void restartSource() {
        source = source.restart();
        source.peer("b", way);
    }

    void restartTarget() {
        target = target.restart();
        target.peer("a", back);
    }

    void restart(boolean here, boolean there) {
        if (here) {
            restartSource();
        }
        if (there) {
            restartTarget();
        }
    }

    /** To the session, here. */
    void send(Parley at, String id) {
        send(at, id, "n" + sent++);
    }

    static void send(Parley at, String id, String text) {
        get(at.messages.send(Message.to(Address.session(id)).payload(text).build()));
    }

    /** A session that belongs to another one, and that nobody is connected to. */
    static void child(Parley at, String id, String parent) {
        at.detach(get(at.sessions.open(
                new OpenRequest(id, "anna", false, Duration.ofDays(3_000), end -> {}, Optional.of(parent)))));
    }

    static boolean isHere(Parley at, String id) {
        return at.sessions.find(id).isPresent();
    }

    static void awaitThat(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /** Until it is decided who has it; whoever opens it then is the only one. */
    Parley owner(String id) {
        CompletableFuture<Boolean> here = opens(source, id);
        CompletableFuture<Boolean> there = opens(target, id);
        boolean isHere = here.join();
        boolean isThere = there.join();
        assertTrue(isHere ^ isThere, "here " + isHere + ", there " + isThere);
        return isHere ? source : target;
    }

    /** Where there is none this makes no session: nobody else may be its principal. */
    private static CompletableFuture<Boolean> opens(Parley at, String id) {
        if (!isHere(at, id)) {
            return CompletableFuture.completedFuture(false);
        }
        return at.sessions
                .open(new OpenRequest(id, "anna", false, Duration.ofDays(3_000), end -> {}))
                .thenCompose(opened -> at.sessions.detach(id, opened.hold()))
                .handle((done, failure) -> failure == null)
                .toCompletableFuture();
    }

    /** Everything that was sent to it, once, in order. */
    void assertAllThere(Parley owner, String id, int count) {
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            wanted.add("n" + i);
        }
        assertGets(owner, id, wanted);
    }

    /** What waits in its inbox. */
    static void assertGets(Parley owner, String id, List<String> wanted) {
        Client client = new Client(owner, id, 10_000);
        awaitThat(() -> client.got().size() >= wanted.size());
        owner.settle();
        assertEquals(wanted, client.got().stream().map(one -> one.split(" ")[1]).toList());
        client.link().close();
        owner.settle();
    }
}
