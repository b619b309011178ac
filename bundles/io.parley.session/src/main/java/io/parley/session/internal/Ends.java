package io.parley.session.internal;

import io.parley.api.session.Holder;
import io.parley.api.session.Session.State;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.op.SessionOp;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import io.parley.spi.session.SessionChange.Kind;

/** Ends holds and sessions, and tells all whom that concerns. Each call has the session's turn. */
record Ends(Engine engine, Listeners listeners, Families families, Expiry expiry, Abandoned abandoned) {

    /** From now on the holder can do nothing more, unless the batch fails. */
    void commit(Call<?> call, Entry entry, Batch batch, Runnable applied) {
        commit(call, entry, batch, applied, () -> {});
    }

    void commit(Call<?> call, Entry entry, Batch batch, Runnable applied, Runnable ended) {
        entry.ending(1);
        call.commit(batch, applied, () -> {
            entry.ending(-1);
            ended.run();
        });
    }

    /** Tells a holder, if there was one. */
    static Runnable telling(Holder holder, Holder.End end) {
        return holder == null ? () -> {} : () -> holder.ended(end);
    }

    /**
     * The holder has left: the session waits, or ends where it does not outlive its holder.
     *
     * @param before what must have run before the caller learns of it
     */
    void leave(Call<Void> call, Entry entry, Runnable before) {
        if (entry.expirySeconds() == 0) {
            commit(call, entry, engine.batch().add(new SessionOp.Closed(entry.id, entry.durable)), () -> {
                over(entry, Holder.End.CLOSED);
                call.complete(null, before);
            });
        } else {
            detach(call, entry, engine.timers().steady(), entry.expirySeconds(), before);
        }
    }

    /** @param at since when nobody holds it, by the clock that nobody sets */
    void detach(Call<Void> call, Entry entry, long at, long seconds, Runnable before) {
        boolean leaves = !entry.detached();
        Runnable left = abandoned.telling(entry);
        commit(
                call,
                entry,
                engine.batch().add(new SessionOp.Detached(entry.id, at, seconds, entry.marked(Entry.ABANDONED))),
                () -> {
                    entry.release();
                    expiry.schedule(entry);
                    left.run();
                    if (leaves) {
                        listeners.changed(Kind.DETACHED, entry.snapshot());
                    }
                    call.complete(null, before);
                });
    }

    /** Ends the session. */
    <T> void end(Call<T> call, Entry entry, Holder.End why, T result) {
        commit(call, entry, engine.batch().add(new SessionOp.Closed(entry.id, entry.durable)), () -> {
            log(entry, why);
            over(entry, why);
            call.complete(result, telling(entry.holder(), why));
        });
    }

    /** The session has ended. */
    void over(Entry entry, Holder.End why) {
        abandoned.telling(entry).run();
        listeners.ended(entry, why == Holder.End.EXPIRED ? State.EXPIRED : State.CLOSED);
        families.ended(entry, why);
    }

    /** Where there is a connection, its protocol says what ends it. */
    private static void log(Entry entry, Holder.End why) {
        if (entry.holder() == null) {
            String what = why == Holder.End.EXPIRED ? "has expired" : "is closed";
            Loggers.session(entry.id).info("Session '{}' {}", Printable.of(entry.id), what);
        }
    }
}
