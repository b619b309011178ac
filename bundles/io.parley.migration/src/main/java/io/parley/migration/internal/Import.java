package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.Stages;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.Moves.Gone;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.SessionPart.Restoration;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.SessionOp;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Restores a session, and those that belong to it: everything is read and checked before the one batch is committed that makes them be there. */
final class Import {

    private static final Duration MOST_WAIT = Duration.ofMinutes(1);

    private final Engine engine;
    private final Moves moves;
    private final List<SessionPart> parts;
    private final Returns returns;

    /** @param returns lets sessions that were here come back */
    Import(Engine engine, Moves moves, List<SessionPart> parts, Returns returns) {
        this.engine = engine;
        this.moves = moves;
        this.parts = parts;
        this.returns = returns;
    }

    /** Begins to let a session that was here come back. */
    @FunctionalInterface
    interface Returns {
        Return begin(Gone gone);
    }

    /**
     * One session that was read.
     *
     * @param below the lowest sequence that its inbox has not
     * @param ends the move by which it had gone, when it comes back; otherwise empty
     */
    record Read(Identity session, long below, String ends) {}

    /** What else belongs to the batch. */
    @FunctionalInterface
    interface More {

        /**
         * @param sessions the others belong to the first one
         * @throws RefusedException when they are not to be taken
         */
        void add(List<Read> sessions, Batch batch);
    }

    /**
     * Blocks until it is done.
     *
     * @return the session to which the others belong that are restored with it
     * @throws RefusedException when nothing was done, or when it takes too long to be stored
     */
    Session run(ExportReader from, Going.One going, More more) {
        Identity next = from.begin();
        going.session(next.id());
        Batch batch = engine.batch();
        List<Read> sessions = new ArrayList<>();
        List<Return> returning = new ArrayList<>();
        try {
            while (next != null) {
                next = restore(next, from, batch, sessions, returning);
            }
            more.add(sessions, batch);
        } catch (RuntimeException e) {
            returning.forEach(one -> one.end(false));
            batch.abandon();
            throw e;
        }
        Map<String, String> back = new HashMap<>();
        sessions.forEach(one -> back.put(one.session.id(), one.ends));
        CompletionStage<Session> arrived =
                moves.arrive(sessions.stream().map(Read::session).toList(), back, batch);
        // Also where nobody waits for it any longer.
        return Stages.await(
                arrived.whenComplete((done, failure) -> returning.forEach(one -> one.end(failure == null))), MOST_WAIT);
    }

    /** @return the session that comes next; null for none */
    private Identity restore(
            Identity session, ExportReader from, Batch batch, List<Read> sessions, List<Return> returning) {
        Optional<Gone> gone = moves.gone(session.id());
        // The inbox that is left of it goes before the new one is made.
        gone.ifPresent(one -> batch.add(new SessionOp.Forgotten(one.session(), one.move())));
        Map<String, Long> came = new HashMap<>();
        List<Restoration> all = new ArrayList<>();
        Map<Integer, SessionPart.Kind> kinds = new HashMap<>();
        Map<SessionPart.Kind, Restoration> takers = new HashMap<>();
        for (SessionPart part : parts) {
            Restoration restoration = part.restore(session, batch);
            all.add(restoration);
            part.kinds().forEach(kind -> {
                kinds.put(kind.number(), kind);
                takers.put(kind, restoration);
            });
        }
        long below = 0;
        ExportReader.Item item = from.next();
        for (; item != null && item.kind() != ExportFormat.HEADER; item = from.next()) {
            SessionPart.Kind kind = kinds.get(item.kind());
            try {
                if (item.kind() == ExportFormat.CAME) {
                    RecordReader in = new RecordReader(item.content());
                    came.put(in.text(), in.number());
                    continue;
                }
                if (kind == null) {
                    throw new IllegalArgumentException(
                            "it is of kind " + item.kind() + ", which this Parley does not know; a newer one wrote it");
                }
                below = kind == SessionPart.Kind.INBOX ? new RecordReader(item.content()).number() : below;
                takers.get(kind).take(kind, new RecordReader(item.content()));
            } catch (IllegalArgumentException | BufferUnderflowException e) {
                throw from.wrong(e);
            }
        }
        for (Restoration restoration : all) {
            try {
                Stages.await(restoration.complete(), MOST_WAIT);
            } catch (IllegalArgumentException e) {
                throw from.wrong(e);
            }
        }
        gone.ifPresent(one -> comeBack(one, came.get(one.move()), batch, returning));
        sessions.add(new Read(session, below, gone.map(Gone::move).orElse("")));
        return item == null ? null : from.session(item);
    }

    /** @param below what had followed it; null where it does not come from where it went */
    private void comeBack(Gone gone, Long below, Batch batch, List<Return> returning) {
        if (below == null) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "Session '" + gone.session()
                            + "' was here until lately, and what comes for it is still sent on to '" + gone.peer()
                            + "'");
        }
        Return one = returns.begin(gone);
        returning.add(one);
        one.addRest(batch, below);
    }
}
