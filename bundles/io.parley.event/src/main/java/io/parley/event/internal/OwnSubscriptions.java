package io.parley.event.internal;

import io.parley.engine.shard.NameTable;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** One shard's sessions with their subscriptions. Most have one: that stands for itself. Owned by the shard. */
final class OwnSubscriptions {

    private record Several(String session, Map<SubscriptionTarget, SessionListener> all) {}

    /** Each is a {@link SessionListener} or {@link Several}. */
    private final NameTable<Object> sessions = new NameTable<>(OwnSubscriptions::session);

    private static String session(Object own) {
        return own instanceof Several several ? several.session : ((SessionListener) own).session;
    }

    /** Makes room for so many sessions at the most. */
    void reserve(int more) {
        sessions.reserve(more);
    }

    /** The session's own. */
    Map<SubscriptionTarget, SessionListener> of(String session) {
        Object own = sessions.get(session);
        if (own instanceof SessionListener only) {
            return Map.of(only.target(), only);
        }
        return own == null ? Map.of() : Collections.unmodifiableMap(((Several) own).all);
    }

    /** Adds a subscription, or replaces the session's one to the same target, which is returned. */
    SessionListener put(SessionListener listener) {
        // One look-up where there was none, as for each of a million at a start.
        Object own = sessions.put(listener);
        if (own instanceof Several several) {
            sessions.put(several);
            return several.all.put(listener.target(), listener);
        }
        if (!(own instanceof SessionListener before) || before.sameTarget(listener)) {
            return (SessionListener) own;
        }
        Map<SubscriptionTarget, SessionListener> all = new HashMap<>(4);
        all.put(before.target(), before);
        all.put(listener.target(), listener);
        sessions.put(new Several(listener.session, all));
        return null;
    }

    /** Removes and returns a subscription; null when there is none. */
    SessionListener remove(String session, SubscriptionTarget target) {
        Object own = sessions.get(session);
        if (own instanceof SessionListener only && only.target().equals(target)) {
            sessions.remove(session);
            return only;
        }
        if (!(own instanceof Several several)) {
            return null;
        }
        SessionListener gone = several.all.remove(target);
        if (gone != null && several.all.size() == 1) {
            sessions.put(several.all.values().iterator().next());
        }
        return gone;
    }
}
