package io.parley.itest.mqtt.cuts;

/**
 * What a client changes in its session's state: it counts in its half of a value, by compare-and-set, in a transaction for each change. For the
 * client's thread.
 */
final class Changing {

    private static final int FIRST_ID = 100;
    private static final int LAST_ID = 200;

    private final String session;
    private final Mirror mirror;
    private final Progress progress;
    private int goal;
    private int packetId = FIRST_ID;
    private boolean behind;
    private boolean asked;
    private Change underWay;
    private int conflicts;
    private int again;

    /** A change that was sent and is not answered. */
    private static final class Change {
        private final String value;
        private final long version;
        private final int qos;
        private boolean received;

        Change(String value, long version, int qos) {
            this.value = value;
            this.version = version;
            this.qos = qos;
        }
    }

    Changing(String session, Mirror mirror, Progress progress) {
        this.session = session;
        this.mirror = mirror;
        this.progress = progress;
    }

    int count() {
        return goal;
    }

    int conflicts() {
        return conflicts;
    }

    int again() {
        return again;
    }

    boolean settled() {
        return underWay == null && !behind;
    }

    static boolean isOne(int packetId) {
        return packetId >= FIRST_ID && packetId < LAST_ID;
    }

    /** Counts one on, unless it is still at the one before. */
    void step(Packets to) {
        if (settled()) {
            goal++;
            behind = true;
            goOn(to);
        }
    }

    /** Sends the change once the client knows the value that it is a change of. */
    void goOn(Packets to) {
        if (!behind || underWay != null) {
            return;
        }
        Mirror.Both both = mirror.both();
        if (both.client() == goal) {
            // Its answer was a refusal, or none: the one before had taken effect.
            behind = false;
        } else if (both.client() == goal - 1) {
            packetId = packetId + 1 < LAST_ID ? packetId + 1 : FIRST_ID;
            underWay = new Change(goal + ":" + both.server(), both.version(), 1 + goal % 2);
            send(to, 0);
        } else {
            // What it has changed itself has not come yet.
            lookAgain(to);
        }
    }

    /** Asks for a sign of life: when that comes it goes on. */
    private void lookAgain(Packets to) {
        if (!asked) {
            asked = true;
            to.send("c0 00");
        }
    }

    /** The sign of life has come. */
    void alive() {
        asked = false;
    }

    private void send(Packets to, int dup) {
        progress.note("%s changes its state to %s, id %d", session, underWay.value, packetId);
        to.send(
                "%02x { ['$transaction'] %04x { 26 ['parley-transaction'] ['%d'] 26 ['parley-transaction-begin'] ['60000']"
                        + " 26 ['parley-transaction-end'] ['commit'] 26 ['parley-transaction-state'] ['%s']"
                        + " 26 ['parley-transaction-state-version'] ['%d'] } '%s' }",
                0x30 | underWay.qos << 1 | dup, packetId, packetId, Counting.BOTH, underWay.version, underWay.value);
    }

    /** A new connection. */
    void resume(Packets to) {
        asked = false;
        if (underWay != null) {
            again++;
            if (underWay.received) {
                to.send("62 { %04x }", packetId);
            } else {
                send(to, 8);
            }
        }
    }

    /** PUBACK, PUBREC or PUBCOMP. */
    void answered(Packets to, int first, int id, int reason) {
        if (underWay == null || id != packetId) {
            progress.fault("%s got an answer %02x to change %d, which is none", session, first, id);
        } else if (reason == 0x80) {
            conflicts++;
            underWay = null;
            lookAgain(to);
        } else if (reason >= 0x80) {
            progress.fault("%s: a change was refused with %02x", session, reason);
        } else if (first == 0x50) {
            underWay.received = true;
            to.send("62 { %04x }", packetId);
        } else {
            underWay = null;
            behind = false;
        }
    }
}
