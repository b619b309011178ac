package io.parley.session.internal;

import io.parley.api.message.Payload;

/** One value of a session's state. Owned by the session's shard. */
final class StateItem {

    final long version;
    private Payload value;

    /** @param value null when it is in the view */
    StateItem(long version, Payload value) {
        this.version = version;
        this.value = value;
    }

    /** Null when it is in the view. */
    Payload value() {
        return value;
    }

    /** The view shows it: it need not stay in memory. */
    void written() {
        value = null;
    }
}
