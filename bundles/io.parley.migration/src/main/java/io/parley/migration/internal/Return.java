package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.Stages;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.SessionPart.Kind;
import io.parley.engine.contract.SessionPart.Snapshot;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A session comes back to where it was before. What has come for it here since then, and has not followed it, is put behind what it brings: so nothing
 * overtakes, is lost, or comes twice. For one thread, which it holds up.
 */
final class Return {

    private static final Duration MOST_WAIT = Duration.ofMinutes(1);

    private final Engine engine;
    private final Following following;
    private final Export inbox;
    private final long maxBytes;
    private long bytes;

    private Return(Engine engine, Following following, Export inbox, long maxBytes) {
        this.engine = engine;
        this.following = following;
        this.inbox = inbox;
        this.maxBytes = maxBytes;
    }

    /**
     * Keeps what comes for the session out, until it is {@link #end decided} whether the session is here.
     *
     * @param parts of which one knows its inbox
     * @param maxBytes so much may wait to be put behind what the session brings
     * @throws RefusedException CONFLICT
     */
    static Return begin(Engine engine, Following following, List<SessionPart> parts, long maxBytes) {
        List<SessionPart> inbox =
                parts.stream().filter(part -> part.kinds().contains(Kind.INBOX)).toList();
        Stages.await(following.hold(), MOST_WAIT);
        return new Return(engine, following, new Export(engine, inbox, engine.workers(), session -> false), maxBytes);
    }

    /**
     * Adds what has come here and was not sent on.
     *
     * @param below messages with a lower sequence were
     */
    void addRest(Batch batch, long below) {
        String session = following.gone().session();
        CompletableFuture<List<Snapshot>> taken = CompletableFuture.supplyAsync(
                        () -> inbox.taken(session), engine.shards().of(session))
                .thenCompose(parts -> parts);
        for (Snapshot part : Stages.await(taken, MOST_WAIT)) {
            part.write((kind, content) -> {
                if (kind == Kind.MESSAGE) {
                    add(batch, session, content, below);
                }
            });
        }
    }

    private void add(Batch batch, String session, RecordWriter content, long below) {
        byte[] record = content.toArray();
        RecordReader in = new RecordReader(record);
        if (in.number() < below) {
            return;
        }
        bytes += record.length;
        if (bytes > maxBytes) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "More than " + (maxBytes >> 20) + " MiB of messages have not followed session '" + session
                            + "' yet; it can come back when they have (" + Settings.PID + ": " + Settings.IMPORT_MAX
                            + ")");
        }
        FollowUps.addRest(batch, session, in);
    }

    /** @param back whether the session is here now */
    void end(boolean back) {
        if (back) {
            following.back();
        } else {
            following.goOn();
        }
    }
}
