package io.parley.bench.mqtt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** One connected client: what publishers and subscribers have in common. For the selector's thread. */
abstract class LoadClient implements PacketSink, AutoCloseable {

    private final String clientId;
    private MqttSocket socket;
    private int returnCode = -1;

    LoadClient(String clientId) {
        this.clientId = clientId;
    }

    final void connect(InetSocketAddress address, Selector selector, boolean clean) throws IOException {
        socket = MqttSocket.open(address, selector, this);
        Packets.connect(socket.out(), clientId, clean);
        socket.flush();
    }

    final boolean connected() {
        if (returnCode > 0) {
            throw new IllegalStateException(clientId + " was refused with CONNACK return code " + returnCode);
        }
        return returnCode == 0;
    }

    final String clientId() {
        return clientId;
    }

    final MqttSocket socket() {
        return socket;
    }

    @Override
    public final void packet(int first, ByteBuffer in, int at, int length) {
        if (first >>> 4 == Packets.CONNACK) {
            returnCode = in.get(at + 1);
        } else {
            received(first, in, at, length);
        }
    }

    /** Everything but CONNACK. */
    abstract void received(int first, ByteBuffer in, int at, int length);

    /** Leaves politely. */
    final void disconnect() throws IOException {
        if (socket != null) {
            Packets.disconnect(socket.out());
            socket.flush();
            close();
        }
    }

    @Override
    public final void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
