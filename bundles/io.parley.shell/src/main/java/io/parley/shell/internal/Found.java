package io.parley.shell.internal;

import java.util.Optional;

/** What the searches take and tell alike. */
final class Found {

    private Found() {}

    /** An option that may be left out. */
    static Optional<String> given(String option) {
        return option.isEmpty() ? Optional.empty() : Optional.of(option);
    }

    /** @param next where the next page begins; empty behind the last one */
    static String page(Table hits, long totalCount, Optional<String> next) {
        return hits + "\n" + totalCount + " in all"
                + next.map(token -> "\nMore: -a " + token).orElse("");
    }
}
