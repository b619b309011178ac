package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.Engine;
import io.parley.engine.contract.Tokens;
import io.parley.engine.op.SessionOp;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tokens of transfers: each is taken once until it is freed. */
final class SessionTokens implements Tokens {

    private static final int MAX = 65_535;

    private final Engine engine;
    private final SessionTable table;
    private final Slice[] slices;

    SessionTokens(Engine engine, SessionTable table, Slice[] slices) {
        this.engine = engine;
        this.table = table;
        this.slices = slices;
    }

    @Override
    public void take(Batch batch, String session, long hold, int token, boolean durable) {
        if (token < 1 || token > MAX) {
            throw new RefusedException(Reason.INVALID, "A token is 1 to " + MAX + ", not " + token);
        }
        require(batch, session, hold);
        batch.require(session, new Untaken(session, hold, token));
        batch.add(new SessionOp.TokenTaken(session, token, durable));
    }

    @Override
    public void require(Batch batch, String session, long hold) {
        batch.requireFirst(session, new Condition() {
            @Override
            public void reserve() {
                held(session, hold);
            }

            @Override
            public void end(boolean committed) {
                // A change of the hold that comes later is behind this batch on the journal: nothing to keep.
            }
        });
    }

    private Entry held(String session, long hold) {
        Entry entry = table.get(session);
        if (entry == null || !entry.belongsTo(hold)) {
            throw new RefusedException(
                    Reason.NOT_OWNED,
                    "Session '" + session + "' is no longer this connection's: it ended or has another");
        }
        return entry;
    }

    @Override
    public CompletionStage<Boolean> taken(String session, int token) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            Entry entry = table.get(session);
                            return entry == null
                                    ? CompletableFuture.completedStage(false)
                                    : entry.ownTokens().taken(token);
                        },
                        table.shard(session))
                .thenCompose(taken -> taken);
    }

    @Override
    public CompletionStage<Void> free(String session, long hold, int token) {
        Slice slice = slices[table.shard(session).index()];
        return new Call<Void>(slice, session, false, Runnable::run, call -> {
                    Entry entry = table.get(session);
                    if (entry == null || !entry.heldBy(hold) || !entry.tokens().contains(token)) {
                        call.complete(null);
                    } else {
                        call.commit(
                                engine.batch().add(new SessionOp.TokenFreed(session, token, entry.durable)),
                                () -> call.complete(null));
                    }
                })
                .submit();
    }

    private final class Untaken implements Condition {

        private final String session;
        private final long hold;
        private final int token;
        private Entry entry;

        Untaken(String session, long hold, int token) {
            this.session = session;
            this.hold = hold;
            this.token = token;
        }

        @Override
        public void reserve() {
            Entry found = held(session, hold);
            if (found.tokens().contains(token) || !found.ownTokens().begin(token)) {
                throw new RefusedException(
                        Reason.CONFLICT, "Token " + token + " of session '" + session + "' is taken already");
            }
            entry = found;
        }

        @Override
        public void end(boolean committed) {
            entry.ownTokens().end(token, committed);
        }
    }
}
