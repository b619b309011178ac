package io.parley.api.session;

import java.util.Objects;

/**
 * What somebody who watches a session's state learns. In the order of the changes; of several changes of one key that were not told
 * yet only the last is.
 */
public sealed interface StateEvent {

    /** Where the watcher is behind this event: opaque, and what to begin with the next time. */
    String token();

    /** What the watcher knows of the state counts no longer: all of it follows. */
    record Reset(String token) implements StateEvent {
        public Reset {
            Objects.requireNonNull(token, "token");
        }
    }

    /** A key has that value now. */
    record Put(String token, String key, StateValue value) implements StateEvent {
        public Put {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }
    }

    /** A key has no value any more. The watcher may not have known that it had one. */
    record Removed(String token, String key) implements StateEvent {
        public Removed {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(key, "key");
        }
    }

    /** The watcher knows all there is: what it has is the whole state as it was at one moment. */
    record Current(String token) implements StateEvent {
        public Current {
            Objects.requireNonNull(token, "token");
        }
    }
}
