package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.Stages;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.SessionPart.Restoration;
import io.parley.engine.op.RecordReader;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Restores a session, and those that belong to it: everything is read and checked before the one batch is committed that makes them be there. */
final class Import {

    private static final Duration MOST_WAIT = Duration.ofMinutes(1);

    private final Engine engine;
    private final Moves moves;
    private final List<SessionPart> parts;

    Import(Engine engine, Moves moves, List<SessionPart> parts) {
        this.engine = engine;
        this.moves = moves;
        this.parts = parts;
    }

    /**
     * One session that was read.
     *
     * @param below the lowest sequence that its inbox has not
     */
    record Read(Identity session, long below) {}

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
        try {
            while (next != null) {
                next = restore(next, from, batch, sessions);
            }
            more.add(sessions, batch);
        } catch (RuntimeException e) {
            batch.abandon();
            throw e;
        }
        return Stages.await(moves.arrive(sessions.stream().map(Read::session).toList(), batch), MOST_WAIT);
    }

    /** @return the session that comes next; null for none */
    private Identity restore(Identity session, ExportReader from, Batch batch, List<Read> sessions) {
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
        sessions.add(new Read(session, below));
        return item == null ? null : from.session(item);
    }
}
