package io.parley.api.task;

import java.util.List;

/**
 * Some of the sessions.
 *
 * @param sessions the oldest first
 * @param totalCount of all sessions, however many there are
 * @param pagination where these are among all
 * @param summary of all sessions
 */
public record SessionPage(List<SessionOverview> sessions, long totalCount, Pagination pagination, Summary summary) {

    /** The most sessions of one page. */
    public static final int MOST = 1_000;

    public SessionPage {
        sessions = List.copyOf(sessions);
    }

    /**
     * Where a page is.
     *
     * @param hasMore whether there are sessions behind it
     * @param currentPage from 1
     */
    public record Pagination(int limit, int offset, boolean hasMore, int currentPage, int totalPages) {

        /** Of a page among that many. */
        public static Pagination of(int limit, int offset, long totalCount) {
            return new Pagination(limit, offset, (long) offset + limit < totalCount, offset / limit + 1, (int)
                    ((totalCount + limit - 1) / limit));
        }
    }

    /**
     * How many sessions there are of each kind.
     *
     * @param agentTasks those that have a task
     */
    public record Summary(long active, long waitingForInput, long idle, long agentTasks) {}
}
