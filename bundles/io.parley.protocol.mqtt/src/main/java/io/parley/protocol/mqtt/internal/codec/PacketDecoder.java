package io.parley.protocol.mqtt.internal.codec;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Reads one connection's packets in one version of the protocol. Keeps what lives as long as the connection, such as
 * topics seen lately; for one thread at a time.
 */
public interface PacketDecoder {

    /** Refuses a first byte that no packet of a connected client begins with. */
    void check(int first) throws MalformedPacketException;

    /**
     * Refuses a remaining length that a packet with that first byte cannot have, before the packet has arrived.
     *
     * @param first one that has been checked
     * @param minimal whether the length is written in as few bytes as possible
     */
    void check(int first, int remaining, boolean minimal) throws MalformedPacketException;

    /** That a packet is larger than is allowed. */
    MalformedPacketException tooLarge(PacketType type, long size, int allowed);

    /**
     * Reads a CONNECT packet behind its protocol level.
     *
     * @throws io.parley.api.message.RefusedException for what is answered by a CONNACK
     */
    Connect connect(ByteBuffer body) throws MalformedPacketException;

    /**
     * Reads one packet and hands it to the sink.
     *
     * @param first the packet's first byte, checked
     * @param body the rest behind the fixed header, to the buffer's limit; valid during the call only
     */
    void decode(int first, ByteBuffer body, PacketSink sink) throws MalformedPacketException;

    /** What the next instance has to know to go on reading; for {@link #restore}. */
    Map<String, String> state();

    /** @throws RuntimeException where the state is not one that {@link #state} makes */
    void restore(Map<String, String> state);
}
