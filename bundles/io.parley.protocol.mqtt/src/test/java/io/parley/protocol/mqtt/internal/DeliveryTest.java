package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Client.message;
import static io.parley.protocol.mqtt.internal.Packets.bytes;
import static io.parley.protocol.mqtt.internal.Packets.puback;
import static io.parley.protocol.mqtt.internal.Packets.pubcomp;
import static io.parley.protocol.mqtt.internal.Packets.publish;
import static io.parley.protocol.mqtt.internal.Packets.pubrec;
import static io.parley.protocol.mqtt.internal.Packets.pubrel;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to a client, and what it answers. */
class DeliveryTest {

    private final Client client = Client.connected();

    @Test
    void eachGuaranteeIsWritten() {
        client.deliver(
                message(0, AT_MOST_ONCE, "a/b", "zero"),
                message(0, AT_LEAST_ONCE, "a/b", "one"),
                message(1, EXACTLY_ONCE, "ü", ""));
        client.expect(publish(0, 0, "a/b", "zero"), publish(1, 1, "a/b", "one"), publish(2, 2, "ü", ""));
    }

    @Test
    void flagsAreWritten() { // MQTT-3.3.1-2: no DUP with QoS 0
        client.deliver(
                message(0, AT_MOST_ONCE, Address.topic("t"), "x", true, true),
                message(5, AT_LEAST_ONCE, Address.topic("t"), "x", true, true),
                message(6, EXACTLY_ONCE, Address.topic("t"), "x", false, true));
        client.expect(
                publish(0x31, "t", 0, bytes("x")),
                publish(0x3b, "t", 6, bytes("x")),
                publish(0x3c, "t", 7, bytes("x")));
    }

    @Test
    void queuesAndInboxesHaveTheirTopics() {
        client.deliver(
                message(0, AT_MOST_ONCE, Address.queue("orders/eu"), "q", false, false),
                message(0, AT_MOST_ONCE, Address.session("me"), "s", false, false),
                message(0, AT_MOST_ONCE, Address.route("r"), "r", false, false));
        client.expect(
                publish(0, 0, "$queue/orders/eu", "q"),
                publish(0, 0, "$session/me", "s"),
                publish(0, 0, "$route/r", "r"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "61439, 61440", "61440, 1", "61441, 2", "9223372036854775806, 32767"})
    void thePacketIdFollowsFromTheSequence(long sequence, int id) {
        client.deliver(message(sequence, AT_LEAST_ONCE, "t", "x"));
        client.expect(publish(1, id, "t", "x"));
        client.send(puback(id));
        assertEquals(List.of("acknowledge " + sequence), client.gateway.calls());
    }

    @Test
    void exactlyOnce() {
        client.deliver(message(3, EXACTLY_ONCE, "t", "x"));
        client.expect(publish(2, 4, "t", "x"));
        client.send(pubrec(4), pubrec(4));
        client.expectNothing();
        assertEquals(List.of("received 3"), client.gateway.calls());
        client.deliver(new Outbound.Release(3));
        client.expect(pubrel(4));
        client.send(pubrec(4));
        client.expect(pubrel(4));
        client.send(pubcomp(4), pubcomp(4));
        assertEquals(List.of("acknowledge 3"), client.gateway.calls());
    }

    @Test
    void aReleaseAfterAReconnectNeedsNoMessage() {
        client.deliver(new Outbound.Release(9), message(4, EXACTLY_ONCE, "t", "x"), new Outbound.Release(2));
        client.expect(pubrel(10), publish(2, 5, "t", "x"), pubrel(3));
        client.send(pubcomp(10), pubcomp(3));
        assertEquals(List.of("acknowledge 9", "acknowledge 2"), client.gateway.calls());
    }

    @Test
    void unknownIdsDoNoHarm() {
        client.send(puback(1), pubcomp(2), pubrec(3), puback(65_535), pubcomp(61_441), pubrec(65_000));
        client.expect(pubrel(3), pubrel(65_000));
        client.expectOpen();
        client.deliver(message(7, AT_LEAST_ONCE, "t", "x"));
        client.send(puback(7), puback(9), puback(8), puback(8));
        assertEquals(List.of("acknowledge 7"), client.gateway.calls());
    }

    @Test
    void acknowledgementsOfTheWrongKindEndTheConnection() {
        for (byte[] wrong : List.of(pubrec(1), pubcomp(1), puback(2), pubcomp(2))) {
            Client each = Client.connected();
            each.deliver(message(0, AT_LEAST_ONCE, "t", "x"), message(1, EXACTLY_ONCE, "t", "y"));
            each.send(wrong);
            each.expectClosed();
            assertEquals(List.of("leave false"), each.gateway.calls());
            assertEquals(1, each.surroundings.counters().malformed.sum());
        }
    }

    @Test
    void queueDeliveriesHaveIdsOfTheirOwnInTurn() {
        Address queue = Address.queue("q");
        client.deliver(
                message(-1, AT_LEAST_ONCE, queue, "a", false, false),
                message(-2, AT_LEAST_ONCE, queue, "b", false, true));
        client.expect(publish(1, 61_441, "$queue/q", "a"), publish(0x3a, "$queue/q", 61_442, bytes("b")));
        client.send(puback(61_441));
        client.deliver(message(-3, AT_LEAST_ONCE, queue, "c", false, false));
        client.expect(publish(1, 61_443, "$queue/q", "c"));
        client.send(puback(61_443), puback(61_442));
        assertEquals(List.of("acknowledge -1", "acknowledge -3", "acknowledge -2"), client.gateway.calls());
    }

    @Test
    void queueDeliveriesBeyondTheirIdsWaitInOrder() {
        Address queue = Address.queue("q");
        for (int i = 1; i <= PacketIds.QUEUE_IDS + 3; i++) {
            client.deliver(message(-i, AT_LEAST_ONCE, queue, "", false, false));
        }
        assertEquals(PacketIds.QUEUE_IDS * 14, client.connection.sent().length);
        client.send(puback(65_000), puback(65_001));
        client.expect(publish(1, 65_000, "$queue/q", ""), publish(1, 65_001, "$queue/q", ""));
        client.send(puback(65_001));
        client.expect(publish(1, 65_001, "$queue/q", ""));
        client.send(puback(65_001));
        assertEquals(
                List.of("acknowledge -3560", "acknowledge -3561", "acknowledge -4097", "acknowledge -4098"),
                client.gateway.calls());
    }

    @Test
    void whatComesAtOnceForAnAcknowledgementDoesNotOvertake() {
        Address queue = Address.queue("q");
        for (int i = 1; i <= PacketIds.QUEUE_IDS; i++) {
            client.deliver(message(-i, AT_LEAST_ONCE, queue, "", false, false));
        }
        client.deliver(message(-5_000, AT_LEAST_ONCE, queue, "first", false, false));
        client.connection.sent();
        client.gateway.onAcknowledge = () -> client.gateway.downstream.deliver(
                List.of(message(-5_001, AT_LEAST_ONCE, queue, "second", false, false)));
        client.send(puback(65_000));
        client.expect(publish(1, 65_000, "$queue/q", "first"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 122, 123, 16_378, 16_379, 16_384, 16_385, 40_000, 2_097_146, 2_097_147})
    void payloadsOfAllSizes(int size) {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        Message message = Message.to(Address.topic("t"))
                .payload(Payload.wrap(
                        ByteBuffer.wrap(payload, 0, size / 3), ByteBuffer.wrap(payload, size / 3, size - size / 3)))
                .build();
        client.deliver(new Outbound.Deliver(message, 0, AT_LEAST_ONCE, false, false));
        client.expect(publish(0x32, "t", 1, payload));
    }

    @ParameterizedTest
    @ValueSource(ints = {65_520, 65_535})
    void theLongestTopics(int length) {
        String topic = "x".repeat(length);
        client.deliver(message(0, AT_LEAST_ONCE, topic, "p"));
        client.expect(publish(1, 1, topic, "p"));
    }

    @Test
    void whatMqttCannotExpressIsRejectedUnsent() { // MQTT-3.3.2-2
        for (String topic : List.of("a/+", "#", "\ud800", "ü".repeat(40_000))) {
            for (Guarantee guarantee : Guarantee.values()) {
                client.deliver(message(1, guarantee, topic, "x"));
            }
        }
        client.expectNothing();
        assertEquals(
                8, client.gateway.calls().stream().filter("reject 1"::equals).count());
        assertEquals(12, client.surroundings.counters().inexpressible.sum());
        client.deliver(message(1, AT_LEAST_ONCE, "t", "x"));
        client.expect(publish(1, 2, "t", "x"));
    }

    @Test
    void manyTopicsInTurn() {
        Random random = new Random(3);
        for (int i = 0; i < 3_000; i++) {
            String topic = "t/" + random.nextInt(600);
            client.deliver(message(0, AT_MOST_ONCE, topic, "x"));
            client.expect(publish(0, 0, topic, "x"));
        }
    }

    @Test
    void aBreachOfTheSpanEndsTheConnection() {
        client.deliver(message(0, AT_LEAST_ONCE, "t", "x"), message(61_440, AT_LEAST_ONCE, "t", "x"));
        client.expectClosed();
        assertEquals(1, client.surroundings.counters().faults.sum());
    }
}
