package io.parley.api.search;

import io.parley.api.task.Details;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds sessions by their ids, titles, descriptions and agents. An OSGi service; safe for all threads; no method blocks; stages complete on
 * threads that may be held up.
 */
@ProviderType
public interface SessionSearch {

    /** The most sessions of one page. */
    int MOST = 1_000;

    /** The longest text. */
    int MAX_TEXT = 1_000;

    /**
     * Finds the sessions in which all words of a text occur, the newest first. What was committed before the call is found. Words are found by how they begin, in
     * any case; an id also by how the whole of it begins.
     *
     * <p>Pages that go on from one another give each session that is there all the time once, whatever comes, changes or ends meanwhile.
     *
     * @param text at least one word
     * @param after where the page before ended; empty for the first page
     * @param limit how many at the most, from 1 to {@value #MOST}
     * @return fails with a {@link io.parley.api.message.RefusedException}: INVALID for a text, a limit or a place that is none, UNAVAILABLE
     *     while the index is built or cannot be read
     */
    CompletionStage<Page> search(String text, Optional<String> after, int limit);

    /**
     * A session that was found.
     *
     * @param created when it was made
     */
    record Hit(String session, Instant created, Details details) {
        public Hit {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(created, "created");
            Objects.requireNonNull(details, "details");
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
