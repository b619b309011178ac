package io.parley.api.session;

import io.parley.api.message.Payload;
import java.util.Objects;

/**
 * One value of a session's state.
 *
 * @param value the bytes; at most 1 MiB
 * @param version from 1, higher with each change of this key; never one that the key had before, even when it was removed meanwhile
 */
public record StateValue(Payload value, long version) {
    public StateValue {
        Objects.requireNonNull(value, "value");
    }
}
