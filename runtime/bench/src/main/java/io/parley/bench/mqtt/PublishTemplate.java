package io.parley.bench.mqtt;

import java.nio.ByteBuffer;
import java.util.Random;

/** A PUBLISH encoded once; for each message it is copied, and packet id, sequence and time are written over it. */
final class PublishTemplate {

    private final int publisher;
    private final boolean packetIds;
    private final ByteBuffer packet;
    private final int bytes;
    private final int idAt;
    private final int payloadBytes;

    /**
     * @param publisher number of the publisher, written into each payload
     * @param topic with an alias that the broker knows already, empty
     * @param alias of the topic; 0 for none
     */
    PublishTemplate(LoadPlan plan, int publisher, String topic, int alias) {
        this.publisher = publisher;
        payloadBytes = plan.payloadBytes();
        int qos = plan.load().qos();
        packetIds = qos > 0;
        packet = ByteBuffer.allocateDirect(payloadBytes + topic.length() + 16);
        idAt = Packets.publish(packet, plan.load().version(), topic, alias, qos, payloadBytes);
        bytes = packet.position();
        byte[] filler = new byte[payloadBytes];
        new Random(publisher).nextBytes(filler);
        packet.put(bytes - payloadBytes, filler);
    }

    int bytes() {
        return bytes;
    }

    /** Appends one message. */
    void put(ByteBuffer out, int packetId, long sequence, long nanos) {
        int at = out.position();
        out.put(at, packet, 0, bytes);
        if (packetIds) {
            out.putShort(at + idAt, (short) packetId);
        }
        Stamp.write(out, at + bytes - payloadBytes, payloadBytes, publisher, sequence, nanos);
        out.position(at + bytes);
    }
}
