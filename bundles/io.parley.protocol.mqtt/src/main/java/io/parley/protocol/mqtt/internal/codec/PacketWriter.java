package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionResult;
import java.util.List;

/**
 * Writes one connection's packets in one version of the protocol, straight into the connection. For the connection's
 * lane.
 */
public interface PacketWriter {

    /** The client is connected. */
    void accepted(boolean sessionPresent);

    /** The client is not connected: it asked for a version that is not served. */
    void unsupportedVersion();

    /**
     * The client is not connected.
     *
     * @param withCredentials whether it gave a user name or a password
     */
    void refused(RefusedException.Reason reason, boolean withCredentials);

    /**
     * A message.
     *
     * @param packetId 0 where nothing comes back
     * @return false when this version cannot express the message, and nothing was written
     */
    boolean publish(Outbound.Deliver deliver, int packetId);

    /** PUBACK, PUBREC, PUBREL or PUBCOMP. */
    void acknowledge(PacketType type, int packetId);

    /**
     * Answers a PUBLISH that was refused.
     *
     * @param type PUBACK or PUBREC
     * @return false when this version knows no such answer
     */
    boolean refuse(PacketType type, int packetId, RefusedException why);

    void suback(int packetId, List<SubscriptionResult> results);

    /** @param existed whether each subscription was there */
    void unsuback(int packetId, List<Boolean> existed);

    void pingresp();
}
