package io.parley.session.internal;

import io.parley.api.message.Message;
import io.parley.engine.contract.SessionFigures.Follower;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import io.parley.spi.session.SessionChange;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Those who are told of sessions' changes. A mistake of one of them stays with it. */
final class Followers {

    private final List<Follower> all = new CopyOnWriteArrayList<>();

    void add(Follower follower) {
        all.add(follower);
    }

    void remove(Follower follower) {
        all.remove(follower);
    }

    /** On the session's shard. */
    void opened(String session) {
        each(session, follower -> follower.opened(session));
    }

    /** On the session's shard. */
    void stateChanged(String session, String key) {
        each(session, follower -> follower.stateChanged(session, key));
    }

    /** On the session's shard. */
    void received(String session, Message message) {
        each(session, follower -> follower.received(session, message));
    }

    /** On the session's shard. */
    void ended(String session) {
        each(session, follower -> follower.ended(session));
    }

    /** On the session's shard. */
    void changed(SessionChange change) {
        each(change.session().id(), follower -> follower.changed(change));
    }

    private void each(String session, Consumer<Follower> told) {
        for (Follower follower : all) {
            try {
                told.accept(follower);
            } catch (RuntimeException e) {
                Loggers.session(session)
                        .error("Who follows session '{}' failed to take up its change", Printable.of(session), e);
            }
        }
    }
}
