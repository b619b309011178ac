package io.parley.api.session;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What there is in a session's state, at one moment.
 *
 * @param version of the whole state: higher with each change of any key, 0 before the first
 * @param keys the version of each key's value
 */
public record StateVersions(long version, SortedMap<String, Long> keys) {
    public StateVersions {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }
}
