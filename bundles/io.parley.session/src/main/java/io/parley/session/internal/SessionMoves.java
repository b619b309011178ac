package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Moves;
import io.parley.engine.op.SessionOp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** How sessions leave, and come from elsewhere: each in its turn, as any change of a session's life. */
final class SessionMoves implements Moves {

    /** Those who have a part in a session's life. */
    record Life(Places places, Expiry expiry, Listeners listeners, Wills wills, Abandoned abandoned) {}

    private final Engine engine;
    private final SessionTable table;
    private final Slice[] slices;
    private final Life life;
    private final Departures departures;

    SessionMoves(Engine engine, SessionTable table, Slice[] slices, Life life) {
        this.engine = engine;
        this.table = table;
        this.slices = slices;
        this.life = life;
        this.departures = new Departures(engine, table, slices, life);
    }

    @Override
    public <T> CompletionStage<T> keepStill(String session, Function<Identity, CompletionStage<T>> work) {
        return alone(session, call -> {
            Entry entry = table.require(session);
            requireDurable(entry);
            if (entry.holder() != null) {
                throw new RefusedException(
                        Reason.CONFLICT, "Session '" + session + "' has a connection, which has to end first");
            }
            Runnable released = life.wills.hold(session);
            begin(work, entry)
                    .whenComplete((result, failure) -> call.slice.shard.execute(() -> {
                        released.run();
                        if (failure == null) {
                            call.complete(result);
                        } else {
                            call.refuse(RefusedException.of(failure));
                        }
                    }));
        });
    }

    /** What it throws is its failure. */
    private static <T> CompletionStage<T> begin(Function<Identity, CompletionStage<T>> work, Entry entry) {
        try {
            return work.apply(identity(entry, false));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    static void requireDurable(Entry entry) {
        if (!entry.durable) {
            throw new RefusedException(
                    Reason.INVALID,
                    "Session '" + entry.id + "' was opened with an expiry of zero: nothing of it is durable");
        }
    }

    /**
     * @param there null when there is none
     * @throws RefusedException MOVED when it has gone elsewhere
     */
    void requireHere(Entry there, String session) {
        SessionOp.Left left = table.moves().left(session);
        if (there == null && left != null) {
            throw RefusedException.moved("Session '" + session + "' is at '" + left.peer() + "' now", left.reference());
        }
    }

    /** Empty when it has not gone. Any thread. */
    Optional<String> movedTo(String session) {
        return Optional.ofNullable(table.moves().left(session)).map(SessionOp.Left::reference);
    }

    /** @param along whether its parent goes the same way */
    static Identity identity(Entry entry, boolean along) {
        return new Identity(
                entry.id,
                entry.principal,
                entry.created(),
                Optional.ofNullable(entry.parent()).map(parent -> new Parent(parent.id(), parent.created(), along)));
    }

    @Override
    public CompletionStage<Session> arrive(List<Identity> sessions, Map<String, String> back, Batch batch) {
        Arrival arrival =
                new Arrival(engine, table, slices, life, sessions, batch, one -> reserve(one, back.get(one.id())));
        return table.stored()
                .complete()
                .whenComplete((all, failure) -> {
                    if (failure != null) {
                        batch.abandon();
                    }
                })
                .thenCompose(all -> arrival.begin());
    }

    /** @param gone the move by which it had gone, if it comes back; otherwise null */
    private Runnable reserve(Identity session, String gone) {
        if (table.get(session.id()) != null) {
            throw new RefusedException(Reason.CONFLICT, "There is a session '" + session.id() + "' already");
        }
        SessionOp.Left left = table.moves().left(session.id());
        if (left != null && !left.move().equals(gone)) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "Session '" + session.id() + "' was here until lately, and what comes for it is still sent on");
        }
        Optional<String> parent = table.parent(session).map(Entry.Parent::id);
        OpenRequest request =
                new OpenRequest(session.id(), session.principal(), false, Duration.ZERO, end -> {}, parent);
        return life.places.reserve(request, false);
    }

    /** Before any other call. */
    void begin() {
        departures.begin();
    }

    @Override
    public CompletionStage<List<Identity>> leave(Leaving leaving) {
        return table.stored().complete().thenCompose(all -> departures.leave(leaving));
    }

    @Override
    public CompletionStage<Void> stay(Leaving leaving) {
        return departures.stay(leaving);
    }

    @Override
    public CompletionStage<Void> go(Gone gone, String ended) {
        return departures.go(gone, ended);
    }

    @Override
    public CompletionStage<Void> forget(Gone gone) {
        return engine.batch()
                .add(new SessionOp.Forgotten(gone.session(), gone.move()))
                .commit();
    }

    @Override
    public CompletionStage<List<Leaving>> leaving() {
        return ready().thenApply(ready -> table.moves().going().stream()
                .filter(SessionOp.Leaving.class::isInstance)
                .map(SessionOp.Leaving.class::cast)
                .map(op -> new Leaving(op.session(), op.move(), op.peer()))
                .toList());
    }

    @Override
    public CompletionStage<List<Gone>> gone() {
        return ready().thenApply(ready -> table.moves().going().stream()
                .filter(SessionOp.Left.class::isInstance)
                .map(SessionOp.Left.class::cast)
                .map(SessionMoves::gone)
                .toList());
    }

    private static Gone gone(SessionOp.Left op) {
        return new Gone(op.session(), op.move(), op.peer(), op.reference(), op.below(), op.until());
    }

    @Override
    public Optional<Gone> gone(String session) {
        return Optional.ofNullable(table.moves().left(session)).map(SessionMoves::gone);
    }

    @Override
    public boolean isLeaving(String session) {
        return table.moves().leaving(session) != null;
    }

    /** Calls wait until what is stored is there. */
    private CompletionStage<Void> ready() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Slice slice : slices) {
            Call<Void> call = new Call<>(slice, "", false, engine.workers(), one -> one.complete(null));
            all.add(call.submit().toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    @Override
    public Optional<Came> arrived(String session, String move) {
        return Optional.ofNullable(table.moves().arrived(session, move)).map(SessionMoves::came);
    }

    @Override
    public List<Came> came(String session) {
        return table.moves().arrived(session).stream().map(SessionMoves::came).toList();
    }

    private static Came came(SessionOp.Arrived op) {
        return new Came(op.move(), op.below(), op.ends());
    }

    @Override
    public long arrivals() {
        return table.moves().arrivals();
    }

    private <T> CompletionStage<T> alone(String session, Consumer<Call<T>> work) {
        Slice slice = slices[table.shard(session).index()];
        return new Call<>(slice, session, true, engine.workers(), work).submit();
    }
}
