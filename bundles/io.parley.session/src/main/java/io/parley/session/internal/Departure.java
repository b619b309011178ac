package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Holder;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.Moves.Leaving;
import io.parley.engine.op.SessionOp;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.session.SessionChange.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session and all that belong to it get ready to be taken elsewhere. One after another they get their turns, each behind its parent, which has no more
 * children from then on; then it is stored by one batch that all are leaving. Where one of them cannot, all go on as before. One step at a time, on
 * the shard of the session that it is about.
 */
final class Departure {

    /** So many go together at the most. */
    static final int MOST = 1_000;

    private static final Duration AGAIN = Duration.ofMillis(10);

    /** So often it is looked whether children are still being opened. */
    private static final int MOST_LOOKS = 1_000;

    private record Member(Call<Void> call, Entry entry, Runnable will, Runnable left, Holder holder) {}

    /** One whose turn is to come, with the parent that it must have; null for the first one. */
    private record Next(String id, Entry parent) {}

    /** Who keeps those of which it was stored that they leave. */
    @FunctionalInterface
    interface Keeper {
        void take(Call<?> call, Leaving leaving, Runnable will);
    }

    private final Engine engine;
    private final SessionTable table;
    private final Slice[] slices;
    private final SessionMoves.Life life;
    private final Leaving leaving;
    private final Keeper keeper;
    private final List<Member> members = new ArrayList<>();
    private final ArrayDeque<Next> next = new ArrayDeque<>();
    private final Batch batch;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<List<Identity>> begun = new CompletableFuture<>();

    Departure(
            Engine engine, SessionTable table, Slice[] slices, SessionMoves.Life life, Leaving leaving, Keeper keeper) {
        this.engine = engine;
        this.table = table;
        this.slices = slices;
        this.life = life;
        this.leaving = leaving;
        this.keeper = keeper;
        this.batch = engine.batch();
    }

    /** Completes, on a worker, when it is stored. */
    CompletionStage<List<Identity>> begin() {
        take(new Next(leaving.session(), null));
        return begun;
    }

    private void take(Next one) {
        Slice slice = slices[table.shard(one.id).index()];
        new Call<Void>(slice, one.id, true, engine.workers(), call -> taken(call, one))
                .submit()
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        giveUp(RefusedException.of(failure));
                    }
                });
    }

    private void taken(Call<Void> call, Next one) {
        Entry entry = one.parent == null ? table.require(one.id) : table.get(one.id);
        if (one.parent != null && !isChild(entry, one.parent)) {
            // It has ended meanwhile.
            call.complete(null);
            goOn();
            return;
        }
        SessionMoves.requireDurable(entry);
        if (one.parent == null && entry.parent() != null) {
            throw new RefusedException(
                    Reason.INVALID,
                    "Session '" + entry.id + "' belongs to session '"
                            + entry.parent().id() + "', and goes elsewhere together with that one only");
        }
        if (members.size() == MOST) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "More than " + MOST + " sessions belong to session '" + leaving.session()
                            + "', and so many are not taken elsewhere together");
        }
        Runnable will = life.wills().hold(entry.id);
        batch.add(new SessionOp.Leaving(entry.id, leaving.move(), leaving.peer()));
        Runnable left = life.abandoned().telling(entry);
        Abandoned.left(batch, entry);
        if (!entry.detached()) {
            batch.add(new SessionOp.Detached(entry.id, engine.timers().steady(), entry.expirySeconds()));
        }
        entry.ending(1);
        members.add(new Member(call, entry, will, left, entry.holder()));
        table.registers().children().shut(entry.id);
        children(entry, 0);
    }

    private static boolean isChild(Entry entry, Entry parent) {
        return entry != null && entry.parent() != null && parent.is(entry.parent());
    }

    /** Those that are there, once none is just being opened. */
    private void children(Entry parent, int looks) {
        if (!table.registers().children().isEntered(parent.id)) {
            table.registers()
                    .children()
                    .of(parent.id)
                    .filter(child -> parent.is(child.parent()))
                    .forEach(child -> next.add(new Next(child.id, parent)));
            goOn();
        } else if (looks < MOST_LOOKS) {
            engine.timers().after(AGAIN, table.shard(parent.id), () -> children(parent, looks + 1));
        } else {
            giveUp(new RefusedException(
                    Reason.CONFLICT,
                    "Children of session '" + parent.id + "' are being opened all the time; try again"));
        }
    }

    private void goOn() {
        Next one = next.poll();
        if (one != null) {
            take(one);
        } else {
            batch.commit().whenComplete((done, failure) -> {
                if (failure == null) {
                    stored();
                } else {
                    giveUp(RefusedException.of(failure));
                }
            });
        }
    }

    private void stored() {
        List<Identity> family = members.stream()
                .map(member -> SessionMoves.identity(member.entry, member != members.get(0)))
                .toList();
        Shards.each(members, this::shard, this::leaves).thenRunAsync(() -> begun.complete(family), engine.workers());
    }

    private void leaves(Member member) {
        Entry entry = member.entry;
        entry.ending(-1);
        keeper.take(member.call, new Leaving(entry.id, leaving.move(), leaving.peer()), member.will);
        member.left.run();
        if (member.holder != null) {
            entry.release();
            life.listeners().changed(Kind.DETACHED, entry.snapshot());
            engine.workers().execute(() -> member.holder.ended(Holder.End.MOVED));
        }
    }

    /** It fails once all have their turns back: whoever hears of it finds each as it was before. */
    private void giveUp(RefusedException cause) {
        if (over.compareAndSet(false, true)) {
            Shards.each(members, this::shard, member -> stays(member, cause))
                    .thenRunAsync(() -> begun.completeExceptionally(cause), engine.workers());
        }
    }

    private void stays(Member member, RefusedException cause) {
        member.entry.ending(-1);
        table.registers().children().open(member.entry.id);
        member.will.run();
        member.call.refuse(cause);
    }

    private Shard shard(Member member) {
        return table.shard(member.entry.id);
    }
}
