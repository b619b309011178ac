package io.parley.itest.mqtt.cuts;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a client receives, and what it remembers to know again what comes twice. Messages are expected in their order, each once. For the
 * client's thread.
 */
final class Inflow {

    /** So many packet ids of QoS 1 are remembered; the server may have fewer unacknowledged ones. */
    private static final int LATELY = 4_096;

    private final String client;
    private final String from;
    private final Progress progress;

    /** Of QoS 2, between PUBLISH and PUBREL. */
    private final Set<Integer> unreleased = new HashSet<>();

    private final Set<Integer> lately = new LinkedHashSet<>();
    private int next;
    private long again;

    Inflow(String client, String from, Progress progress) {
        this.client = client;
        this.from = from;
        this.progress = progress;
    }

    /** How many have come: those below this number. */
    int next() {
        return next;
    }

    long again() {
        return again;
    }

    /** Whether nothing is between PUBLISH and PUBREL. */
    boolean settled() {
        return unreleased.isEmpty();
    }

    void publish(Packets to, int qos, boolean dup, int packetId, String text) {
        progress.note("%s gets %d, QoS %d, id %d%s", client, number(text), qos, packetId, dup ? ", again" : "");
        if (qos == 2) {
            exactlyOnce(dup, packetId, text);
            to.send("50 { %04x }", packetId);
        } else {
            atLeastOnce(dup, packetId, text);
            to.send("40 { %04x }", packetId);
        }
    }

    private void exactlyOnce(boolean dup, int packetId, String text) {
        if (unreleased.add(packetId)) {
            take(text);
            return;
        }
        again(text);
        if (!dup) {
            progress.fault("%s got packet id %d again before its PUBREL, without DUP: %s", client, packetId, text);
        }
    }

    private void atLeastOnce(boolean dup, int packetId, String text) {
        if (dup && lately.contains(packetId)) {
            again(text);
            return;
        }
        take(text);
        lately.remove(packetId);
        lately.add(packetId);
        if (lately.size() > LATELY) {
            lately.remove(lately.iterator().next());
        }
    }

    private void again(String text) {
        again++;
        int number = number(text);
        if (number >= next || !text.equals(Outflow.text(from, number))) {
            progress.fault("%s got another message under a packet id that it has: %s", client, text);
        }
    }

    private void take(String text) {
        int number = number(text);
        if (number != next || !text.equals(Outflow.text(from, number))) {
            progress.fault("%s expected number %d and got: %s", client, next, text);
        }
        next = Math.max(next, number + 1);
    }

    private static int number(String text) {
        String[] words = text.split(" ");
        return words.length > 1 && words[1].matches("\\d{1,9}") ? Integer.parseInt(words[1]) : -1;
    }

    void pubrel(Packets to, int packetId) {
        progress.note("%s gets PUBREL %d", client, packetId);
        unreleased.remove(packetId);
        to.send("70 { %04x }", packetId);
    }
}
