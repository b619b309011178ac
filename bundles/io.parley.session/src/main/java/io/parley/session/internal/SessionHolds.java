package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.contract.Holds;
import io.parley.engine.op.WillOp;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.Will;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What holders say of the time when they will be gone. */
final class SessionHolds implements Holds {

    /** When a hold could not be ended. */
    private static final Duration AGAIN = Duration.ofMillis(250);

    private final Engine engine;
    private final SessionTable table;
    private final Slice[] slices;
    private final Sessions sessions;
    private final Wills wills;

    SessionHolds(Engine engine, SessionTable table, Slice[] slices, Sessions sessions, Wills wills) {
        this.engine = engine;
        this.table = table;
        this.slices = slices;
        this.sessions = sessions;
        this.wills = wills;
    }

    @Override
    public CompletionStage<Void> expireAfter(String session, long hold, Duration expiry) {
        return sessions.expireAfter(session, expiry, entry -> entry.heldBy(hold));
    }

    @Override
    public CompletionStage<Void> keepWill(String session, long hold, String principal, Will will) {
        return alone(session, call -> {
            Entry entry = table.get(session);
            if (entry == null || !entry.belongsTo(hold)) {
                throw new RefusedException(
                        Reason.NOT_OWNED,
                        "Session '" + session + "' is no longer this connection's: it ended or has another");
            }
            Publication left = will.publication();
            WillOp.Kept kept = new WillOp.Kept(
                    session,
                    hold,
                    principal,
                    left.message(),
                    left.guarantee(),
                    left.retain(),
                    millis(will.delay()),
                    entry.durable);
            call.commit(engine.batch().add(kept), () -> call.complete(null));
        });
    }

    private static long millis(Duration delay) {
        Duration longest = Duration.ofDays(365_000);
        return delay.compareTo(longest) < 0 ? delay.toMillis() : longest.toMillis();
    }

    @Override
    public CompletionStage<Void> dropWill(String session, long hold) {
        return alone(session, call -> {
            KeptWill will = table.wills().bound(session);
            if (will == null || will.will.number() != hold) {
                call.complete(null);
            } else {
                call.commit(engine.batch().add(Wills.gone(will)), () -> call.complete(null));
            }
        });
    }

    @Override
    public void revoke(Set<String> principals) {
        for (String principal : principals) {
            // Who is just opening a session is let in by whoever opens it, after this.
            table.registers()
                    .principals()
                    .of(principal)
                    .filter(entry -> !entry.detached())
                    .forEach(this::revoke);
        }
    }

    /** One that cannot be committed is tried again. */
    private void revoke(Entry entry) {
        sessions.revoke(entry, holder -> !(holder instanceof Connected)).whenComplete((done, failure) -> {
            if (failure != null) {
                engine.timers().after(AGAIN, engine.workers(), () -> revoke(entry));
            }
        });
    }

    /** A change of the session's life must not come in between. */
    private CompletionStage<Void> alone(String session, Consumer<Call<Void>> work) {
        Slice slice = slices[table.shard(session).index()];
        return new Call<>(slice, session, true, engine.workers(), work).submit();
    }

    @Override
    public void publishWills(WillPublisher publisher) {
        wills.publisher(publisher);
    }
}
