package io.parley.itest.crash;

import io.parley.bench.mqtt.MqttSocket;
import io.parley.bench.mqtt.PacketSink;
import io.parley.bench.mqtt.Packets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/** A client with a persistent session that connects again whenever its connection is gone. For the fleet's thread. */
abstract class FleetClient implements PacketSink {

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String clientId;
    private final InetSocketAddress address;
    private final Faults faults;
    private MqttSocket socket;
    private boolean up;
    private boolean known;
    private long retryAt;
    private boolean pinged;

    FleetClient(String clientId, InetSocketAddress address, Faults faults) {
        this.clientId = clientId;
        this.address = address;
        this.faults = faults;
        retryAt = System.nanoTime();
    }

    /** Connects when that is due, takes what was received, and sends what is due. */
    final void turn(Selector selector, long now) {
        try {
            if (socket == null && now - retryAt >= 0) {
                retryAt = now + RETRY_NANOS;
                socket = MqttSocket.open(address, selector, this);
                Packets.connect(socket.out(), clientId, false);
                socket.flush();
            }
            if (socket != null) {
                socket.ready();
            }
            if (up) {
                send(now);
                socket.flush();
            }
        } catch (IOException e) {
            // The server was killed, or is not back yet.
            disconnected();
        }
    }

    final boolean up() {
        return up;
    }

    final String clientId() {
        return clientId;
    }

    final Faults faults() {
        return faults;
    }

    final MqttSocket socket() {
        return socket;
    }

    /** Asks for a sign that everything the server had for this client has come. */
    final void ping() {
        pinged = false;
        if (up) {
            Packets.ping(socket.out());
        }
    }

    final boolean pinged() {
        return pinged;
    }

    final void disconnected() {
        up = false;
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    @Override
    public final void packet(int first, ByteBuffer in, int at, int length) {
        switch (first >>> 4) {
            case Packets.CONNACK -> connack((in.get(at) & 1) != 0, in.get(at + 1));
            case Packets.PINGRESP -> pinged = true;
            default -> received(first, in, at, length);
        }
    }

    private void connack(boolean present, int returnCode) {
        if (returnCode != 0) {
            faults.add("%s was refused with return code %d", clientId, returnCode);
            return;
        }
        if (present != known) {
            faults.add("%s: session present is %s, expected %s", clientId, present, known);
        }
        known = true;
        begin(present);
    }

    /** What the session needs first; {@link #ready} follows. */
    abstract void begin(boolean present);

    /** From now on {@link #send} is called. */
    final void ready() {
        up = true;
    }

    abstract void send(long now);

    abstract void received(int first, ByteBuffer in, int at, int length);
}
