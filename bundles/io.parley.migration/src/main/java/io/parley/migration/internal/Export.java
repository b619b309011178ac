package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.migration.Exported;
import io.parley.engine.Engine;
import io.parley.engine.contract.Moves.Came;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.SessionPart.Snapshot;
import io.parley.engine.shard.Shard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** Writes sessions down that are kept still meanwhile. */
final class Export {

    private static final Duration AGAIN = Duration.ofMillis(10);

    /** So often it is looked whether what is under way has ended. */
    private static final int MOST_LOOKS = 1_000;

    /**
     * One session, as it was at one moment.
     *
     * @param came the moves by which it came, which who takes it may have to know
     */
    record Taken(Identity session, List<Snapshot> parts, List<Came> came) {}

    private final Engine engine;
    private final List<SessionPart> parts;
    private final Executor threads;
    private final Predicate<String> coming;

    /** @param coming whether messages just follow a session from where it was before */
    Export(Engine engine, List<SessionPart> parts, Executor threads, Predicate<String> coming) {
        this.coming = coming;
        this.engine = engine;
        this.parts = parts;
        this.threads = threads;
    }

    /** On the session's shard. */
    CompletionStage<Exported> run(Identity session, ExportWriter out) {
        return taken(session.id())
                .thenApplyAsync(parts -> write(List.of(new Taken(session, parts, List.of())), out), threads);
    }

    /** All parts at one moment, when nothing is under way. On the session's shard. */
    CompletionStage<List<Snapshot>> taken(String session) {
        CompletableFuture<List<Snapshot>> taken = new CompletableFuture<>();
        look(session, 0, taken);
        return taken;
    }

    private void look(String session, int looks, CompletableFuture<List<Snapshot>> taken) {
        try {
            if (!coming.test(session) && parts.stream().noneMatch(part -> part.changing(session))) {
                taken.complete(
                        parts.stream().map(part -> part.snapshot(session)).toList());
            } else if (looks < MOST_LOOKS) {
                Shard shard = engine.shards().of(session);
                engine.timers().after(AGAIN, shard, () -> look(session, looks + 1, taken));
            } else {
                throw new RefusedException(
                        Reason.CONFLICT, "Session '" + session + "' is being changed all the time; try again");
            }
        } catch (RuntimeException e) {
            taken.completeExceptionally(e);
        }
    }

    /** The others belong to the first one. */
    static Exported write(List<Taken> sessions, ExportWriter out) {
        out.begin();
        for (Taken one : sessions) {
            out.session(one.session);
            one.parts.forEach(part -> part.write(out));
            one.came.forEach(out::came);
        }
        out.end();
        return new Exported(sessions.get(0).session.id(), out.messages(), out.bytes());
    }
}
