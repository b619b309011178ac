package io.parley.bench.mqtt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** One connected client: what publishers and subscribers have in common. For the selector's thread. */
abstract class LoadClient implements PacketSink, AutoCloseable {

    private final String clientId;
    private final MqttVersion version;
    private final int topicAliasMaximum;
    private MqttSocket socket;
    private int reason = -1;
    private ServerLimits limits = ServerLimits.DEFAULT;

    LoadClient(String clientId, MqttVersion version, int topicAliasMaximum) {
        this.clientId = clientId;
        this.version = version;
        this.topicAliasMaximum = topicAliasMaximum;
    }

    /** With a plan that wants aliases, it takes one for each publisher's topic. */
    LoadClient(String clientId, LoadPlan plan) {
        this(
                clientId,
                plan.load().version(),
                plan.alias() ? plan.load().topology().publishers() : 0);
    }

    /** @param clean whether the session begins anew and ends with the connection */
    final void connect(InetSocketAddress address, Selector selector, boolean clean) throws IOException {
        socket = MqttSocket.open(address, selector, this);
        Packets.connect(socket.out(), version, clientId, clean, topicAliasMaximum);
        socket.flush();
    }

    final boolean connected() {
        if (reason > 0) {
            throw new IllegalStateException(
                    clientId + " was refused with CONNACK code " + reason + ", MQTT " + version.title());
        }
        return reason == 0;
    }

    final String clientId() {
        return clientId;
    }

    final MqttSocket socket() {
        return socket;
    }

    /** Of the broker that accepted it. */
    final ServerLimits limits() {
        return limits;
    }

    @Override
    public final void packet(int first, ByteBuffer in, int at, int length) {
        if (first >>> 4 == Packets.CONNACK) {
            reason = in.get(at + 1) & 0xff;
            if (version.properties() && length > 2) {
                int end = Packets.skipProperties(in, at + 2);
                limits = ServerLimits.read(in, end - Packets.propertiesLength(in, at + 2), end);
            }
        } else {
            received(first, in, at, length);
        }
    }

    /** Everything but CONNACK. */
    abstract void received(int first, ByteBuffer in, int at, int length);

    /** What to say of a packet that this client had not to get. */
    final IllegalStateException unexpected(int first, ByteBuffer in, int at, int length) {
        if (first >>> 4 == Packets.DISCONNECT) {
            int code = length == 0 ? 0 : in.get(at) & 0xff;
            return new IllegalStateException(
                    String.format("%s was disconnected by the broker with reason code 0x%02x", clientId, code));
        }
        return new IllegalStateException(clientId + " got a packet of type " + (first >>> 4));
    }

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
