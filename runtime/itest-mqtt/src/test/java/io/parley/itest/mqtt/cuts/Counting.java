package io.parley.itest.mqtt.cuts;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.SessionService;
import io.parley.api.session.StateValue;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * One of two sides that change a session's state: each counts in its half of one value, by compare-and-set. What became of a change while the
 * connection was cut it does not know, and finds out from the value. Safe for all threads.
 */
final class Counting {

    /** The value that both change: the client's count and the server's. */
    static final String BOTH = "both";

    private static final int OTHERS = 7;

    private final SessionService sessions;
    private final String session;
    private final int half;
    private final Progress progress;
    private int connection; // guarded by this
    private boolean connected; // guarded by this
    private int goal; // guarded by this
    private boolean busy; // guarded by this
    private int conflicts; // guarded by this
    private int unknown; // guarded by this

    /** @param half 0 for the client's, 1 for the server's */
    Counting(SessionService sessions, String session, int half, Progress progress) {
        this.sessions = sessions;
        this.session = session;
        this.half = half;
        this.progress = progress;
    }

    synchronized int count() {
        return goal;
    }

    synchronized int conflicts() {
        return conflicts;
    }

    synchronized int unknown() {
        return unknown;
    }

    synchronized boolean settled() {
        return !busy;
    }

    /** Counts one on, unless it is still at the one before. */
    synchronized void step() {
        if (connected && !busy) {
            busy = true;
            goal++;
            look(connection);
        }
    }

    /** Connected again: what was under way is looked after. */
    synchronized void connected() {
        connected = true;
        if (busy) {
            look(connection);
        }
    }

    /** No answer comes any more to what was asked for before. */
    synchronized void cut() {
        connected = false;
        connection++;
        unknown += busy ? 1 : 0;
    }

    private void look(int asked) {
        answer(sessions.state(session, BOTH), asked, this::change);
    }

    private void change(Optional<StateValue> value) {
        int[] halves = halves(value.map(StateValue::value));
        if (halves[half] == goal) {
            other();
            return;
        }
        if (halves[half] != goal - 1) {
            progress.fault("%s: half %d is %d on the way to %d", session, half, halves[half], goal);
            return;
        }
        halves[half]++;
        OptionalLong version = OptionalLong.of(value.map(StateValue::version).orElse(0L));
        Payload both = Payload.utf8(halves[0] + ":" + halves[1]);
        answer(sessions.putState(session, BOTH, both, version), connection, changed -> other());
    }

    /** A value that only this side changes, so that it need not compare. */
    private void other() {
        String key = "half-" + half + "-" + goal % OTHERS;
        CompletionStage<?> stage = goal % 3 == 0
                ? sessions.removeState(session, key, OptionalLong.empty())
                : sessions.putState(session, key, Payload.utf8("at " + goal), OptionalLong.empty());
        answer(stage, connection, done -> {
            busy = false;
            progress.moved();
        });
    }

    /** Counts of the client and of the server. */
    static int[] halves(Optional<Payload> both) {
        String[] texts =
                both.map(payload -> new String(payload.toBytes())).orElse("0:0").split(":");
        return new int[] {Integer.parseInt(texts[0]), Integer.parseInt(texts[1])};
    }

    private interface Then<T> {
        void accept(T result);
    }

    private <T> void answer(CompletionStage<T> stage, int asked, Then<? super T> then) {
        stage.whenComplete((result, failure) -> {
            synchronized (this) {
                if (asked != connection) {
                    return;
                }
                if (failure == null) {
                    then.accept(result);
                } else if (RefusedException.of(failure).reason() == Reason.CONFLICT) {
                    conflicts++;
                    look(asked);
                } else {
                    progress.fault("%s: a change was refused: %s", session, failure);
                }
            }
        });
    }
}
