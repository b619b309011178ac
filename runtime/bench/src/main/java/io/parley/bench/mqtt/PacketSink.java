package io.parley.bench.mqtt;

import java.nio.ByteBuffer;

/** Takes the packets that a {@link MqttSocket} received, in order, on the thread that reads the socket. */
@FunctionalInterface
public interface PacketSink {

    /**
     * One whole packet.
     *
     * @param first the first byte of the fixed header: type and flags
     * @param in holds the packet's body; valid during the call, to be read by absolute index only
     * @param at index of the body's first byte
     * @param length of the body
     */
    void packet(int first, ByteBuffer in, int at, int length);
}
