package io.parley.api.agent;

import io.parley.api.event.Cursor;
import io.parley.api.message.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Brings messages from agent to agent, and keeps a log of them. An OSGi service; safe for all threads; no method blocks; stages
 * complete on threads that may be held up.
 *
 * <p>An agent is a session: its messages wait in that session's inbox, whatever it is connected by. There each is a message to
 * {@code session:<to>} with the headers {@code source} (from) and {@code type}.
 */
@ProviderType
public interface AgentMessages {

    /** The most messages of one page. */
    int MOST = 1_000;

    /**
     * Sends a message and writes it into the log, in one commit.
     *
     * @return completes when that is durable; fails with a {@link io.parley.api.message.RefusedException}, and then neither happened:
     *     NOT_FOUND when there is no such agent
     */
    CompletionStage<Receipt> send(AgentMessage message);

    /**
     * Reads the log, in the order in which messages were accepted, the oldest first. What comes in or is given up meanwhile does not
     * shift what was not read yet: pages that go on from one another give each message once.
     *
     * @param agent whose messages, sent and received; empty for all
     * @param after where the page before ended; empty for the beginning
     * @param limit how many at the most, from 1 to {@link #MOST}
     * @return fails with a {@link io.parley.api.message.RefusedException}: INVALID for a limit or cursor that is none
     */
    CompletionStage<Page> log(Optional<String> agent, Optional<Cursor> after, int limit);

    /**
     * Reads the end of the log. Takes time in proportion to what there is of that agent.
     *
     * @param agent whose messages, sent and received; empty for all
     * @param limit how many at the most, from 1 to {@link #MOST}
     * @return the newest messages, the oldest of them first; {@code next} is where later ones will be
     */
    CompletionStage<Page> recent(Optional<String> agent, int limit);

    /**
     * A part of the log.
     *
     * @param messages the oldest first
     * @param next where to go on, now or when there is more
     * @param more whether there was more already: behind these, or, of the {@link #recent} ones, before them
     */
    record Page(List<AgentMessage> messages, Optional<Cursor> next, boolean more) {
        public Page {
            messages = List.copyOf(messages);
        }
    }
}
