package io.parley.session.internal;

import io.parley.engine.op.SessionOp;

/**
 * Which of Parley's own values a session's state may have, in eight bits: so that those who look for one kind of them need not read the states of
 * all sessions. A bit that is set says "perhaps", one that is not says "no".
 */
final class OwnKeys {

    /** Keys that begin so are Parley's own. */
    private static final String OWN = "$";

    private OwnKeys() {}

    static boolean isOwn(String key) {
        return key.startsWith(OWN);
    }

    /**
     * The bit of a key, or of how keys begin up to a slash; stored, and hence the same in every process.
     *
     * @return 0 when it is none of Parley's own
     */
    static int bit(String key) {
        if (!isOwn(key)) {
            return 0;
        }
        int slash = key.indexOf('/');
        int kind = (slash < 0 ? key : key.substring(0, slash + 1)).hashCode();
        return 1 << ((kind ^ kind >>> 16) & 7);
    }

    /** What Parley notes for itself in a session's state is nothing that happened in the session. */
    static boolean isBookkeeping(SessionOp op) {
        String name = op instanceof SessionOp.StatePut put ? put.name() : "";
        return isOwn(op instanceof SessionOp.StateRemoved removed ? removed.name() : name);
    }
}
