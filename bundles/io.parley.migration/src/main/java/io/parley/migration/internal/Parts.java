package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.SessionPart.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that know a part of sessions. Safe for all threads. */
final class Parts {

    private final List<SessionPart> there = new CopyOnWriteArrayList<>();

    void add(SessionPart part) {
        there.add(part);
    }

    void remove(SessionPart part) {
        there.remove(part);
    }

    /**
     * In the order in which they are written.
     *
     * @throws RefusedException UNAVAILABLE when one is missing: a session is written down as a whole
     */
    List<SessionPart> all() {
        List<SessionPart> parts = new ArrayList<>(there);
        parts.sort(Comparator.comparing(Parts::first));
        Set<Kind> missing = EnumSet.allOf(Kind.class);
        parts.forEach(part -> missing.removeAll(part.kinds()));
        if (!missing.isEmpty()) {
            throw new RefusedException(
                    Reason.UNAVAILABLE, "A part of Parley is not running: nobody knows of sessions' " + missing);
        }
        return parts;
    }

    private static Kind first(SessionPart part) {
        return part.kinds().stream().min(Comparator.naturalOrder()).orElseThrow();
    }
}
