package io.parley.engine.contract;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Topics whose history a part of Parley needs for itself. An OSGi service of the event bundle; safe for all threads; stages complete on
 * workers.
 */
@ProviderType
public interface Histories {

    /**
     * How long what is published to topics is kept.
     *
     * @param pattern the topics
     * @param hours 0 for as long as there is room
     * @param mib how much payload one topic keeps; 0 for any amount
     * @param messages how many events one topic keeps; 0 for any number
     */
    record Keeping(String pattern, int hours, int mib, int messages) {}

    /**
     * Keeps the history of these topics from now on, as if somebody had configured it; of several that match a topic, the most specific
     * pattern counts.
     *
     * @param owner whose wish this is; his next one takes its place
     */
    void keep(Object owner, Keeping keeping);

    /** What is published from now on is not kept on behalf of that owner; what was, is, until somebody sets other limits. */
    void release(Object owner);

    /**
     * Reads events that are there, of all topics that match one of the patterns, each once and in the order of their places.
     *
     * @param after begins behind that place; empty for the beginning
     * @param limit how many at the most; fewer, and still more to come, where their payloads have 16 MiB together
     * @return fails with a {@link io.parley.api.message.RefusedException}, INVALID for a cursor that is none
     */
    CompletionStage<Extract> read(List<String> patterns, Optional<Cursor> after, int limit);

    /**
     * Reads the newest events that are there, of all topics that match one of the patterns, each once and in the order of their places. Takes
     * time in proportion to the number of all of them.
     *
     * @param limit how many at the most
     */
    CompletionStage<Extract> last(List<String> patterns, int limit);

    /**
     * What is kept of each topic that matches one of the patterns: all that was committed before the call counts, and perhaps some of what comes later. Waits
     * until what is stored is there. Takes time in proportion to the number of topics with a history.
     */
    CompletionStage<List<Kept>> kept(List<String> patterns);

    /**
     * The events of one topic that are there, of which there may be none.
     *
     * @param first the sequence of the oldest one; that of the next one to come, where there is none
     * @param last the sequence of the newest one that ever was
     * @param end its place
     */
    record Kept(String topic, long first, long last, Cursor end) {}

    /**
     * Some events.
     *
     * @param more whether there were more
     */
    record Extract(List<Event> events, boolean more) {}
}
