package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.SessionPart.Kind;
import io.parley.engine.contract.SessionPart.Restoration;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.WillOp;
import io.parley.engine.timer.Timers;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns the records of one session's life into ops. What the session may not have here is refused. */
final class LifeRestoration implements Restoration {

    private static final int MAX_TOKEN = 65_535;

    private final Identity session;
    private final Batch batch;
    private final SessionTable table;
    private final Settings settings;
    private final Timers timers;
    private final Set<String> keys = new HashSet<>();
    private long stateBytes;
    private long expirySeconds;
    private long detachedAt;
    private SessionOp.Continued continued;

    LifeRestoration(Identity session, Batch batch, SessionTable table, Settings settings, Timers timers) {
        this.session = session;
        this.batch = batch;
        this.table = table;
        this.settings = settings;
        this.timers = timers;
    }

    @Override
    public void take(Kind kind, RecordReader in) {
        if ((kind == Kind.LIFE) != (continued == null)) {
            throw new IllegalArgumentException("a session has one record of its life, before all others");
        }
        switch (kind) {
            case LIFE -> life(in);
            case STATE -> state(in);
            case TOKENS -> tokens(in);
            case WILL -> {
                long number = in.number();
                batch.add(WillOp.Kept.readFields(session.id(), number, in));
            }
            default -> throw new IllegalArgumentException("a record of kind " + kind + " is none of a session's life");
        }
    }

    private void life(RecordReader in) {
        expirySeconds = in.number();
        detachedAt = in.number();
        require(expirySeconds > 0 && expirySeconds <= Session.NEVER.toSeconds(), "expiry", expirySeconds);
        require(detachedAt >= 0, "end of its connection", detachedAt);
        detachedAt = Math.max(0, detachedAt - timers.now() + timers.steady());
        continued = new SessionOp.Continued(session.id(), in.number(), in.number(), in.number());
        batch.add(new SessionOp.Opened(session.id(), session.principal(), expirySeconds, session.created(), true));
        table.parent(session)
                .ifPresent(
                        parent -> batch.add(new SessionOp.Adopted(session.id(), parent.id(), parent.created(), true)));
    }

    private void state(RecordReader in) {
        String key = in.text();
        long version = in.number();
        long revision = in.number();
        Payload value = in.bytes();
        require(version > 0 && version <= revision, "version of '" + key + "'", version);
        require(revision <= continued.revision() && keys.add(key), "version of the state with '" + key + "'", revision);
        stateBytes += value.size();
        limit(keys.size() > settings.stateKeys(), keys.size() + " values", Settings.STATE_KEYS);
        limit(
                value.size() > settings.stateValueKib() * 1024L,
                "a value of " + value.size() + " bytes",
                Settings.STATE_VALUE);
        limit(stateBytes > settings.stateKib() * 1024L, "a state of " + stateBytes + " bytes and more", Settings.STATE);
        batch.add(new SessionOp.StateRestored(session.id(), key, version, revision, value));
    }

    private void tokens(RecordReader in) {
        for (int token : in.integers()) {
            require(token > 0 && token <= MAX_TOKEN, "token", token);
            batch.add(new SessionOp.TokenTaken(session.id(), token, true));
        }
    }

    private static void require(boolean holds, String what, long value) {
        if (!holds) {
            throw new IllegalArgumentException("a session's " + what + " is not " + value);
        }
    }

    private void limit(boolean reached, String what, String key) {
        if (reached) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "Session '" + session.id() + "' has " + what + ", which is not allowed here (" + Settings.PID + ": "
                            + key + ")");
        }
    }

    @Override
    public CompletionStage<Void> complete() {
        if (continued == null) {
            throw new IllegalArgumentException("the record of the session's life is missing");
        }
        batch.add(new SessionOp.Detached(session.id(), detachedAt, expirySeconds));
        batch.add(continued);
        return CompletableFuture.completedStage(null);
    }
}
