package io.parley.bench.session;

import java.util.List;

/** Names on which the component in Parley and the bench agree. */
public final class Load {

    public static final String OPEN = "open a new session";
    public static final String RESUME = "resume one";
    public static final String EXPIRE = "expire, after its time";
    public static final String SEARCH_ID = "search by id";
    public static final String SEARCH_TITLE = "search by title";
    public static final String LIST = "list, first page";
    public static final String LIST_MIDDLE = "list, page in the middle";
    public static final String STATISTICS = "statistics";

    /** All operations. */
    public static final List<String> ALL =
            List.of(OPEN, RESUME, EXPIRE, SEARCH_ID, SEARCH_TITLE, LIST, LIST_MIDDLE, STATISTICS);

    private Load() {}

    /** What the figures with that many sessions are called. */
    public static String side(int sessions) {
        return "%,d sessions".formatted(sessions);
    }
}
