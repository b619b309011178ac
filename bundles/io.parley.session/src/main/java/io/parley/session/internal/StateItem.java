package io.parley.session.internal;

import io.parley.api.message.Payload;

/** One value of a session's state. Owned by the session's shard. */
final class StateItem {

    final long version;

    /** The version of the whole state that came with this value. */
    final long revision;

    /** Bytes of the value. */
    final int size;

    private Payload value;

    StateItem(long version, long revision, Payload value) {
        this(version, revision, (int) value.size());
        this.value = value;
    }

    /** One whose value is in the view. */
    StateItem(long version, long revision, int size) {
        this.version = version;
        this.revision = revision;
        this.size = size;
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
