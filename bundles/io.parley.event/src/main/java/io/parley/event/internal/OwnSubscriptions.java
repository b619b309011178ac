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

    /** What is stored, to be taken up once, before anything else. For one thread. */
    final class Stored {

        private final NameTable<Object>.Bulk all = sessions.bulk();

        /** Of one session; the last ones that came. */
        private final List<SessionListener> own = new ArrayList<>(1);

        private int count;

        /** Those of each session come one behind the other. */
        void add(SessionListener listener) {
            if (!own.isEmpty() && !own.get(0).session.equals(listener.session)) {
                end();
            }
            own.add(listener);
            count++;
        }

        private void end() {
            all.add(own.size() == 1 ? own.get(0) : several(own));
            own.clear();
        }
    }

    Stored stored() {
        return new Stored();
    }

    /** Returns how many there are. */
    int load(Stored stored) {
        if (!stored.own.isEmpty()) {
            stored.end();
        }
        sessions.addAll(stored.all, (before, after) -> after);
        return stored.count;
    }

    private static Several several(List<SessionListener> ofOne) {
        Map<SubscriptionTarget, SessionListener> all = new HashMap<>(4);
        ofOne.forEach(listener -> all.put(listener.target(), listener));
        return new Several(ofOne.get(0).session, all);
    }

    /** The instance of a session's id that is kept here; null when it has none. Any thread. */
    String name(String session) {
        Object own = sessions.get(session);
        return own == null ? null : session(own);
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
