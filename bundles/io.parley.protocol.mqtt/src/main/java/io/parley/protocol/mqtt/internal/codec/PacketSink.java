package io.parley.protocol.mqtt.internal.codec;

import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;

/** Takes the packets of a connected client, one call a packet. Each may find that its packet is out of order. */
public interface PacketSink {

    /**
     * @param publication its token is set where the guarantee is exactly once
     * @param packetId 0 where nothing is answered
     */
    void publish(Publication publication, int packetId) throws MalformedPacketException;

    /**
     * A PUBLISH with QoS 1 or 2 that is a part of a transaction.
     *
     * @param publication as in {@link #publish}; sent where the part says so
     */
    void publish(TransactionPart part, Publication publication, int packetId) throws MalformedPacketException;

    /** A PUBLISH that can be read but not be done. */
    void refuse(Guarantee guarantee, int packetId, Refusal why) throws MalformedPacketException;

    /** @param failed whether the client says that it could not take the message; it is done with it all the same */
    void puback(int packetId, boolean failed) throws MalformedPacketException;

    /** @param failed as in {@link #puback} */
    void pubrec(int packetId, boolean failed) throws MalformedPacketException;

    void pubrel(int packetId) throws MalformedPacketException;

    void pubcomp(int packetId) throws MalformedPacketException;

    void subscribe(Subscribe packet) throws MalformedPacketException;

    void unsubscribe(Unsubscribe packet) throws MalformedPacketException;

    void pingreq() throws MalformedPacketException;

    void disconnect(Farewell packet) throws MalformedPacketException;

    void auth(Auth packet) throws MalformedPacketException;
}
