package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Moves;
import io.parley.spi.session.SessionChange.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** How sessions leave, and come from elsewhere: each in its turn, as any change of a session's life. */
final class SessionMoves implements Moves {

    /** Those who have a part in a session's life. */
    record Life(Places places, Expiry expiry, Listeners listeners, Wills wills) {}

    private final Engine engine;
    private final SessionTable table;
    private final Slice[] slices;
    private final Life life;

    SessionMoves(Engine engine, SessionTable table, Slice[] slices, Life life) {
        this.engine = engine;
        this.table = table;
        this.slices = slices;
        this.life = life;
    }

    @Override
    public <T> CompletionStage<T> keepStill(String session, Function<Identity, CompletionStage<T>> work) {
        return alone(session, call -> {
            Entry entry = table.require(session);
            if (!entry.durable) {
                throw new RefusedException(
                        Reason.INVALID,
                        "Session '" + session + "' was opened with an expiry of zero: nothing of it is durable");
            }
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
            return work.apply(identity(entry));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static Identity identity(Entry entry) {
        return new Identity(
                entry.id,
                entry.principal,
                entry.created(),
                Optional.ofNullable(entry.parent()).map(parent -> new Parent(parent.id(), parent.created())));
    }

    @Override
    public CompletionStage<Session> arrive(Identity session, Batch batch) {
        AtomicBoolean committed = new AtomicBoolean();
        CompletionStage<Session> arrived = alone(session.id(), call -> {
            Runnable decided = reserve(session);
            committed.set(true);
            call.commit(batch, () -> arrived(call, session.id()), decided);
        });
        return arrived.whenComplete((done, failure) -> {
            if (!committed.get()) {
                batch.abandon();
            }
        });
    }

    private Runnable reserve(Identity session) {
        if (table.get(session.id()) != null) {
            throw new RefusedException(Reason.CONFLICT, "There is a session '" + session.id() + "' already");
        }
        Optional<String> parent = table.parent(session).map(Entry.Parent::id);
        OpenRequest request =
                new OpenRequest(session.id(), session.principal(), false, Duration.ZERO, end -> {}, parent);
        return life.places.reserve(request, false);
    }

    private void arrived(Call<Session> call, String id) {
        Entry entry = table.require(id);
        life.expiry.schedule(entry);
        Session session = entry.snapshot();
        life.listeners.changed(Kind.ARRIVED, session);
        call.complete(session);
    }

    private <T> CompletionStage<T> alone(String session, Consumer<Call<T>> work) {
        Slice slice = slices[table.shard(session).index()];
        return new Call<>(slice, session, true, engine.workers(), work).submit();
    }
}
