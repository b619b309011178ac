package io.parley.itest.input;

import static io.parley.itest.input.RawClient.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packet ids that are unknown or used again, QoS 2 in every wrong order, and names as long as they can be. */
final class DialogueIT extends InputScenarios {

    private static final int LONGEST = 65_535;

    enum Version {
        V3_1_1,
        V5_0;

        /** A PUBLISH to {@code t}, of 1 byte. */
        byte[] publish(int flags, int packetId, int payload) {
            return this == V5_0
                    ? bytes(0x30 | flags, 7, 0, 1, 't', packetId >>> 8, packetId & 0xff, 0, payload)
                    : bytes(0x30 | flags, 6, 0, 1, 't', packetId >>> 8, packetId & 0xff, payload);
        }

        /** The packet with its remaining length, and no properties in 5.0. */
        byte[] answer(int head, int packetId) {
            return bytes(head, 2, packetId >>> 8, packetId & 0xff);
        }

        /** As {@link #answer}, which in 5.0 says that the packet id is not known. */
        byte[] unknown(int head, int packetId) {
            return this == V5_0 ? bytes(head, 3, packetId >>> 8, packetId & 0xff, 0x92) : answer(head, packetId);
        }
    }

    private RawClient connected(Version version, String id) throws IOException {
        RawClient client = server().open(Wire.TCP);
        return version == Version.V5_0 ? client.connectedWith5As(id) : client.connectedAs(id);
    }

    /** Subscribed to {@code t} with QoS 2. */
    private RawClient subscribed(Version version, String id) throws IOException {
        RawClient client = connected(version, id);
        boolean five = version == Version.V5_0;
        client.send(five ? bytes(0x82, 7, 0, 9, 0, 0, 1, 't', 2) : bytes(0x82, 6, 0, 9, 0, 1, 't', 2));
        assertArrayEquals(five ? bytes(0x90, 4, 0, 9, 0, 2) : bytes(0x90, 3, 0, 9, 2), client.readPacket());
        return client;
    }

    private static void expect(RawClient client, byte[] packet) throws IOException {
        assertArrayEquals(packet, client.readPacket());
    }

    /** What the client sends is answered by that. */
    private static void exchange(RawClient client, byte[] sent, byte[] answer) throws IOException {
        client.send(sent);
        expect(client, answer);
    }

    private static void stillThere(RawClient client) throws IOException {
        exchange(client, bytes(0xc0, 0), bytes(0xd0, 0));
    }

    /** Gives the packet id of a delivery that has that payload. */
    private static int delivered(RawClient client, int flags, int payload) throws IOException {
        byte[] publish = client.readPacket();
        assertEquals(0x30 | flags, publish[0] & 0xff, () -> Arrays.toString(publish));
        assertEquals(payload, publish[publish.length - 1]);
        return (publish[5] & 0xff) << 8 | publish[6] & 0xff;
    }

    private static void closed(Version version, RawClient client) throws IOException {
        if (version == Version.V5_0) {
            byte[] disconnect = client.readPacket();
            assertEquals((byte) 0xe0, disconnect[0]);
            assertEquals((byte) 0x82, disconnect[2]);
        }
        assertArrayEquals(new byte[0], client.readToEnd());
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void releaseOfAnUnknownPacketIdIsCompleted(Version version) throws IOException {
        try (RawClient client = connected(version, "release")) {
            exchange(client, version.answer(0x62, 7), version.unknown(0x70, 7));
            stillThere(client);
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void acknowledgementsOfUnknownPacketIdsDoNoHarm(Version version) throws IOException {
        try (RawClient client = connected(version, "unknown")) {
            client.send(version.answer(0x40, 7));
            client.send(version.answer(0x70, 7));
            stillThere(client);
            exchange(client, version.answer(0x50, 7), version.unknown(0x62, 7));
            stillThere(client);
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void packetIdThatIsUsedAgainBeforeTheReleaseIsTheSameMessage(Version version) throws IOException {
        try (RawClient receiver = subscribed(version, "receiver");
                RawClient client = connected(version, "again")) {
            for (int i = 0; i < 3; i++) {
                exchange(client, version.publish(i == 0 ? 4 : 12, 5, 1), version.answer(0x50, 5));
            }
            exchange(
                    client,
                    version.publish(4, 5, 2),
                    version.answer(0x50, 5)); // Whatever it contains, [MQTT-4.3.3-10] in 5.0.
            exchange(client, version.answer(0x62, 5), version.answer(0x70, 5));
            exchange(client, version.publish(4, 5, 3), version.answer(0x50, 5));
            exchange(client, version.answer(0x62, 5), version.answer(0x70, 5));
            exchange(client, version.answer(0x62, 5), version.unknown(0x70, 5));
            int first = delivered(receiver, 4, 1);
            int second = delivered(receiver, 4, 3);
            exchange(receiver, version.answer(0x50, first), version.answer(0x62, first));
            exchange(receiver, version.answer(0x50, second), version.answer(0x62, second));
            stillThere(receiver);
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void packetIdOfQos1IsFreeOnceItIsAcknowledged(Version version) throws IOException {
        try (RawClient receiver = subscribed(version, "receiver");
                RawClient client = connected(version, "reused")) {
            for (int i = 0; i < 3; i++) {
                exchange(client, version.publish(2, 5, i), version.answer(0x40, 5));
                delivered(receiver, 2, i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void qos1WithThePacketIdOfAnUnreleasedQos2IsAnswered(Version version) throws IOException {
        try (RawClient client = connected(version, "mixed")) {
            client.send(version.publish(4, 5, 1));
            assertEquals(0x50, client.readPacket()[0]);
            client.send(version.publish(2, 5, 2));
            if (version == Version.V5_0) {
                byte[] refused = client.readPacket();
                assertEquals(0x40, refused[0]);
                assertEquals((byte) 0x91, refused[4], "packet identifier in use");
            } else {
                expect(client, version.answer(0x40, 5)); // 3.1.1 cannot refuse it, and it is a message of its own.
            }
            exchange(client, version.answer(0x62, 5), version.answer(0x70, 5));
        }
    }

    /** To a delivery of QoS 2. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void deliveryOfQos2ThatIsAcknowledgedAsOneOfQos1IsAnError(Version version) throws IOException {
        wrongAnswerCloses(version, 4, 0x40);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void completionBeforeTheReceiptIsAnError(Version version) throws IOException {
        wrongAnswerCloses(version, 4, 0x70);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void receiptOfADeliveryOfQos1IsAnError(Version version) throws IOException {
        wrongAnswerCloses(version, 2, 0x50);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void completionOfADeliveryOfQos1IsAnError(Version version) throws IOException {
        wrongAnswerCloses(version, 2, 0x70);
    }

    private void wrongAnswerCloses(Version version, int flags, int answer) throws IOException {
        try (RawClient receiver = subscribed(version, "wrong");
                RawClient client = connected(version, "sender")) {
            client.send(version.publish(flags, 1, 1));
            receiver.send(version.answer(answer, delivered(receiver, flags, 1)));
            closed(version, receiver);
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void receiptThatComesTwiceIsReleasedTwiceAndCompletionThatComesTwiceIsPassedOver(Version version)
            throws IOException {
        try (RawClient receiver = subscribed(version, "twice");
                RawClient client = connected(version, "sender")) {
            client.send(version.publish(4, 1, 1));
            int id = delivered(receiver, 4, 1);
            for (int i = 0; i < 2; i++) {
                exchange(receiver, version.answer(0x50, id), version.answer(0x62, id));
            }
            receiver.send(version.answer(0x70, id));
            receiver.send(version.answer(0x70, id));
            stillThere(receiver);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LONGEST, LONGEST - 1, 1})
    void namesMayBeAsLongAsTheyCanBe(int length) throws IOException {
        byte[] topic = new byte[length];
        Arrays.fill(topic, (byte) 'n');
        try (RawClient client = connected(Version.V3_1_1, "long")) {
            byte[] named = RawClient.join(bytes(length >>> 8, length & 0xff), topic);
            byte[] filter = RawClient.join(bytes(0, 1), RawClient.join(named, bytes(0)));
            exchange(client, RawClient.join(head(0x82, filter.length), filter), bytes(0x90, 3, 0, 1, 0));
            byte[] body = RawClient.join(named, bytes('p'));
            byte[] publish = RawClient.join(head(0x30, body.length), body);
            client.send(publish);
            assertArrayEquals(publish, client.read(publish.length));
        }
    }

    /** Type and remaining length, in as few bytes as it needs. */
    private static byte[] head(int type, int length) {
        byte[] head = bytes(type);
        int rest = length;
        do {
            int more = rest >>> 7;
            head = RawClient.join(head, bytes(rest & 0x7f | (more > 0 ? 0x80 : 0)));
            rest = more;
        } while (rest > 0);
        return head;
    }
}
