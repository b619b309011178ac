package io.parley.shell.internal;

import io.parley.engine.status.Status.Session;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Sessions as several services know them, each a part, put together by id. */
final class SessionRows {

    private final Map<String, Session> sessions = new TreeMap<>();

    void add(Session session) {
        sessions.merge(session.id(), session, SessionRows::together);
    }

    /** By id. */
    Collection<Session> all() {
        return sessions.values();
    }

    /** Who does not know a text leaves it empty, who does not know a figure leaves it 0. */
    private static Session together(Session one, Session other) {
        return new Session(
                one.id(),
                known(one.principal(), other.principal()),
                known(one.state(), other.state()),
                one.inbox() + other.inbox(),
                one.inflight() + other.inflight(),
                one.parked() || other.parked(),
                one.in() + other.in(),
                one.out() + other.out(),
                one.redelivered() + other.redelivered(),
                one.dropped() + other.dropped(),
                one.slow() || other.slow());
    }

    private static String known(String one, String other) {
        return one.isEmpty() ? other : one;
    }
}
