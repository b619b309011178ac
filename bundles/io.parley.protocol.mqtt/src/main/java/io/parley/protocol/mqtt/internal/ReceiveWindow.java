package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Rule;

/**
 * The messages of a client that are not yet acknowledged to the end, which are not to be more than it was told
 * ([MQTT-3.3.4-7]), and the packet ids of transfers exactly once. For the connection's lane.
 */
final class ReceiveWindow {

    private final int maximum;

    private final PacketIdSet transfers;
    private boolean resumed;
    private int once;

    ReceiveWindow(int maximum) {
        this(maximum, new PacketIdSet());
    }

    private ReceiveWindow(int maximum, PacketIdSet transfers) {
        this.maximum = maximum;
        this.transfers = transfers;
    }

    /** @param goesOn whether transfers of an earlier connection may go on, whose packet ids are not known here */
    void begin(boolean goesOn) {
        resumed = goesOn;
    }

    /** Whether that id is of a transfer exactly once that is not yet released. */
    boolean inTransfer(int packetId) {
        return transfers.contains(packetId);
    }

    /** A message at least once has come. */
    void beginOnce() throws MalformedPacketException {
        once++;
        check();
    }

    /** It is answered. */
    void endOnce() {
        once--;
    }

    /** A message exactly once has come, possibly again. */
    void beginTransfer(int packetId) throws MalformedPacketException {
        transfers.add(packetId);
        check();
    }

    /** It is released, or refused. */
    void endTransfer(int packetId) {
        transfers.remove(packetId);
    }

    /** Whether a PUBREL for that id makes sense. */
    boolean mayRelease(int packetId) {
        return resumed || transfers.contains(packetId);
    }

    /** Whether the client may have no more under way. */
    boolean full() {
        return once + transfers.size() >= maximum;
    }

    private void check() throws MalformedPacketException {
        if (once + transfers.size() > maximum && Rule.violated("MQTT-3.3.4-7")) {
            throw new MalformedPacketException(
                    PacketType.PUBLISH,
                    "more than " + maximum + " messages wait for their acknowledgement",
                    "MQTT-3.3.4-7",
                    ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
        }
    }

    /** For {@link #parse}, once nothing waits for its answer. */
    @Override
    public String toString() {
        return (resumed ? "+" : "-") + transfers;
    }

    /** @throws IllegalArgumentException where the text is not one that {@link #toString} makes */
    static ReceiveWindow parse(String text, int maximum) {
        if (text.charAt(0) != '+' && text.charAt(0) != '-') {
            throw new IllegalArgumentException("a receive window begins with + or -, not as '" + text + "'");
        }
        ReceiveWindow window = new ReceiveWindow(maximum, PacketIdSet.parse(text.substring(1)));
        window.begin(text.charAt(0) == '+');
        return window;
    }
}
