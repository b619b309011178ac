package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.session.SessionChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A session comes from elsewhere, with those that belong to it, by one batch. The first one waits for its turn; the others have theirs at once, or nobody
 * comes: so nobody waits for turns of each other. One step at a time, on the shard of the session that it is about.
 */
final class Arrival {

    private record Member(Call<Session> call, String id, Runnable decided) {}

    private final Engine engine;
    private final SessionTable table;
    private final Slice[] slices;
    private final SessionMoves.Life life;
    private final Function<Identity, Runnable> reserve;
    private final List<Identity> sessions;
    private final Batch batch;
    private final List<Member> members = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Session> arrived = new CompletableFuture<>();

    /** @param reserve refuses a session, or makes room for it until what it returns is run */
    Arrival(
            Engine engine,
            SessionTable table,
            Slice[] slices,
            SessionMoves.Life life,
            List<Identity> sessions,
            Batch batch,
            Function<Identity, Runnable> reserve) {
        this.engine = engine;
        this.table = table;
        this.slices = slices;
        this.life = life;
        this.sessions = sessions;
        this.batch = batch;
        this.reserve = reserve;
    }

    CompletionStage<Session> begin() {
        take(0);
        return arrived;
    }

    private void take(int index) {
        Identity session = sessions.get(index);
        Slice slice = slices[table.shard(session.id()).index()];
        Call<Session> turn = new Call<>(slice, session.id(), true, engine.workers(), call -> {
            members.add(new Member(call, session.id(), reserve.apply(session)));
            if (members.size() < sessions.size()) {
                take(members.size());
            } else {
                commit();
            }
        });
        CompletionStage<Session> ended = index == 0 ? turn.submit() : turn.submitNow();
        ended.whenComplete((done, failure) -> {
            if (failure != null) {
                giveUp(RefusedException.of(failure), true);
            } else if (index == 0) {
                arrived.complete(done);
            }
        });
    }

    private void commit() {
        batch.commit().whenComplete((done, failure) -> {
            if (failure == null) {
                // The first one is told last, when all are there.
                Shards.each(members.subList(1, members.size()), this::shard, this::arrived)
                        .thenRunAsync(() -> arrived(members.get(0)), shard(members.get(0)));
            } else {
                giveUp(RefusedException.of(failure), false);
            }
        });
    }

    private void arrived(Member member) {
        member.decided.run();
        Entry entry = table.require(member.id);
        life.expiry().schedule(entry);
        Session session = entry.snapshot();
        life.listeners().changed(Kind.ARRIVED, session);
        member.call.complete(session);
    }

    /** It fails once all have had their turns: whoever hears of it finds none of them busy. */
    private void giveUp(RefusedException cause, boolean abandons) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        if (abandons) {
            batch.abandon();
        }
        Shards.each(members, this::shard, member -> {
                    member.decided.run();
                    member.call.refuse(cause);
                })
                .thenRunAsync(() -> arrived.completeExceptionally(cause), engine.workers());
    }

    private Shard shard(Member member) {
        return table.shard(member.id);
    }
}
