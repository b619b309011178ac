package io.parley.search.internal;

import io.parley.spi.health.Health;

/** Whether sessions are found. Safe for all threads. */
final class SearchHealth implements Health {

    private volatile SearchCore core;
    private volatile String unusable = "";

    /** The search is this one from now on. */
    void use(SearchCore search) {
        core = search;
        unusable = "";
    }

    /** There is none. */
    void without(String why) {
        core = null;
        unusable = why;
    }

    @Override
    public String subject() {
        return "search";
    }

    @Override
    public Report report() {
        SearchCore search = core;
        if (search == null) {
            return unusable.isEmpty()
                    ? new Report(Status.STARTING, "The index is being opened")
                    : new Report(Status.DEGRADED, unusable);
        }
        String failure = search.failure();
        if (!failure.isEmpty()) {
            return new Report(Status.DEGRADED, failure + "; no session is found until io.parley.search starts anew");
        }
        return search.built()
                ? new Report(Status.UP, search.size() + " sessions are in the index")
                : new Report(Status.STARTING, "The index is being built; no session is found until then");
    }
}
