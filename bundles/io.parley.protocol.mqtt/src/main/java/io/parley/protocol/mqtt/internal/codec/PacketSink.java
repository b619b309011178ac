package io.parley.protocol.mqtt.internal.codec;

import io.parley.spi.protocol.Publication;

/** Takes the packets of a connected client, one call a packet. Each may find that its packet is out of order. */
public interface PacketSink {

    /**
     * @param publication its token is set where the guarantee is exactly once
     * @param packetId 0 where nothing is answered
     */
    void publish(Publication publication, int packetId) throws MalformedPacketException;

    void puback(int packetId) throws MalformedPacketException;

    void pubrec(int packetId) throws MalformedPacketException;

    void pubrel(int packetId) throws MalformedPacketException;

    void pubcomp(int packetId) throws MalformedPacketException;

    void subscribe(Subscribe packet) throws MalformedPacketException;

    void unsubscribe(Unsubscribe packet) throws MalformedPacketException;

    void pingreq() throws MalformedPacketException;

    void disconnect() throws MalformedPacketException;
}
