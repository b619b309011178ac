package io.parley.api.task;

import io.parley.api.message.Payload;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sessions as conversations: makes, lists, counts and ends them. An OSGi service; safe for all threads; no method blocks; stages
 * complete on threads that may be held up, and fail with a {@link io.parley.api.message.RefusedException}.
 */
@ProviderType
public interface SessionDirectory {

    /**
     * Makes a session with its details. Where something is refused in between it is ended again; a crash in between may leave it without.
     *
     * @return fails with CONFLICT when there is one of that id
     */
    CompletionStage<SessionOverview> create(NewSession request);

    /** As {@link #create}, and sends it its first message. Where that is refused, the session is ended again. */
    CompletionStage<SessionOverview> spawn(NewSession request, Payload message, Optional<String> contentType);

    /** One session; fails with NOT_FOUND. */
    CompletionStage<SessionOverview> get(String id);

    /** Sets what a session is about; an empty text removes what there was. Fails with NOT_FOUND. */
    CompletionStage<SessionOverview> describe(String id, Details details);

    /** Ends a session with all it has; fails with NOT_FOUND when there is none. */
    CompletionStage<Void> close(String id);

    /**
     * Some of the sessions, the oldest first: what is made meanwhile shifts no page. What is read of each is as it is at that moment; one
     * that cannot be read is there without details.
     *
     * @param limit 1 to {@value SessionPage#MOST}
     * @param offset how many come before, from 0; fails with INVALID for another one
     */
    CompletionStage<SessionPage> list(int limit, int offset);

    /** Counts all sessions. */
    CompletionStage<SessionStatistics> statistics();

    /**
     * Ends sessions to which nobody is connected, in which no task is running, and in which nothing has happened for so long.
     *
     * @param silence empty for what is configured
     * @return how many were ended
     */
    CompletionStage<Integer> cleanUp(Optional<Duration> silence);
}
