package io.parley.session.internal;

import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Capabilities;
import io.parley.api.session.Holder;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.contract.Holds;
import io.parley.engine.op.SessionOp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a holder began never reaches a session that is another's by then. */
@org.junit.jupiter.api.Timeout(30)
class HoldTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Host host = new Host(Settings.DEFAULT);

    @AfterEach
    void close() {
        host.close();
    }

    private CompletionStage<Void> take(long hold, int token) {
        Batch batch = host.engine.batch();
        host.core.tokens().take(batch, "a", hold, token, true);
        return batch.commit();
    }

    private static Reason refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3600})
    void nothingOfTheOldHolderReachesTheNewSession(long expiry) {
        for (int round = 0; round < 50; round++) {
            long old = host.open("a", true, HOUR).hold();
            List<CompletionStage<Void>> taken = new ArrayList<>();
            for (int token = 1; token <= 20; token++) {
                taken.add(take(old, token));
            }
            CompletionStage<Opened> opening =
                    host.service().open(new OpenRequest("a", "anonymous", true, Duration.ofSeconds(expiry), end -> {}));
            for (int token = 21; token <= 60; token++) {
                taken.add(take(old, token));
            }
            long hold = get(opening).hold();
            for (CompletionStage<Void> stage : taken) {
                stage.toCompletableFuture().handle((done, failure) -> null).join();
            }
            for (int token = 1; token <= 60; token++) {
                get(take(hold, token));
            }
        }
    }

    @Test
    void onlyTheHolderMayAct() {
        long first = host.open("a", false, HOUR).hold();
        get(take(first, 1));
        long second = host.open("a", false, HOUR).hold();
        assertEquals(Reason.NOT_OWNED, refusal(take(first, 2)));
        get(host.core.tokens().free("a", first, 1));
        assertEquals(Reason.CONFLICT, refusal(take(second, 1)), "the earlier holder cannot free it");
        get(host.service().detach("a", second));
        Batch batch = host.engine.batch();
        host.core.tokens().require(batch, "a", second);
        assertEquals(
                Reason.NOT_OWNED,
                refusal(batch.add(new SessionOp.TokenTaken("a", 5, true)).commit()));
        assertEquals(Reason.NOT_OWNED, refusal(take(1, 1)));
    }

    private String key(String prefix, IntPredicate shard) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> prefix + i)
                .filter(key -> shard.test(host.engine.shards().indexOf(key)))
                .findFirst()
                .orElseThrow();
    }

    /** @param holds whether the batch is committed in the end */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoAsksForATokenWaitsForTheBatchThatIsTakingIt(boolean holds) {
        String session = key("session", shard -> shard == 0);
        String later = key("later", shard -> shard > 0);
        long hold = host.open(session, false, HOUR).hold();
        CountDownLatch looked = new CountDownLatch(1);
        CompletableFuture<Void> blocked = blocking(later, looked);
        Batch batch = host.engine.batch();
        host.core.tokens().take(batch, session, hold, 1, true);
        batch.require(later, new Condition() {
            @Override
            public void reserve() {
                if (!holds) {
                    throw new RefusedException(Reason.LIMIT, "for the test");
                }
            }

            @Override
            public void end(boolean committed) {}
        });
        CompletableFuture<Boolean> committed =
                batch.commit().handle((done, failure) -> failure == null).toCompletableFuture();
        CompletionStage<Boolean> taken = host.core.tokens().taken(session, 1);
        get(CompletableFuture.runAsync(() -> {}, host.engine.shards().of(session)));
        assertFalse(taken.toCompletableFuture().isDone(), "the batch may still fail");
        Batch second = host.engine.batch();
        host.core.tokens().take(second, session, hold, 1, true);
        assertEquals(Reason.CONFLICT, refusal(second.commit()));
        looked.countDown();
        get(blocked);
        assertEquals(holds, get(committed));
        assertEquals(holds, get(taken));
        assertEquals(holds, get(host.core.tokens().taken(session, 1)));
    }

    private CompletableFuture<Void> blocking(String key, CountDownLatch until) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        until.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                host.engine.shards().of(key));
    }

    @Test
    void holderGoesOnWhenTheEndOfItsHoldIsRefused() {
        long hold = host.open("a", false, HOUR).hold();
        host.journal.refuse("disk full");
        assertEquals(Reason.UNAVAILABLE, refusal(host.service().detach("a", hold)));
        host.journal.resume();
        get(take(hold, 1));
        get(host.service().detach("a", hold));
        assertEquals(Reason.NOT_OWNED, refusal(take(hold, 2)));
    }

    private Opened open(String id, String principal, Duration expiry, Holder holder) {
        return get(host.service().open(new OpenRequest(id, principal, false, expiry, holder)));
    }

    private Session.State state(String id) {
        return host.service().find(id).map(Session::state).orElse(Session.State.CLOSED);
    }

    @Test
    void holdsOfARevokedPrincipalEnd() {
        List<String> told = new CopyOnWriteArrayList<>();
        long hold = open("a", "anna", HOUR, end -> told.add("a " + end)).hold();
        open("b", "anna", Duration.ZERO, end -> told.add("b " + end));
        open("c", "bernd", HOUR, end -> told.add("c " + end));
        open("d", "anna", HOUR, (Holds.Connected) end -> told.add("d " + end));
        long left = open("e", "anna", HOUR, end -> told.add("e " + end)).hold();
        get(host.service().detach("e", left));
        host.core.holds().revoke(Set.of("anna", "nobody"));
        host.settle();
        assertEquals(Set.of("a REVOKED", "b REVOKED"), Set.copyOf(told));
        assertEquals(2, told.size());
        assertEquals(Session.State.DETACHED, state("a"), "it waits");
        assertEquals(Session.State.CLOSED, state("b"), "it does not outlive its holder");
        assertEquals(Session.State.ACTIVE, state("c"), "another principal's");
        assertEquals(Session.State.ACTIVE, state("d"), "its protocol ends that");
        assertEquals(Reason.NOT_OWNED, refusal(take(hold, 1)));
    }

    @Test
    void anEndOfAHoldThatCannotBeStoredIsTriedAgain() {
        List<Holder.End> told = new CopyOnWriteArrayList<>();
        open("a", "anna", HOUR, told::add);
        host.journal.refuse("disk full");
        host.core.holds().revoke(Set.of("anna"));
        host.settle();
        assertEquals(List.of(), told);
        host.journal.resume();
        host.timers.advance(Duration.ofMillis(250));
        host.settle();
        assertEquals(List.of(Holder.End.REVOKED), told);
        assertEquals(Session.State.DETACHED, state("a"));
    }

    @Test
    void whatTheClientHasAgreedOnIsKnownWhileItIsConnected() {
        Capabilities.Agreement agreed = Capabilities.ofCredit(7).with(Capabilities.ofCredit(3));
        long hold = open("a", "anna", HOUR, new Holder() {
                    @Override
                    public Optional<Capabilities.Agreement> agreement() {
                        return Optional.of(agreed);
                    }

                    @Override
                    public void ended(End end) {}
                })
                .hold();
        assertEquals(Optional.of(agreed), get(host.service().agreement("a")));
        get(host.service().detach("a", hold));
        assertEquals(Optional.empty(), get(host.service().agreement("a")));
        open("a", "anna", HOUR, end -> {});
        assertEquals(Optional.empty(), get(host.service().agreement("a")), "code in this process agrees on nothing");
        assertEquals(Reason.NOT_FOUND, refusal(host.service().agreement("b")));
    }
}
