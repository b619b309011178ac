package io.parley.bench.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Encodes packets of MQTT 3.1.1 and 5.0; what names no version is 3.1.1, or the same in both. A packet's type is the
 * upper half of its first byte.
 */
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

    /** The least reason code of MQTT 5.0 that means failure. */
    static final int REFUSED = 0x80;

    private static final byte SESSION_EXPIRY = 0x11;
    private static final byte RECEIVE_MAXIMUM = 0x21;
    private static final byte TOPIC_ALIAS_MAXIMUM = 0x22;
    private static final byte TOPIC_ALIAS = 0x23;
    private static final int CONNECT_PROPERTIES = 5 + 3 + 3;

    private Packets() {}

    /** A CONNECT without will and credentials; keep-alive is off. */
    public static void connect(ByteBuffer out, String clientId, boolean clean) {
        connect(out, MqttVersion.V3_1_1, clientId, clean, 0);
    }

    /**
     * The same in that version. With MQTT 5.0 the session never expires unless it is clean, as in 3.1.1, and receive
     * maximum is as large as can be.
     *
     * @param topicAliasMaximum aliases that the client takes; of no effect in 3.1.1
     */
    public static void connect(
            ByteBuffer out, MqttVersion version, String clientId, boolean clean, int topicAliasMaximum) {
        byte[] id = clientId.getBytes(UTF_8);
        header(out, CONNECT << 4, 10 + (version.properties() ? 1 + CONNECT_PROPERTIES : 0) + 2 + id.length);
        out.putShort((short) 4).put("MQTT".getBytes(UTF_8)).put((byte) version.level());
        out.put((byte) (clean ? 0x02 : 0x00)).putShort((short) 0);
        if (version.properties()) {
            out.put((byte) CONNECT_PROPERTIES);
            out.put(SESSION_EXPIRY).putInt(clean ? 0 : -1);
            out.put(RECEIVE_MAXIMUM).putShort((short) 0xffff);
            out.put(TOPIC_ALIAS_MAXIMUM).putShort((short) topicAliasMaximum);
        }
        out.putShort((short) id.length).put(id);
    }

    /** A SUBSCRIBE of all filters with the same QoS. */
    public static void subscribe(ByteBuffer out, int packetId, List<String> filters, int qos) {
        subscribe(out, MqttVersion.V3_1_1, packetId, filters, qos);
    }

    /** The same in that version, without properties. */
    public static void subscribe(ByteBuffer out, MqttVersion version, int packetId, List<String> filters, int qos) {
        int length = version.properties() ? 3 : 2;
        for (String filter : filters) {
            length += 3 + filter.getBytes(UTF_8).length;
        }
        header(out, SUBSCRIBE << 4 | 0x02, length);
        out.putShort((short) packetId);
        if (version.properties()) {
            out.put((byte) 0);
        }
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
        return publish(out, MqttVersion.V3_1_1, topic, 0, qos, payloadBytes);
    }

    /**
     * The same in that version, with no property but the alias.
     *
     * @param topic empty where the alias stands for it
     * @param alias of the topic; 0 for none, and always with 3.1.1
     * @return the index of the packet id or, with QoS 0, of what follows the topic
     */
    public static int publish(ByteBuffer out, MqttVersion version, String topic, int alias, int qos, int payloadBytes) {
        byte[] name = topic.getBytes(UTF_8);
        int idBytes = qos == 0 ? 0 : 2;
        int aliasBytes = alias == 0 ? 0 : 3;
        int propertyBytes = version.properties() ? 1 + aliasBytes : 0;
        header(out, PUBLISH << 4 | qos << 1, 2 + name.length + idBytes + propertyBytes + payloadBytes);
        out.putShort((short) name.length).put(name);
        int at = out.position();
        out.position(at + idBytes);
        if (version.properties()) {
            out.put((byte) aliasBytes);
            if (alias != 0) {
                out.put(TOPIC_ALIAS).putShort((short) alias);
            }
        }
        out.position(out.position() + payloadBytes);
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

    /** Bytes of the properties whose length is at the index, without that length. */
    static int propertiesLength(ByteBuffer in, int at) {
        int length = 0;
        int shift = 0;
        byte digit;
        int index = at;
        do {
            digit = in.get(index++);
            length |= (digit & 0x7f) << shift;
            shift += 7;
        } while (digit < 0);
        return length;
    }

    /** The index behind the properties whose length is at the index. */
    static int skipProperties(ByteBuffer in, int at) {
        int first = in.get(at);
        if (first >= 0) {
            return at + 1 + first;
        }
        int length = propertiesLength(in, at);
        return at + (length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : 4) + length;
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
