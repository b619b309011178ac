package io.parley.api.session;

import io.parley.api.message.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens, finds and ends sessions and keeps their state. An OSGi service; safe for all threads; no method blocks. A stage
 * completes when the change is durable and fails with a {@link io.parley.api.message.RefusedException}, and then
 * nothing changed.
 */
@ProviderType
public interface SessionService {

    /**
     * Opens a session, or resumes or takes over the one of that id. Whoever held it before is told that it was taken
     * over.
     */
    CompletionStage<Opened> open(OpenRequest request);

    /** The session as it is now. */
    Optional<Session> find(String id);

    /**
     * What the client that is connected to the session and Parley have agreed on; empty while there is none. Refused with NOT_FOUND when there is no such
     * session.
     */
    CompletionStage<Optional<Capabilities.Agreement>> agreement(String id);

    /** Where a session has gone that was here, as clients know it; empty when there was none, or that is forgotten. */
    Optional<String> movedTo(String id);

    /**
     * All sessions as they are now, in no particular order. Close the stream. For some seconds after a start with very many sessions this, {@link #sessionsOf}
     * and {@link #children} wait until all of them are known.
     *
     * @throws io.parley.api.message.RefusedException UNAVAILABLE, when that takes longer than a minute
     */
    Stream<Session> sessions();

    /**
     * The sessions of one principal as they are now, a page at a time, in the order of their ids. A message to
     * {@code principal:<name>} reaches the inboxes of all of them.
     *
     * @param after the id of the last one on the page before; empty for the first page. It need not be there any more
     * @param limit how many at most, 1 to 1,000
     * @return fewer than the limit: these were the last. None of {@link Session#ANONYMOUS}, which is nobody in particular
     */
    List<Session> sessionsOf(String principal, Optional<String> after, int limit);

    /**
     * The sessions that were opened with this one as their parent, as they are now, a page at a time, in the order of their ids.
     *
     * @param after as in {@link #sessionsOf}
     * @param limit how many at most, 1 to 1,000
     * @return fewer than the limit: these were the last. None where there is no such session
     */
    List<Session> children(String id, Optional<String> after, int limit);

    /**
     * The holder leaves; the session waits for it until it expires. With an expiry of zero it is closed.
     *
     * @param hold from {@link Opened#hold}; of a holder that has been taken over, the call changes nothing
     */
    CompletionStage<Void> detach(String id, long hold);

    /**
     * Ends the session with its inbox, subscriptions and state; soon afterwards its children and theirs, in the same way. Refused with NOT_FOUND when there
     * is none.
     */
    CompletionStage<Void> close(String id);

    /** Sets how long the session outlives its connection, from 0 s; at most {@link Session#NEVER}. */
    CompletionStage<Void> expireAfter(String id, Duration expiry);

    /** One value of the session's state; empty when there is none. */
    CompletionStage<Optional<StateValue>> state(String id, String key);

    /**
     * Sets one value of the session's state.
     *
     * @param expectedVersion 0 for "no value yet"; empty for whatever it is. Refused with CONFLICT when it differs
     * @return the new version
     */
    CompletionStage<Long> putState(String id, String key, Payload value, OptionalLong expectedVersion);

    /** Removes one value; the version is compared as in {@link #putState}. */
    CompletionStage<Void> removeState(String id, String key, OptionalLong expectedVersion);

    /** The keys of the session's state and their versions. Refused with NOT_FOUND when there is no such session. */
    CompletionStage<StateVersions> stateVersions(String id);

    /**
     * Follows the session's state without a gap: what changed since a token, or all there is, and then each change when it is
     * committed. Whenever the watcher has been told all, it gets a {@link StateEvent.Current}.
     *
     * <p>A watcher that requests slowly costs nothing and misses no value that lasts: of several changes of a key it gets the last.
     * Events of one subscription come one after the other, on any thread; the subscriber may block. The publisher completes when the session
     * ends, and fails with a {@link io.parley.api.message.RefusedException}: NOT_FOUND when there is no such session, LIMIT when too many
     * watch it, UNAVAILABLE when the store cannot be read or the service stops. Each subscription begins at the token anew.
     *
     * @param after from the last event that the watcher has taken in; empty, or one that is too old or not of this session, for all that
     *     there is, behind a {@link StateEvent.Reset}
     */
    Flow.Publisher<StateEvent> watchState(String id, Optional<String> after);
}
