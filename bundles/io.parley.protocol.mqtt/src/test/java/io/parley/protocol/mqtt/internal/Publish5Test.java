package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.bytes;
import static io.parley.protocol.mqtt.internal.Packets.hex;
import static io.parley.protocol.mqtt.internal.Packets.puback;
import static io.parley.protocol.mqtt.internal.Packets.pubcomp;
import static io.parley.protocol.mqtt.internal.Packets.pubrec;
import static io.parley.protocol.mqtt.internal.Packets.pubrel;
import static io.parley.protocol.mqtt.internal.Packets5.ack;
import static io.parley.protocol.mqtt.internal.Packets5.data;
import static io.parley.protocol.mqtt.internal.Packets5.disconnect;
import static io.parley.protocol.mqtt.internal.Packets5.properties;
import static io.parley.protocol.mqtt.internal.Packets5.publish;
import static io.parley.protocol.mqtt.internal.Packets5.text;
import static io.parley.protocol.mqtt.internal.Packets5.u16;
import static io.parley.protocol.mqtt.internal.Packets5.u32;
import static io.parley.protocol.mqtt.internal.Packets5.u8;
import static io.parley.protocol.mqtt.internal.Packets5.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.Receipt.Outcome;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages from clients of MQTT 5. */
class Publish5Test {

    private static Client with(String key, String value) {
        Client client = new Client();
        client.connection.settings.put(key, value);
        return client.connect5();
    }

    private final Client client = Client.connected5();

    private Message message(int index) {
        return client.gateway.publications.get(index).message();
    }

    @Test
    void eachQosHasItsAnswers() { // MQTT-3.3.4-1, MQTT-4.3.2-4, MQTT-4.3.3-8, MQTT-4.3.3-11
        client.send(publish(0, 0, "t", "a"), publish(1, 1, "t", "b"), publish(2, 2, "t", "c"), pubrel(2));
        client.expect(puback(1), pubrec(2), pubcomp(2));
        assertEquals(
                List.of("publish topic:t 0 0 a", "publish topic:t 1 0 b", "publish topic:t 2 2 c", "release 2"),
                client.gateway.calls());
    }

    @Test
    void propertiesReachTheEnvelope() {
        client.send(publish(
                0,
                0,
                "t",
                "x",
                u8(1, 1),
                u32(2, 30),
                text(3, "text/plain"),
                text(8, "answers/me"),
                data(9, bytes("c-1")),
                user("n", "1"),
                user("", ""),
                user("n", "2")));
        Message message = message(0);
        assertEquals(client.now + 30_000, message.expiresAtMillis());
        assertEquals(client.now, message.timeMillis());
        assertEquals(Optional.of("text/plain"), message.contentType());
        assertEquals(Optional.of(Address.topic("answers/me")), message.replyTo());
        assertEquals(Optional.of("c-1"), message.correlationId());
        assertEquals(
                Headers.of(List.of(
                        new Header("mqtt.payload-format", "1"),
                        new Header("n", "1"),
                        new Header("", ""),
                        new Header("n", "2"))),
                message.headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ff", "610062", "c328"})
    void correlationDataThatIsNoTextIsAHeader(String data) {
        client.send(publish(0, 0, "t", "x", data(9, hex(data))));
        assertEquals(Optional.empty(), message(0).correlationId());
        assertEquals(
                Optional.of(Base64.getEncoder().encodeToString(hex(data))),
                message(0).headers().first("mqtt.correlation-data"));
    }

    @Test
    void userPropertiesThatLookLikeParleysAreSetApart() {
        client.send(publish(
                0, 0, "t", "x", user("mqtt.payload-format", "1"), user("mqtt.user.a", "b"), user("mqtt.x", "y")));
        assertEquals(
                Headers.of(List.of(
                        new Header("mqtt.user.mqtt.payload-format", "1"),
                        new Header("mqtt.user.mqtt.user.a", "b"),
                        new Header("mqtt.x", "y"))),
                message(0).headers());
    }

    @Test
    void parleysExtensions() {
        client.send(publish(
                0,
                0,
                "t",
                "x",
                user("parley-priority", "9"),
                user("a", "b"),
                user("parley-ordering-key", "k"),
                user("parley-delay", "1500"),
                user("parley-dedupe-id", "order 7"),
                user("parley-unknown", "stays")));
        Message message = message(0);
        assertEquals(9, message.priority());
        assertEquals(Optional.of("k"), message.orderingKey());
        assertEquals(client.now + 1_500, message.deliverAtMillis());
        assertEquals(
                Headers.of(List.of(new Header("a", "b"), new Header("parley-unknown", "stays"))), message.headers());
        client.send(
                publish(0, 0, "t", "x", user("parley-dedupe-id", "order 7")),
                publish(0, 0, "u", "x", user("parley-dedupe-id", "order 7")),
                publish(0, 0, "t", "x", user("parley-dedupe-id", "01890a5d-ac96-774b-bcce-b302099a8057")));
        assertEquals(message.id(), message(1).id());
        assertNotEquals(message.id(), message(2).id(), "an id is one of its address");
        assertEquals(
                UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"),
                message(3).id());
    }

    @ParameterizedTest
    @CsvSource({
        "parley-priority, 10",
        "parley-priority, -1",
        "parley-priority, 99999999999999999999",
        "parley-priority, x",
        "parley-delay, -1",
        "parley-delay, 315360000001",
        "parley-delay, 99999999999999999999",
        "parley-ordering-key, ''"
    })
    void aWrongExtensionIsRefused(String name, String value) {
        client.send(publish(1, 1, "t", "x", user(name, value)), publish(2, 2, "t", "x", user(name, value)));
        client.settle();
        String sent = Packets.hex(client.connection.sent());
        assertTrue(sent.contains("000183") && sent.contains("000283"), sent);
        assertEquals(List.of(), client.gateway.publications);
        client.expectOpen();
        client.send(publish(0, 0, "t", "x", user(name, value)));
        client.expectDisconnect(0x83);
    }

    @Test
    void aliasesStandForTopics() { // MQTT-3.3.2-12
        client.send(
                publish(0, 0, "a", "1", u16(35, 1)),
                publish(1, 5, "", "2", u16(35, 1)),
                publish(0, 0, "b", "3", u16(35, 1)),
                publish(0, 0, "$queue/q", "4", u16(35, 32)),
                publish(0, 0, "", "5", u16(35, 1)),
                publish(0, 0, "", "6", u16(35, 32)));
        client.expect(puback(5));
        assertEquals(
                List.of(
                        "publish topic:a 0 0 1",
                        "publish topic:a 1 0 2",
                        "publish topic:b 0 0 3",
                        "publish queue:q 0 0 4",
                        "publish topic:b 0 0 5",
                        "publish queue:q 0 0 6"),
                client.gateway.calls());
    }

    @Test
    void anAliasMayStandForATopicThatIsRefused() {
        client.send(publish(1, 1, "$SYS/x", "x", u16(35, 2)), publish(1, 2, "", "x", u16(35, 2)));
        client.settle();
        String sent = Packets.hex(client.connection.sent());
        assertTrue(sent.contains("000190") && sent.contains("000290"), sent);
    }

    @Test
    void withoutAliasesThereAreNone() { // MQTT-3.2.2-18
        Client none = with(Settings.TOPIC_ALIASES, "0");
        none.send(publish(0, 0, "t", "x", u16(35, 1)));
        none.expectDisconnect(0x94);
    }

    @Test
    void aMessageThatNobodyHearsIsToldSo() {
        client.gateway.stages.add(CompletableFuture.completedFuture(new Receipt(new UUID(0, 0), Outcome.UNHEARD)));
        client.gateway.stages.add(CompletableFuture.completedFuture(new Receipt(new UUID(0, 0), Outcome.UNHEARD)));
        CompletableFuture<Receipt> late = client.gateway.pending();
        client.send(publish(1, 1, "t", "x"), publish(2, 2, "t", "x"), publish(1, 3, "t", "x"));
        late.complete(new Receipt(new UUID(0, 0), Outcome.UNHEARD));
        client.settle();
        client.expect(ack(0x40, 1, 0x10), ack(0x50, 2, 0x10), ack(0x40, 3, 0x10));
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_ALLOWED, 0x87",
        "LIMIT, 0x97",
        "INVALID, 0x90",
        "NOT_FOUND, 0x90",
        "CONFLICT, 0x80",
        "NOT_OWNED, 0x80"
    })
    void aRefusalIsAnsweredWithItsCode(Reason reason, String code) { // MQTT-3.4.2-1, MQTT-3.5.2-1
        RefusedException no = new RefusedException(reason, "no");
        client.gateway.stages.add(CompletableFuture.failedFuture(no));
        client.gateway.stages.add(CompletableFuture.failedFuture(no));
        client.send(publish(1, 1, "t", "x"), publish(2, 2, "t", "x"), publish(2, 2, "t", "y"));
        client.settle();
        client.expect(
                ack(0x40, 1, Integer.decode(code), properties(text(31, "no"))),
                ack(0x50, 2, Integer.decode(code), properties(text(31, "no"))),
                pubrec(2)); // MQTT-4.3.3-9
        client.expectOpen();
        assertEquals(2, client.surroundings.counters().refusedMessages.sum());
    }

    @Test
    void aStoreThatCannotCommitRefusesWithoutDetails() {
        client.gateway.stages.add(
                CompletableFuture.failedFuture(new RefusedException(Reason.UNAVAILABLE, "disk full at sdb")));
        client.send(publish(1, 1, "t", "x"));
        client.settle();
        client.expect(ack(0x40, 1, 0x83, properties(text(31, "not able to do that just now"))));
        client.expectOpen();
    }

    @Test
    void reasonsAreLeftOutForThoseWhoDoNotWantThem() { // MQTT-3.1.2-29, MQTT-3.4.2-2
        for (byte[] wish : List.of(u8(23, 0), u32(39, 37))) {
            Client quiet = new Client();
            quiet.connection.settings.put(Settings.TOPIC_ALIASES, "0");
            quiet.connect5(wish);
            quiet.gateway.stages.add(
                    CompletableFuture.failedFuture(new RefusedException(Reason.LIMIT, "x".repeat(40))));
            quiet.send(publish(1, 1, "t", "x"));
            quiet.settle();
            quiet.expect(ack(0x40, 1, 0x97));
        }
    }

    @Test
    void aRefusalOfQos0EndsTheConnectionUnlessItWillPass() {
        client.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.LIMIT, "full")));
        client.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.NOT_ALLOWED, "no")));
        client.send(publish(0, 0, "t", "x"));
        client.settle();
        client.expectOpen();
        assertEquals(1, client.surroundings.counters().dropped.sum());
        client.send(publish(0, 0, "t", "x"));
        client.settle();
        client.expect(disconnect(0x87, text(31, "no")));
        client.expectClosed();
    }

    @Test
    void theServersOwnTopics() {
        client.send(publish(1, 1, "$SYS/x", "x"), publish(2, 2, "$queue/", "x"), publish(2, 2, "t", "y"));
        client.settle();
        String sent = Packets.hex(client.connection.sent());
        assertTrue(sent.contains("000190") && sent.contains("000290") && sent.endsWith("50020002"), sent);
        client.send(publish(0, 0, "$SYS/x", "x"));
        client.expectDisconnect(0x90);
    }

    @Test
    void theFormatIsCheckedWhereThatIsWanted() {
        byte[] wrong = hex("c328");
        client.send(publish(0x32, "t", 1, wrong, u8(1, 1)));
        client.expect(puback(1));
        Client checked = with(Settings.FORMAT_CHECK, "true");
        checked.send(
                publish(0x32, "t", 1, wrong, u8(1, 0)),
                publish(0x32, "t", 2, bytes("ü"), u8(1, 1)),
                publish(0x32, "t", 3, new byte[0], u8(1, 1)));
        checked.expect(puback(1), puback(2), puback(3));
        checked.send(publish(0x32, "t", 4, wrong, u8(1, 1)), publish(0x34, "t", 5, wrong, u8(1, 1)));
        checked.settle();
        byte[] why = properties(text(31, "the payload is not UTF-8"));
        checked.expect(ack(0x40, 4, 0x99, why), ack(0x50, 5, 0x99, why));
        checked.send(publish(0x30, "t", 0, wrong, u8(1, 1)));
        checked.expectDisconnect(0x99);
        Client connecting = new Client();
        connecting.connection.settings.put(Settings.FORMAT_CHECK, "true");
        connecting
                .open()
                .send(Packets5.connect(
                        6,
                        0,
                        Packets5.NONE,
                        Packets.text("a"),
                        properties(u8(1, 1)),
                        Packets.text("t"),
                        Packets.u16(2),
                        wrong));
        connecting.expect(Packets5.connack(false, 0x99));
    }

    @Test
    void whatIsNotServed() { // MQTT-3.2.2-11, MQTT-3.2.2-14
        Client one = with(Settings.MAXIMUM_QOS, "1");
        one.send(publish(1, 1, "t", "x"), publish(2, 2, "t", "x"));
        String sent = Packets.hex(one.connection.sent());
        assertTrue(sent.startsWith("40020001e0") && sent.substring(12, 14).equals("9b"), sent);
        Client plain = with(Settings.RETAIN, "false");
        plain.send(publish(0x31, "t", 0, bytes("x")));
        plain.expectDisconnect(0x9a);
    }

    @Test
    void theReceiveMaximumIsKept() { // MQTT-3.3.4-7
        Client two = with(Settings.RECEIVE_MAXIMUM, "2");
        CompletableFuture<Receipt> first = two.gateway.pending();
        two.gateway.pending();
        two.send(publish(1, 1, "t", "x"), publish(2, 2, "t", "x"), publish(0, 0, "t", "y"));
        two.expectNothing();
        two.expectOpen();
        first.complete(null);
        two.settle();
        two.expect(puback(1));
        two.send(publish(2, 3, "t", "x"));
        two.expectOpen();
        two.send(publish(1, 4, "t", "x"));
        two.expectDisconnect(0x93);
    }

    @Test
    void aTransferCountsUntilItsPubcomp() {
        Client one = with(Settings.RECEIVE_MAXIMUM, "1");
        one.send(publish(2, 7, "t", "x"), publish(2, 7, "t", "x"), pubrel(7), publish(1, 8, "t", "y"));
        one.expect(pubrec(7), pubrec(7), pubcomp(7), puback(8));
        one.send(publish(2, 9, "t", "x"), publish(1, 10, "t", "x"));
        one.expectClosed();
    }

    @Test
    void aRefusedTransferCountsNoMore() {
        Client one = with(Settings.RECEIVE_MAXIMUM, "1");
        one.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.LIMIT, "")));
        one.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.LIMIT, "")));
        one.send(publish(2, 7, "t", "x"));
        one.settle();
        one.send(publish(1, 8, "t", "x"));
        one.settle();
        one.send(publish(1, 9, "t", "x"));
        one.expect(ack(0x50, 7, 0x97), ack(0x40, 8, 0x97), puback(9));
    }

    @Test
    void aPacketIdOfATransferIsInUse() {
        client.send(publish(2, 7, "t", "x"), publish(1, 7, "t", "y"));
        client.settle();
        String sent = Packets.hex(client.connection.sent());
        assertTrue(sent.startsWith("5002000740") && sent.contains("000791"), sent);
        assertEquals(1, client.gateway.publications.size());
    }

    @Test
    void aReleaseOfNothing() {
        client.send(pubrel(9), publish(2, 9, "t", "x"), ack(0x62, 9, 0x92), pubrel(9));
        client.expect(ack(0x70, 9, 0x92), pubrec(9), pubcomp(9), ack(0x70, 9, 0x92));
        Client back = new Client();
        back.gateway.resumed = true;
        back.connect5();
        back.send(pubrel(9));
        back.expect(pubcomp(9)); // may be of an earlier connection
    }

    @Test
    void aClientThatPublishesTooFastIsNotRead() {
        Client slow = new Client();
        slow.connection.settings.put(Settings.PUBLISH_RATE, "10");
        slow.connect5();
        byte[] twelve = {};
        for (int i = 0; i < 12; i++) {
            twelve = Packets.join(twelve, publish(0, 0, "t", "x"));
        }
        slow.send(twelve);
        assertEquals(10, slow.gateway.publications.size());
        assertTrue(slow.connection.paused);
        slow.connection.advance(Duration.ofMillis(99));
        assertTrue(slow.connection.paused);
        slow.connection.advance(Duration.ofMillis(1));
        assertFalse(slow.connection.paused);
        slow.send();
        assertEquals(11, slow.gateway.publications.size());
        slow.connection.advance(Duration.ofMillis(1_000));
        slow.send();
        assertEquals(12, slow.gateway.publications.size());
        slow.handler.closed();
        assertTrue(slow.connection.timers.isEmpty());
    }

    @Test
    void bytesAreLimitedLikeMessages() {
        Client slow = new Client();
        slow.connection.settings.put(Settings.PUBLISH_KIB, "1");
        slow.open();
        slow.send(Packets.connect("a", true, 0));
        slow.send(Packets.publish(0, 0, "t", "x".repeat(2_048)), Packets.publish(0, 0, "t", "x"));
        assertEquals(1, slow.gateway.publications.size());
        slow.connection.advance(Duration.ofMillis(1_000));
        slow.send();
        assertEquals(1, slow.gateway.publications.size());
        slow.connection.advance(Duration.ofMillis(200));
        slow.send();
        assertEquals(2, slow.gateway.publications.size());
    }
}
