package io.parley.engine.contract;

import io.parley.api.message.Message;
import io.parley.api.session.Session;
import io.parley.spi.session.SessionChange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/** What goes on in sessions, for those who keep an eye on all of them. An OSGi service of the session bundle; safe for all threads. */
@ProviderType
public interface SessionFigures {

    /**
     * One session.
     *
     * @param messages how many have entered its inbox since it began, of those with a guarantee
     * @param lastActivity when it last was opened or left, got a message, or its state changed
     * @param revision the version of its whole state
     */
    record Figures(Session session, long messages, Instant lastActivity, long revision) {}

    /**
     * Some keys of a session's state.
     *
     * @param created when that session was made
     * @param keys with the versions of their values
     */
    record Keys(String session, Instant created, Map<String, Long> keys) {}

    /** Told of what was committed, on the session's shard; must not block. */
    interface Follower {

        /** The session is new. */
        void opened(String session);

        /** A value of the session's state was set or removed. */
        void stateChanged(String session, String key);

        /** A message has entered the session's inbox. */
        default void received(String session, Message message) {}

        /** The session has ended. A new one of the same id may follow. */
        void ended(String session);

        /** The session's life has changed; each change once, in order. */
        default void changed(SessionChange change) {}
    }

    /** Empty when there is no such session. */
    Optional<Figures> find(String session);

    /** All sessions as they are now, in no particular order. */
    Stream<Figures> all();

    /**
     * The sessions whose state has keys that begin so, with these keys.
     *
     * @return completes on a worker, once the stored sessions are all there
     */
    CompletionStage<List<Keys>> keys(String prefix);

    /**
     * Ends the session if nobody is connected to it and nothing has happened in it since then.
     *
     * @return whether it did; fails with a {@link io.parley.api.message.RefusedException}
     */
    CompletionStage<Boolean> endIdle(String session, Instant since);

    void follow(Follower follower);

    void unfollow(Follower follower);
}
