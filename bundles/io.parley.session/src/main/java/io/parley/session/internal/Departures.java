package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Moves.Gone;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.Moves.Leaving;
import io.parley.engine.op.SessionOp;
import io.parley.spi.session.SessionChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sessions that are being taken elsewhere. Each has its turn, as any change of a session's life, until it is decided whose it is: so whoever wants
 * something of it waits. After a restart they take their turns before anybody else does.
 */
final class Departures {

    private record Held(Call<?> call, Leaving leaving, Runnable will) {}

    private final Engine engine;
    private final SessionTable table;
    private final Slice[] slices;
    private final SessionMoves.Life life;

    /** By session. */
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    Departures(Engine engine, SessionTable table, Slice[] slices, SessionMoves.Life life) {
        this.engine = engine;
        this.table = table;
        this.slices = slices;
        this.life = life;
    }

    /** Before any other call. */
    void begin() {
        for (SessionOp going : table.moves().going()) {
            if (going instanceof SessionOp.Leaving leaving) {
                Slice slice = slices[table.shard(leaving.session()).index()];
                slice.submitFirst(
                        new Call<Void>(slice, leaving.session(), true, engine.workers(), call -> again(call, leaving)));
            }
        }
    }

    /** Others, who have not stored it, are told by the op. */
    private void again(Call<Void> call, SessionOp.Leaving op) {
        Runnable will = life.wills().hold(op.session());
        table.registers().children().shut(op.session());
        held.put(op.session(), new Held(call, new Leaving(op.session(), op.move(), op.peer()), will));
        engine.batch().add(op).commit();
    }

    /** With all that belong to it. */
    CompletionStage<List<Identity>> leave(Leaving leaving) {
        return new Departure(engine, table, slices, life, leaving, this::held).begin();
    }

    /** It was stored that it leaves. On its shard. */
    private void held(Call<?> call, Leaving leaving, Runnable will) {
        held.put(leaving.session(), new Held(call, leaving, will));
    }

    CompletionStage<Void> stay(Leaving leaving) {
        return decide(
                leaving.session(),
                leaving.move(),
                List.of(new SessionOp.Stayed(leaving.session(), leaving.move())),
                () -> {
                    Entry entry = table.require(leaving.session());
                    life.expiry().schedule(entry);
                });
    }

    CompletionStage<Void> go(Gone gone, String ended) {
        Entry entry = table.get(gone.session());
        List<SessionOp> ops = new ArrayList<>();
        ops.add(new SessionOp.Left(
                gone.session(), gone.move(), gone.peer(), gone.reference(), gone.below(), gone.until()));
        if (!ended.isEmpty()) {
            ops.add(new SessionOp.Settled(gone.session(), ended));
        }
        return decide(gone.session(), gone.move(), ops, () -> life.listeners().changed(Kind.MOVED, entry.snapshot()));
    }

    /** The turn ends with it; where it cannot be committed nothing is decided. */
    private CompletionStage<Void> decide(String session, String move, List<SessionOp> ops, Runnable applied) {
        Held one = held.get(session);
        if (one == null || !one.leaving.move().equals(move) || !held.remove(session, one)) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<Void> decided = new CompletableFuture<>();
        Batch batch = engine.batch();
        ops.forEach(batch::add);
        batch.commit()
                .whenComplete((done, failure) -> one.call.slice.shard.execute(() -> {
                    if (failure != null) {
                        held.put(session, one);
                        decided.completeExceptionally(RefusedException.of(failure));
                    } else {
                        table.registers().children().open(session);
                        one.will.run();
                        applied.run();
                        one.call.complete(null);
                        engine.workers().execute(() -> decided.complete(null));
                    }
                }));
        return decided;
    }
}
