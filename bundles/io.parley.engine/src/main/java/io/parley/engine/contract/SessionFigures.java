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
     */
    record Figures(Session session, long messages, Instant lastActivity) {}

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

    /** All sessions as they are now, in no particular order. Blocks until the stored ones are all there; not for a shard's thread. */
    Stream<Figures> all();

    /**
     * Some sessions as they are now, the oldest first, and those of one moment by their ids. May block for a moment, and until the stored ones are all
     * there; not for a shard's thread.
     *
     * @param from how many come before
     * @return fewer than the limit: these were the last
     */
    List<Figures> oldest(long from, int limit);

    /** Of all sessions; takes no longer when there are more of them, but waits until the stored ones are all there. Not for a shard's thread. */
    Totals totals();

    /**
     * Figures of all sessions.
     *
     * @param byMessages how many sessions had so many messages as {@link Figures#messages} says, from 0 on; the last count is of those with
     *     {@value #MOST_MESSAGES} or more
     * @param created the mean of when they were made, in milliseconds since 1970; 0 where there is none
     * @param connected how many of them somebody holds
     */
    record Totals(List<Long> byMessages, long created, long connected) {

        public static final int MOST_MESSAGES = 64;

        public Totals {
            byMessages = List.copyOf(byMessages);
        }

        /** How many sessions there are. */
        public long count() {
            return between(0, Integer.MAX_VALUE);
        }

        /**
         * How many sessions had so many messages.
         *
         * @param to exclusive; beyond {@value #MOST_MESSAGES} is for any number
         */
        public long between(int from, int to) {
            long count = 0;
            for (int messages = from; messages < Math.min(to, byMessages.size()); messages++) {
                count += byMessages.get(messages);
            }
            return count;
        }
    }

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
