package io.parley.api.search;

import io.parley.api.event.Cursor;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds messages by what they say: those of agents, and events of other topics with a history, as far as the configuration has their texts indexed. An OSGi
 * service; safe for all threads; no method blocks; stages complete on threads that may be held up.
 *
 * <p>A message is found for as long as its history has it, also when the sessions that wrote and got it have ended. Nobody is asked whether the caller may
 * read it: whoever lets others search has to.
 */
@ProviderType
public interface MessageSearch {

    /** The most messages of one page. */
    int MOST = 100;

    /** The longest excerpt. */
    int MAX_EXCERPT = 200;

    /**
     * Finds the messages in which all words of a text occur, the newest first by the time that they carry. What was committed before the call is found. Words
     * are found by how they begin, in any case; a message also by how its id begins.
     *
     * <p>Pages that go on from one another give each message that is there all the time once, whatever comes or is given up meanwhile.
     *
     * @param text at least one word, and at most {@value SessionSearch#MAX_TEXT} characters
     * @param agent only what this agent has sent or received; empty for all messages
     * @param after where the page before ended; empty for the first page
     * @param limit how many at the most, from 1 to {@value #MOST}
     * @return fails with a {@link io.parley.api.message.RefusedException}: INVALID for a text, a limit or a place that is none, UNAVAILABLE
     *     while no messages are indexed, and while the index is built or cannot be read
     */
    CompletionStage<Page> search(String text, Optional<String> agent, Optional<String> after, int limit);

    /**
     * A message that was found.
     *
     * @param place in the history, with which {@link io.parley.api.agent.AgentMessages#log} goes on behind it
     * @param topic of that history
     * @param from the agent that has sent it; empty for a message of no agent
     * @param to the agent it is for; empty for a message of no agent
     * @param type what it is about; empty where it does not say
     * @param time that it carries
     * @param excerpt a line of at most {@value #MAX_EXCERPT} characters around the first word that was found
     */
    record Hit(UUID id, Cursor place, String topic, String from, String to, String type, Instant time, String excerpt) {
        public Hit {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(topic, "topic");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(excerpt, "excerpt");
        }
    }

    /**
     * A part of what was found.
     *
     * @param hits the newest first
     * @param totalCount of all pages together, however many there are
     * @param next where the next page begins; empty when there is none
     */
    record Page(List<Hit> hits, long totalCount, Optional<String> next) {
        public Page {
            hits = List.copyOf(hits);
            Objects.requireNonNull(next, "next");
        }
    }
}
