package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Payload;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes one connection's packets in one version of the protocol, straight into the connection. Nothing is written that is
 * larger than the client takes. For the connection's lane.
 */
public interface PacketWriter {

    /** What became of a message. */
    enum Sent {
        SENT,
        /** This version cannot express it, and nothing was written. */
        INEXPRESSIBLE,
        /** It is larger than the client takes, and nothing was written. */
        TOO_LARGE
    }

    /**
     * The client is connected.
     *
     * @return false when the client takes not even that, and nothing was written
     */
    boolean accepted(Accepted what);

    /** The client is not connected. */
    void refused(Refusal why);

    /**
     * A message.
     *
     * @param packetId 0 where nothing comes back
     */
    Sent publish(Outbound.Deliver deliver, int packetId);

    /** PUBACK, PUBREC, PUBREL or PUBCOMP: all is well. */
    void acknowledge(PacketType type, int packetId);

    /** PUBACK or PUBREC for a message that nobody takes. */
    void unheard(PacketType type, int packetId);

    /** PUBREL or PUBCOMP for a transfer that is not known. */
    void unknown(PacketType type, int packetId);

    /**
     * Answers a PUBLISH that was refused, by PUBACK or PUBREC.
     *
     * @return false when this version knows no such answer
     */
    boolean refuse(PacketType type, int packetId, Refusal why);

    void suback(int packetId, List<SubscriptionResult> results);

    /** @param existed whether each subscription was there */
    void unsuback(int packetId, List<Boolean> existed);

    /**
     * Answers a SUBSCRIBE or UNSUBSCRIBE of which nothing was done, by SUBACK or UNSUBACK.
     *
     * @param filters how many topic filters there were
     * @return false when this version knows no such answer
     */
    boolean refuse(PacketType type, int packetId, int filters, Refusal why);

    void pingresp();

    /** AUTH, where this version has it. */
    void auth(ReasonCode code, String method, Optional<Payload> data);

    /** DISCONNECT, where this version has it from a server. */
    void disconnect(Refusal why);

    /** What the next instance has to know to go on writing; for {@link #restore}. */
    Map<String, String> state();

    /** @throws RuntimeException where the state is not one that {@link #state} makes */
    void restore(Map<String, String> state);
}
