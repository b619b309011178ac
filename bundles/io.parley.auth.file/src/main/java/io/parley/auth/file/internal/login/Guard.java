package io.parley.auth.file.internal.login;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which logins are worth the work. Guessing is slowed down in three ways:
 *
 * <ul>
 *   <li>a user from one address: who fails too often waits, twice as long each time;
 *   <li>an address: while it is blocked nothing is computed for names that do not exist, and every refusal comes late;
 *   <li>a user from anywhere: as the first, after ten times as many failures, and not for addresses from which that user has
 *       logged in before.
 * </ul>
 *
 * <p>So somebody whose address others abuse still gets in with the first right password. Safe for all threads.
 */
final class Guard {

    /** What is to be done with a login. */
    enum Verdict {
        /** Compare, and answer at once. */
        FREE,
        /** Compare where there is something to compare with, and refuse late. */
        LATE,
        /** Compare nothing, and refuse late. */
        BLOCKED
    }

    private static final int MOST_TRUSTED = 10_000;
    private static final long TRUST_MILLIS = 24 * 3_600_000L;

    private final Failures pairs;
    private final Failures addresses;
    private final Failures users;
    private final Map<Pair, Long> trusted = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself

    private record Pair(String address, String user) {}

    Guard(int free, long longestMillis) {
        pairs = new Failures(free, longestMillis);
        addresses = new Failures(free, longestMillis);
        users = new Failures(10 * free, longestMillis);
    }

    Verdict judge(String address, String user, long now) {
        Pair pair = new Pair(address, user);
        if (pairs.blocked(pair, now) || users.blocked(user, now) && !trusts(pair, now)) {
            return Verdict.BLOCKED;
        }
        return addresses.blocked(address, now) ? Verdict.LATE : Verdict.FREE;
    }

    /**
     * Counts a failure. What takes long is counted before its outcome is known, or somebody could begin with thousands at once; see
     * {@link #succeeded}.
     */
    void failed(String address, String user, long now) {
        pairs.failed(new Pair(address, user), now);
        addresses.failed(address, now);
        users.failed(user, now);
    }

    /** It was no failure after all. */
    void undo(String address, String user) {
        pairs.undo(new Pair(address, user));
        addresses.undo(address);
        users.undo(user);
    }

    /** A login succeeded that was not counted as a failure, or no longer is. */
    void succeeded(String address, String user, long now) {
        Pair pair = new Pair(address, user);
        pairs.forget(pair);
        synchronized (trusted) {
            trusted.put(pair, now);
            if (trusted.size() > MOST_TRUSTED) {
                trusted.remove(trusted.keySet().iterator().next());
            }
        }
    }

    private boolean trusts(Pair pair, long now) {
        synchronized (trusted) {
            Long since = trusted.get(pair);
            return since != null && now - since < TRUST_MILLIS;
        }
    }

    /** How many keys are remembered, of all kinds. */
    int size() {
        synchronized (trusted) {
            return pairs.size() + addresses.size() + users.size() + trusted.size();
        }
    }
}
