package io.parley.search.internal;

import io.parley.api.task.Details;
import java.time.Instant;

/**
 * A session as it is indexed.
 *
 * @param version of its details; 0 for none
 */
record Row(String session, Instant created, long version, Details details) {

    /**
     * What tells whether a row is out of date.
     *
     * @param created milliseconds since 1970
     */
    record Edition(long created, long version) {}
}
