package io.parley.bench.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;

/** Encodes MQTT 3.1.1 packets. A packet's type is the upper half of its first byte. */
public final class Packets {

    public static final int CONNECT = 1;
    public static final int CONNACK = 2;
    public static final int PUBLISH = 3;
    public static final int PUBACK = 4;
    public static final int PUBREC = 5;
    public static final int PUBREL = 6;
    public static final int PUBCOMP = 7;
    public static final int SUBSCRIBE = 8;
    public static final int SUBACK = 9;
    public static final int PINGREQ = 12;
    public static final int PINGRESP = 13;
    public static final int DISCONNECT = 14;

    /** Bytes of a PUBACK, PUBREC, PUBREL or PUBCOMP. */
    public static final int ACK_BYTES = 4;

    /** The flag of a PUBLISH that may have been sent before. */
    public static final int DUP = 0x08;

    private Packets() {}

    /** A CONNECT without will and credentials; keep-alive is off. */
    public static void connect(ByteBuffer out, String clientId, boolean clean) {
        byte[] id = clientId.getBytes(UTF_8);
        header(out, CONNECT << 4, 10 + 2 + id.length);
        out.putShort((short) 4).put("MQTT".getBytes(UTF_8)).put((byte) 4);
        out.put((byte) (clean ? 0x02 : 0x00)).putShort((short) 0);
        out.putShort((short) id.length).put(id);
    }

    /** A SUBSCRIBE of all filters with the same QoS. */
    public static void subscribe(ByteBuffer out, int packetId, List<String> filters, int qos) {
        int length = 2;
        for (String filter : filters) {
            length += 3 + filter.getBytes(UTF_8).length;
        }
        header(out, SUBSCRIBE << 4 | 0x02, length);
        out.putShort((short) packetId);
        for (String filter : filters) {
            byte[] bytes = filter.getBytes(UTF_8);
            out.putShort((short) bytes.length).put(bytes).put((byte) qos);
        }
    }

    /**
     * A PUBLISH; packet id and payload are left as they are in the buffer.
     *
     * @return the index of the packet id or, with QoS 0, of the payload
     */
    public static int publish(ByteBuffer out, String topic, int qos, int payloadBytes) {
        byte[] name = topic.getBytes(UTF_8);
        int idBytes = qos == 0 ? 0 : 2;
        header(out, PUBLISH << 4 | qos << 1, 2 + name.length + idBytes + payloadBytes);
        out.putShort((short) name.length).put(name);
        int at = out.position();
        out.position(at + idBytes + payloadBytes);
        return at;
    }

    /** A PUBACK, PUBREC, PUBREL or PUBCOMP. */
    public static void ack(ByteBuffer out, int type, int packetId) {
        int flags = type == PUBREL ? 0x02 : 0;
        out.putInt((type << 4 | flags) << 24 | 2 << 16 | packetId);
    }

    public static void disconnect(ByteBuffer out) {
        header(out, DISCONNECT << 4, 0);
    }

    public static void ping(ByteBuffer out) {
        header(out, PINGREQ << 4, 0);
    }

    private static void header(ByteBuffer out, int first, int remaining) {
        out.put((byte) first);
        int rest = remaining;
        while (rest > 0x7f) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
