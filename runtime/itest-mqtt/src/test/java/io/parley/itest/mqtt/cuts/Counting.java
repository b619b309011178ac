package io.parley.itest.mqtt.cuts;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.SessionService;
import io.parley.api.session.StateValue;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What the server's side changes in a session's state: it counts in its half of the value in which the client counts, too. Safe for all threads. */
final class Counting {

    /** The value that both change: the client's count and the server's. */
    static final String BOTH = "both";

    private static final int OTHERS = 7;

    private final SessionService sessions;
    private final String session;
    private final Progress progress;
    private int goal; // guarded by this
    private boolean busy; // guarded by this
    private int conflicts; // guarded by this

    Counting(SessionService sessions, String session, Progress progress) {
        this.sessions = sessions;
        this.session = session;
        this.progress = progress;
    }

    synchronized int count() {
        return goal;
    }

    synchronized int conflicts() {
        return conflicts;
    }

    synchronized boolean settled() {
        return !busy;
    }

    /** Counts one on, unless it is still at the one before. */
    synchronized void step() {
        if (!busy) {
            busy = true;
            goal++;
            look();
        }
    }

    private void look() {
        answer(sessions.state(session, BOTH), this::change);
    }

    private void change(Optional<StateValue> value) {
        int[] halves = halves(value.map(StateValue::value));
        if (halves[1] != goal - 1) {
            progress.fault("%s: the server's half is %d on the way to %d", session, halves[1], goal);
            return;
        }
        OptionalLong version = OptionalLong.of(value.map(StateValue::version).orElse(0L));
        Payload both = Payload.utf8(halves[0] + ":" + goal);
        answer(sessions.putState(session, BOTH, both, version), changed -> other());
    }

    /** A value that only this side changes, so that it need not compare. */
    private void other() {
        String key = "other-" + goal % OTHERS;
        CompletionStage<?> stage = goal % 3 == 0
                ? sessions.removeState(session, key, OptionalLong.empty())
                : sessions.putState(session, key, Payload.utf8("at " + goal), OptionalLong.empty());
        answer(stage, done -> {
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

    private <T> void answer(CompletionStage<T> stage, Consumer<? super T> then) {
        stage.whenComplete((result, failure) -> {
            synchronized (this) {
                if (failure == null) {
                    then.accept(result);
                } else if (RefusedException.of(failure).reason() == Reason.CONFLICT) {
                    conflicts++;
                    look();
                } else {
                    progress.fault("%s: a change was refused: %s", session, failure);
                }
            }
        });
    }
}
