package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Says why a session is not opened, and counts how often it was that. Safe for all threads. */
final class Refusals {

    private final LongAdder held = new LongAdder();
    private final LongAdder tooMany = new LongAdder();
    private final LongAdder tooManyOfOne = new LongAdder();
    private final LongAdder tooManyChildren = new LongAdder();
    private final LongAdder tooDeep = new LongAdder();

    /** Another connection has it, and keeps it. */
    RefusedException held(String session) {
        held.increment();
        return new RefusedException(
                Reason.CONFLICT,
                "Session '" + session + "' is not opened: another connection holds it (" + Settings.PID + ": "
                        + Settings.TAKEOVER + " = oldest)");
    }

    RefusedException tooMany(String session, int most) {
        tooMany.increment();
        return new RefusedException(
                Reason.LIMIT,
                "Session '" + session + "' is not opened: there are " + most + " sessions already (" + Settings.PID
                        + ": " + Settings.MAX_SESSIONS + ")");
    }

    RefusedException tooManyOf(String session, String principal, int most) {
        tooManyOfOne.increment();
        return new RefusedException(
                Reason.LIMIT,
                "Session '" + session + "' is not opened: '" + principal + "' has " + most + " sessions already ("
                        + Settings.PID + ": " + Settings.SESSIONS_PER_PRINCIPAL + ")");
    }

    RefusedException tooManyChildren(String session, String parent, int most) {
        tooManyChildren.increment();
        return new RefusedException(
                Reason.LIMIT,
                "Session '" + session + "' is not opened: its parent '" + parent + "' has " + most
                        + " children already (" + Settings.PID + ": " + Settings.CHILDREN + ")");
    }

    RefusedException tooDeep(String session, int most) {
        tooDeep.increment();
        return new RefusedException(
                Reason.LIMIT,
                "Session '" + session + "' is not opened: it would have more than " + most + " above it ("
                        + Settings.PID + ": " + Settings.DEPTH + ")");
    }

    RefusedException parentLeaves(String session, String parent) {
        return new RefusedException(
                Reason.CONFLICT,
                "Session '" + session + "' is not opened: its parent '" + parent
                        + "' is just being taken elsewhere; try again soon");
    }

    Metric metric() {
        return new Metric(
                "session.refused",
                Metric.Kind.COUNTER,
                Metric.Unit.NONE,
                "Sessions that were not opened",
                List.of(
                        reading("held", held),
                        reading(Settings.MAX_SESSIONS, tooMany),
                        reading(Settings.SESSIONS_PER_PRINCIPAL, tooManyOfOne),
                        reading(Settings.CHILDREN, tooManyChildren),
                        reading(Settings.DEPTH, tooDeep)));
    }

    private static Reading reading(String why, LongAdder count) {
        return new Reading.Value(Map.of("why", why), count.sum());
    }
}
