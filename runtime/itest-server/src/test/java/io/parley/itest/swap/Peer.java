package io.parley.itest.swap;

import io.parley.bench.mqtt.MqttSocket;
import io.parley.bench.mqtt.PacketSink;
import io.parley.bench.mqtt.Packets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.List;

/** A client with a persistent session and one connection: it must never lose it. For the traffic's thread. */
abstract class Peer implements PacketSink {

    private final String clientId;
    private final List<String> faults;
    private MqttSocket socket;
    private boolean ready;
    private boolean pinged;

    Peer(String clientId, List<String> faults) {
        this.clientId = clientId;
        this.faults = faults;
    }

    final void connect(InetSocketAddress address, Selector selector) throws IOException {
        socket = MqttSocket.open(address, selector, this);
        Packets.connect(socket.out(), clientId, false);
        socket.flush();
    }

    final void turn(long now) {
        if (socket == null) {
            return;
        }
        try {
            socket.ready();
            if (ready) {
                send(now);
                socket.flush();
            }
        } catch (IOException e) {
            fault("lost its connection: " + e.getMessage());
            close();
        }
    }

    final void ping() {
        Packets.ping(socket.out());
    }

    final boolean pinged() {
        return pinged;
    }

    final boolean isReady() {
        return ready;
    }

    final void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    final ByteBuffer out() {
        return socket.out();
    }

    final void ready() {
        ready = true;
    }

    final void fault(String words) {
        faults.add(clientId + " " + words);
    }

    @Override
    public final void packet(int first, ByteBuffer in, int at, int length) {
        switch (first >>> 4) {
            case Packets.CONNACK -> {
                if (in.get(at + 1) != 0) {
                    fault("was refused with return code " + in.get(at + 1));
                }
                begin();
            }
            case Packets.PINGRESP -> pinged = true;
            default -> received(first, in, at, length);
        }
    }

    /** The connection stands; {@link #ready} follows. */
    abstract void begin();

    abstract void send(long now);

    abstract void received(int first, ByteBuffer in, int at, int length);
}
