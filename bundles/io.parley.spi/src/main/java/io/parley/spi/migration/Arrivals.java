package io.parley.spi.migration;

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where sessions come in from other Parleys. An OSGi service for those who have the incoming side of a way, who see to it that nobody else uses it: it
 * trusts whoever calls. Safe for all threads; stages complete on any thread, and may fail, which says nothing of what became of the call.
 */
@ProviderType
public interface Arrivals {

    /**
     * A session is offered. When it is taken that is durable, and the session is this Parley's from then on.
     *
     * @param move names this attempt among all
     * @param content read to its end by a thread that may be held up; not closed
     */
    CompletionStage<Answer> offer(String move, String session, InputStream content);

    /** What became of an offer. One that was not taken by now is never taken. */
    CompletionStage<Answer> outcome(String move, String session);

    /**
     * Messages that came too late to go along. Each counts once, however often it is said.
     *
     * @param messages in their order
     * @return the lowest sequence that has not followed yet
     */
    CompletionStage<Long> follow(String move, String session, List<FollowUp> messages);

    /** Nobody asks about that move any more. */
    CompletionStage<Void> settle(String move, String session);
}
