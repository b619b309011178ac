package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.bytes;
import static io.parley.protocol.mqtt.internal.Packets.hex;
import static io.parley.protocol.mqtt.internal.Packets.pubrel;
import static io.parley.protocol.mqtt.internal.Packets5.ack;
import static io.parley.protocol.mqtt.internal.Packets5.data;
import static io.parley.protocol.mqtt.internal.Packets5.properties;
import static io.parley.protocol.mqtt.internal.Packets5.publish;
import static io.parley.protocol.mqtt.internal.Packets5.text;
import static io.parley.protocol.mqtt.internal.Packets5.u16;
import static io.parley.protocol.mqtt.internal.Packets5.u32;
import static io.parley.protocol.mqtt.internal.Packets5.u8;
import static io.parley.protocol.mqtt.internal.Packets5.user;
import static io.parley.protocol.mqtt.internal.Packets5.varint;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.Payload;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to clients of MQTT 5. */
class Delivery5Test {

    private final Client client = Client.connected5();

    private static Outbound.Deliver once(MessageBuilder message, Integer... subscriptions) {
        return new Outbound.Deliver(message.build(), 0, AT_MOST_ONCE, false, false, List.of(subscriptions));
    }

    private static MessageBuilder to(String topic) {
        return Message.to(Address.topic(topic)).payload("x");
    }

    @Test
    void withoutProperties() {
        client.deliver(
                Client.message(0, AT_MOST_ONCE, "a/b", "zero"),
                Client.message(0, AT_LEAST_ONCE, "a/b", "one"),
                Client.message(1, EXACTLY_ONCE, Address.queue("q"), "two", true, true));
        client.expect(
                publish(0, 0, "a/b", "zero"), publish(1, 1, "a/b", "one"), publish(0x3d, "$queue/q", 2, bytes("two")));
    }

    @Test
    void everyProperty() { // MQTT-3.3.2-4, -15, -16, -17, -18, -20
        client.deliver(once(
                to("t").contentType("text/plain")
                        .replyTo(Address.queue("answers"))
                        .correlationId("c-1")
                        .expiresAtMillis(client.now + 1_001)
                        .priority(7)
                        .orderingKey("k")
                        .addHeader("mqtt.payload-format", "1")
                        .addHeader("b", "1")
                        .addHeader("", "")
                        .addHeader("b", "\uD83D\uDE00"),
                7,
                268_435_455));
        client.expect(publish(
                0,
                0,
                "t",
                "x",
                u8(1, 1),
                u32(2, 2),
                text(3, "text/plain"),
                text(8, "$queue/answers"),
                data(9, bytes("c-1")),
                u8(11, 7),
                Packets.join(Packets.u8(11), varint(268_435_455)),
                user("b", "1"),
                user("", ""),
                user("b", "\uD83D\uDE00"),
                user("parley-priority", "7"),
                user("parley-ordering-key", "k")));
    }

    @Test
    void whatOneClientSendsAnotherGets() {
        byte[] all = Packets.join(
                u8(1, 1),
                text(3, ""),
                text(8, "$SYS/anywhere"),
                data(9, hex("00ff")),
                user("mqtt.payload-format", "1"),
                user("mqtt.user.", "2"),
                user("mqtt.other", "\uFFFD\uFEFF"));
        client.send(publish(0, 0, "t", "x", all));
        Message message = client.gateway.publications.get(0).message();
        client.deliver(new Outbound.Deliver(message, 0, AT_MOST_ONCE, false, false));
        client.expect(publish(
                0,
                0,
                "t",
                "x",
                u8(1, 1),
                text(3, ""),
                text(8, "$SYS/anywhere"),
                data(9, hex("00ff")),
                user("mqtt.payload-format", "1"),
                user("mqtt.user.", "2"),
                user("mqtt.other", "\uFFFD\uFEFF")));
    }

    @Test
    void theFormatIsSentAsItCame() { // MQTT-3.3.2-4
        client.send(publish(0, 0, "t", "x", u8(1, 0)), publish(0, 0, "t", "x", u8(1, 1)), publish(0, 0, "t", "x"));
        client.gateway.publications.forEach(publication ->
                client.deliver(new Outbound.Deliver(publication.message(), 0, AT_MOST_ONCE, false, false)));
        client.expect(publish(0, 0, "t", "x", u8(1, 0)), publish(0, 0, "t", "x", u8(1, 1)), publish(0, 0, "t", "x"));
    }

    @Test
    void whatMqttCannotExpressIsLeftOut() {
        client.deliver(
                once(to("t").contentType("\uD800")
                        .replyTo(Address.topic("a/+"))
                        .correlationId("a\0b")
                        .orderingKey("\uDC00")
                        .addHeader("mqtt.correlation-data", "not base64!")
                        .addHeader("mqtt.payload-format", "text")
                        .addHeader("a\0", "1")
                        .addHeader("a", "x".repeat(65_536))
                        .addHeader("b", "\uDC00\uD800")
                        .addHeader("c", "stays")),
                once(to("a/#")),
                once(to("\uD800")));
        client.expect(publish(0, 0, "t", "x", user("c", "stays")));
        assertEquals(2, client.surroundings.counters().inexpressible.sum());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1000, 1", "1001, 2", "59999, 60", "9999999999999, 4294967295"})
    void theExpiryCountsDown(long millis, long seconds) { // MQTT-3.3.2-6
        client.deliver(once(to("t").expiresAtMillis(client.now + millis)));
        client.expect(publish(0, 0, "t", "x", u32(2, seconds)));
    }

    @Test
    void anExpiredMessageIsNotSentUnlessItWasBefore() { // MQTT-3.3.2-5, MQTT-4.3.3-7
        MessageBuilder expired = to("t").expiresAtMillis(client.now);
        client.deliver(
                once(expired),
                new Outbound.Deliver(expired.build(), 4, AT_LEAST_ONCE, false, false),
                new Outbound.Deliver(expired.build(), 5, EXACTLY_ONCE, false, true));
        client.expect(publish(0x3c, "t", 6, bytes("x"), u32(2, 0)));
        assertEquals(List.of("acknowledge 4"), client.gateway.calls());
        assertEquals(2, client.surroundings.counters().expired.sum());
    }

    @Test
    void aMessageTooLargeForTheClientIsSkipped() { // MQTT-3.1.2-24, MQTT-3.1.2-25
        Client small = Client.connected5(u32(39, 40));
        String fits = "x".repeat(40 - 2 - 2 - 1 - 2 - 1);
        small.deliver(
                Client.message(0, AT_LEAST_ONCE, "t", fits),
                Client.message(1, AT_LEAST_ONCE, "t", fits + "x"),
                Client.message(2, EXACTLY_ONCE, "t", fits + "x"),
                Client.message(0, AT_MOST_ONCE, "t", fits + "xx"),
                Client.message(0, AT_MOST_ONCE, "t", fits + "xxx"),
                once(to("t").addHeader("name", "a value of some length that is too much")));
        small.expect(publish(1, 1, "t", fits), publish(0, 0, "t", fits + "xx"));
        assertEquals(List.of("reject 1", "reject 2"), small.gateway.calls());
        assertEquals(4, small.surroundings.counters().tooLarge.sum());
    }

    /** Its bytes are not in memory. */
    private record Streamed(long size, Supplier<List<ByteBuffer>> read) implements Payload {

        @Override
        public boolean streamed() {
            return true;
        }

        @Override
        public List<ByteBuffer> buffers() {
            return read.get();
        }
    }

    @Test
    void aStreamedPayloadIsSentWhereItIsNoLargerThanWhatClientsSend() {
        Client client = Client.connected5();
        Payload small = new Streamed(2, () -> List.of(ByteBuffer.wrap(bytes("x")), ByteBuffer.wrap(bytes("y"))));
        Payload large = new Streamed((1 << 20) + 1, () -> fail("it is not even read"));
        Payload gone = new Streamed(2, () -> {
            throw new UncheckedIOException(new IOException("trimmed"));
        });
        client.deliver(
                new Outbound.Deliver(to("t").payload(small).build(), 0, AT_LEAST_ONCE, false, false),
                new Outbound.Deliver(to("t").payload(large).build(), 1, AT_LEAST_ONCE, false, false),
                new Outbound.Deliver(to("t").payload(gone).build(), 2, AT_LEAST_ONCE, false, false));
        client.expect(publish(1, 1, "t", "xy"));
        assertEquals(List.of("reject 1", "reject 2"), client.gateway.calls());
        assertEquals(1, client.surroundings.counters().tooLarge.sum());
        assertEquals(1, client.surroundings.counters().inexpressible.sum());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 16_384, 16_385, 70_000, 300_000})
    void payloadsOfAllSizes(int size) {
        String payload = "x".repeat(size);
        client.deliver(
                Client.message(0, AT_LEAST_ONCE, "t", payload),
                once(to("t").payload(payload).addHeader("n", "v".repeat(60_000)).addHeader("m", "v".repeat(60_000))));
        client.expect(
                publish(1, 1, "t", payload),
                publish(0, 0, "t", payload, user("n", "v".repeat(60_000)), user("m", "v".repeat(60_000))));
    }

    @Test
    void topicsThatComeAgainGetAliases() { // MQTT-3.1.2-26, MQTT-3.3.2-11
        Client two = Client.connected5(u16(34, 2));
        for (String topic : List.of("long/a", "long/b", "long/a", "long/a", "long/b", "long/c", "long/c", "s", "s")) {
            two.deliver(Client.message(0, AT_MOST_ONCE, topic, "x"));
        }
        two.expect(
                publish(0, 0, "long/a", "x"),
                publish(0, 0, "long/b", "x"),
                publish(0, 0, "long/a", "x", u16(35, 1)),
                publish(0, 0, "", "x", u16(35, 1)),
                publish(0, 0, "long/b", "x", u16(35, 2)),
                publish(0, 0, "long/c", "x"),
                publish(0, 0, "long/c", "x"),
                publish(0, 0, "s", "x"),
                publish(0, 0, "s", "x"));
    }

    @Test
    void aliasesFollowTheTopicsInUse() {
        Client one = Client.connected5(u16(34, 65_535));
        String[] known = new String[65_536];
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2_000; i++) {
                String topic = "some/topic/" + i;
                one.deliver(Client.message(0, AT_MOST_ONCE, topic, "x"), Client.message(0, AT_MOST_ONCE, topic, "x"));
                byte[] sent = one.connection.sent();
                for (int at = 0; at < sent.length; at += 2 + sent[at + 1]) {
                    assertEquals(topic, topic(sent, at + 2, known));
                }
            }
        }
    }

    /** Reads a PUBLISH of QoS 0 as a client does that knows aliases. */
    private static String topic(byte[] sent, int at, String[] known) {
        int length = sent[at + 1];
        String topic = new String(sent, at + 2, length, StandardCharsets.US_ASCII);
        int properties = at + 2 + length;
        if (sent[properties] == 0) {
            return topic;
        }
        int alias = (sent[properties + 2] & 0xff) << 8 | sent[properties + 3] & 0xff;
        if (length > 0) {
            known[alias] = topic;
        }
        return known[alias];
    }

    @Test
    void anAliasIsNotUsedUpByAMessageThatIsNotSent() {
        Client small = Client.connected5(u16(34, 5), u32(39, 60));
        small.deliver(Client.message(0, AT_MOST_ONCE, "long/a", "x"));
        small.deliver(Client.message(0, AT_MOST_ONCE, "long/a", "x".repeat(60)));
        small.deliver(Client.message(0, AT_MOST_ONCE, "long/a", "y"));
        small.expect(publish(0, 0, "long/a", "x"), publish(0, 0, "long/a", "y", u16(35, 1)));
    }

    @Test
    void aRefusalByTheClientIsAnEnd() { // MQTT-4.4.0-2
        for (int code : new int[] {0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}) {
            Client each = Client.connected5();
            each.deliver(Client.message(0, AT_LEAST_ONCE, "t", "x"), Client.message(1, EXACTLY_ONCE, "t", "x"));
            each.connection.sent();
            each.send(ack(0x40, 1, code, properties(text(31, "no"), user("a", "b"))), ack(0x50, 2, code));
            each.expectNothing();
            assertEquals(List.of("acknowledge 0", "acknowledge 1"), each.gateway.calls());
            each.send(ack(0x50, 2, code));
            each.expectNothing();
            each.expectOpen();
        }
    }

    @Test
    void exactlyOnceWithCodes() {
        client.deliver(Client.message(3, EXACTLY_ONCE, "t", "x"));
        client.connection.sent();
        client.send(ack(0x50, 4, 0x10));
        assertEquals(List.of("received 3"), client.gateway.calls());
        client.deliver(new Outbound.Release(3));
        client.expect(pubrel(4));
        client.send(ack(0x50, 4, 0));
        client.expect(pubrel(4));
        client.send(ack(0x70, 4, 0x92, properties(text(31, "who?"))));
        assertEquals(List.of("acknowledge 3"), client.gateway.calls());
    }

    @Test
    void aPubrecForNothing() {
        client.send(Packets.pubrec(9), ack(0x50, 8, 0x80));
        client.expect(ack(0x62, 9, 0x92));
    }

    @ParameterizedTest
    @CsvSource({"AT_LEAST_ONCE, 50020001", "AT_LEAST_ONCE, 70020001", "EXACTLY_ONCE, 40020001", "EXACTLY_ONCE, 70020001"
    })
    void acknowledgementsOfTheWrongKind(Guarantee guarantee, String wrong) {
        client.deliver(Client.message(0, guarantee, "t", "x"));
        client.connection.sent();
        client.send(hex(wrong));
        client.expectDisconnect(0x82);
    }
}
