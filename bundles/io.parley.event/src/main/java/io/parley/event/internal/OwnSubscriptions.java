package io.parley.event.internal;

import io.parley.engine.shard.NameTable;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One shard's sessions with their subscriptions. Most have one: that stands for itself. Owned by the shard. */
final class OwnSubscriptions {

    private record Several(String session, Map<SubscriptionTarget, SessionListener> all) {}

    /** Each is a {@link SessionListener} or {@link Several}. */
    private final NameTable<Object> sessions = new NameTable<>(OwnSubscriptions::session);

    private static String session(Object own) {
        return own instanceof Several several ? several.session : ((SessionListener) own).session;
    }

    /**
     * Takes up what is stored, once, before anything else.
     *
     * @param all those of each session one behind the other
     */
    void load(List<SessionListener> all) {
        List<Object> own = new ArrayList<>(all.size());
        for (int from = 0; from < all.size(); ) {
            String session = all.get(from).session;
            int to = from + 1;
            while (to < all.size() && all.get(to).session.equals(session)) {
                to++;
            }
            own.add(to == from + 1 ? all.get(from) : several(all.subList(from, to)));
            from = to;
        }
        sessions.addAll(own);
    }

    private static Several several(List<SessionListener> ofOne) {
        Map<SubscriptionTarget, SessionListener> all = new HashMap<>(4);
        ofOne.forEach(listener -> all.put(listener.target(), listener));
        return new Several(ofOne.get(0).session, all);
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
        Object own = sessions.get(listener.session);
        if (own instanceof Several several) {
            return several.all.put(listener.target(), listener);
        }
        if (!(own instanceof SessionListener before) || before.sameTarget(listener)) {
            sessions.put(listener);
            return (SessionListener) own;
        }
        sessions.put(several(List.of(before, listener)));
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
