package io.parley.protocol.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which principals were revoked lately, and when in the order of revocations: so that a client whose authentication was under way at that time is not
 * missed. Safe for all threads.
 */
final class Revocations {

    /** So many are remembered. Who began to authenticate before the last forgotten one has to begin anew. */
    static final int MOST = 10_000;

    /** A principal, as one authenticator calls it. */
    private record Who(String authenticator, String principal) {}

    private final Map<Who, Long> last = new LinkedHashMap<>(); // guarded by this, in the order of the numbers
    private long number; // guarded by this
    private long forgotten; // guarded by this

    /** What an authentication that begins now is as of. */
    synchronized long now() {
        return number;
    }

    synchronized void add(String authenticator, Set<String> principals) {
        number++;
        for (String principal : principals) {
            Who who = new Who(authenticator, principal);
            last.remove(who);
            last.put(who, number);
            if (last.size() > MOST) {
                forgotten = last.remove(last.keySet().iterator().next());
            }
        }
    }

    /** Whether a client that was let in might have been refused, had it begun now. */
    synchronized boolean concern(Admission admission) {
        String by = admission.by();
        if (by.isEmpty() || admission.asOf() == number) {
            return false;
        }
        Long when = last.get(new Who(by, admission.accepted().principal()));
        return admission.asOf() < forgotten || when != null && admission.asOf() < when;
    }
}
