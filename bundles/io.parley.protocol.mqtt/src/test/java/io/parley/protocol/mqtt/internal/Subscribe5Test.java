package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets5.NONE;
import static io.parley.protocol.mqtt.internal.Packets5.codes;
import static io.parley.protocol.mqtt.internal.Packets5.properties;
import static io.parley.protocol.mqtt.internal.Packets5.subscribe;
import static io.parley.protocol.mqtt.internal.Packets5.text;
import static io.parley.protocol.mqtt.internal.Packets5.u32;
import static io.parley.protocol.mqtt.internal.Packets5.u8;
import static io.parley.protocol.mqtt.internal.Packets5.unsubscribe;
import static io.parley.protocol.mqtt.internal.Packets5.user;
import static io.parley.protocol.mqtt.internal.Packets5.varint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Cursor;
import io.parley.api.event.Start;
import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionOptions.Retained;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import io.parley.spi.protocol.SubscriptionTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SUBSCRIBE and UNSUBSCRIBE of MQTT 5. */
class Subscribe5Test {

    private final Client client = Client.connected5();

    private SubscriptionOptions options(int index) {
        return client.gateway.subscriptions.get(index).options();
    }

    @Test
    void optionsReachTheGateway() {
        byte[] identifier = properties(Packets.join(Packets.u8(11), varint(268_435_455)), user("a", "b"));
        client.send(subscribe(7, identifier, "a/+", 0x00, "b", 0x05, "c/#", 0x0a, "d", 0x11, "e", 0x22));
        client.expect(codes(0x90, 7, NONE, 0, 1, 2, 1, 2));
        Optional<FilterExpression> all = Optional.empty();
        Optional<Start> now = Optional.empty();
        int id = 268_435_455;
        assertEquals(
                List.of(
                        new SubscriptionOptions(false, false, Retained.ALWAYS, id, all, now),
                        new SubscriptionOptions(true, false, Retained.ALWAYS, id, all, now),
                        new SubscriptionOptions(false, true, Retained.ALWAYS, id, all, now),
                        new SubscriptionOptions(false, false, Retained.IF_NEW, id, all, now),
                        new SubscriptionOptions(false, false, Retained.NEVER, id, all, now)),
                client.gateway.subscriptions.stream()
                        .map(SubscriptionRequest::options)
                        .toList());
        assertEquals(
                List.of(
                        "subscribe topic:a/+ 0",
                        "subscribe topic:b 1",
                        "subscribe topic:c/# 2",
                        "subscribe topic:d 1",
                        "subscribe topic:e 2"),
                client.gateway.calls());
    }

    @Test
    void withoutAnIdentifierThereIsNone() {
        client.send(subscribe(7, NONE, "a", 0));
        assertEquals(SubscriptionOptions.DEFAULT, options(0));
    }

    @Test
    void sharedSubscriptionsHaveAGroup() {
        client.send(subscribe(1, NONE, "$share/g/a/+", 1, "$share/g//", 0));
        assertEquals(
                List.of(
                        new SubscriptionTarget(Address.topic("a/+"), Optional.of("g")),
                        new SubscriptionTarget(Address.topic("/"), Optional.of("g"))),
                client.gateway.subscriptions.stream()
                        .map(SubscriptionRequest::target)
                        .toList());
        client.settle();
        client.expect(codes(0x90, 1, NONE, 1, 0));
        client.gateway.calls();
        client.send(unsubscribe(2, "$share/g/a/+"));
        client.expect(codes(0xb0, 2, NONE, 0));
        assertEquals(List.of("unsubscribe topic:a/+ shared by 'g'"), client.gateway.calls());
    }

    @Test
    void anOlderClientSharesToo() {
        Client older = Client.connected();
        older.send(Packets.subscribe(1, "$share/g/a/#", 1, "$share/g", 1, "$share//a", 1, "$share/+/a", 0));
        older.expect(Packets.suback(1, 1, 0x80, 0x80, 0x80));
        assertEquals(List.of("subscribe topic:a/# shared by 'g' 1"), older.gateway.calls());
    }

    @Test
    void extensions() {
        client.send(
                subscribe(1, properties(user("parley-replay", "earliest"), user("parley-filter", "a = 1")), "t", 1),
                subscribe(2, properties(user("parley-replay", "latest"), user("parley-filter-language", "x")), "t", 1),
                subscribe(3, properties(user("parley-replay", "2026-01-31T08:00:00Z")), "t", 1),
                subscribe(
                        4,
                        properties(
                                user("parley-replay", "cursor:abc"),
                                user("parley-filter", "$.a"),
                                user("parley-filter-language", "jsonpath")),
                        "t",
                        1));
        assertEquals(Optional.of(new Start.Earliest()), options(0).start());
        assertEquals(
                Optional.of(new FilterExpression("selector", "a = 1")),
                options(0).filter());
        assertEquals(Optional.of(new Start.Latest()), options(1).start());
        assertEquals(Optional.empty(), options(1).filter());
        assertEquals(
                Optional.of(new Start.At(Instant.parse("2026-01-31T08:00:00Z"))),
                options(2).start());
        assertEquals(Optional.of(new Start.After(new Cursor("abc"))), options(3).start());
        assertEquals(
                Optional.of(new FilterExpression("jsonpath", "$.a")), options(3).filter());
    }

    @ParameterizedTest
    @CsvSource({"parley-replay, yesterday", "parley-replay, cursor:", "parley-filter, ''"})
    void aWrongExtensionRefusesAll(String name, String value) {
        client.send(subscribe(1, properties(user(name, value)), "a", 1, "b", 1));
        client.settle();
        String sent = Packets.hex(client.connection.sent());
        assertTrue(sent.startsWith("90") && sent.endsWith("8383"), sent);
        assertTrue(sent.contains(Packets.hex(Packets.bytes(name + " that is '" + value + "'; allowed is "))), sent);
        assertEquals(List.of(), client.gateway.calls());
        client.expectOpen();
    }

    @Test
    void eachFilterHasItsCode() { // MQTT-3.9.3-1, MQTT-3.9.3-2
        CompletableFuture<List<SubscriptionResult>> stage = client.gateway.pending();
        client.send(subscribe(1, NONE, "a", 2, "$session/x", 1, "b", 1, "c", 1, "d", 1, "e", 1, "$queue/#", 1));
        stage.complete(List.of(
                new SubscriptionResult.Granted(Guarantee.AT_LEAST_ONCE),
                new SubscriptionResult.Refused(Reason.NOT_ALLOWED, "no"),
                new SubscriptionResult.Refused(Reason.LIMIT, "too many"),
                new SubscriptionResult.Refused(Reason.UNAVAILABLE, "disk"),
                new SubscriptionResult.Refused(Reason.INVALID, "what?")));
        client.settle();
        byte[] why = properties(text(
                31, "subscribe to topics, also by $share/<name>/<filter>, and to $queue/<name> without wildcards"));
        client.expect(codes(0x90, 1, why, 1, 0x8f, 0x87, 0x97, 0x83, 0x8f, 0x8f));
    }

    @Test
    void whoWantsNoReasonsGetsNone() { // MQTT-3.1.2-29, MQTT-3.9.2-1
        for (byte[] wish : List.of(u8(23, 0), u32(39, 40))) {
            Client quiet = Client.connected5(wish);
            quiet.send(subscribe(1, NONE, "$session/x", 0));
            quiet.settle();
            quiet.expect(codes(0x90, 1, NONE, 0x8f));
        }
    }

    @Test
    void aStoreThatCannotCommit() {
        RefusedException no = new RefusedException(Reason.UNAVAILABLE, "disk full");
        client.gateway.stages.add(CompletableFuture.failedFuture(no));
        client.gateway.stages.add(CompletableFuture.failedFuture(no));
        client.send(subscribe(1, NONE, "a", 1, "b", 2), unsubscribe(2, "a", "b"));
        client.settle();
        byte[] why = properties(text(31, "not able to do that just now"));
        client.expect(codes(0x90, 1, why, 0x83, 0x83), codes(0xb0, 2, why, 0x83, 0x83));
        client.expectOpen();
    }

    @Test
    void unsubscribeTellsWhatWasThere() { // MQTT-3.11.3-1, MQTT-3.11.3-2
        CompletableFuture<List<Boolean>> stage = client.gateway.pending();
        client.send(unsubscribe(1, "a", "$route/x", "b"));
        stage.complete(List.of(false, true));
        client.settle();
        client.expect(codes(0xb0, 1, NONE, 0x11, 0x11, 0));
        assertEquals(List.of("unsubscribe topic:a", "unsubscribe topic:b"), client.gateway.calls());
    }

    @ParameterizedTest
    @ValueSource(strings = {Settings.WILDCARDS, Settings.SHARED, Settings.IDENTIFIERS})
    void whatIsNotServed(String key) {
        Client plain = new Client();
        plain.connection.settings.put(key, "false");
        plain.connect5();
        switch (key) {
            case Settings.WILDCARDS -> {
                plain.send(subscribe(1, NONE, "a/#", 0));
                plain.expectDisconnect(0xa2);
            }
            case Settings.SHARED -> {
                plain.send(subscribe(1, NONE, "$share/g/a", 0));
                plain.expectDisconnect(0x9e);
            }
            default -> {
                plain.send(subscribe(1, properties(u8(11, 1)), "a", 0));
                plain.expectDisconnect(0xa1);
            }
        }
        Client older = new Client();
        older.connection.settings.put(key, "false");
        older.open();
        older.send(Packets.connect("a", true, 0), Packets.subscribe(1, "a/#", 0, "$share/g/a", 0, "b", 0));
        older.settle();
        older.expect(
                Packets.connack(false, 0),
                Packets.suback(
                        1, key.equals(Settings.WILDCARDS) ? 0x80 : 0, key.equals(Settings.SHARED) ? 0x80 : 0, 0));
    }

    @Test
    void theMaximumQosLimitsWhatIsGranted() { // MQTT-3.2.2-10
        Client zero = new Client();
        zero.connection.settings.put(Settings.MAXIMUM_QOS, "0");
        zero.connect5();
        zero.send(subscribe(1, NONE, "a", 0, "b", 1, "c", 2));
        zero.expect(codes(0x90, 1, NONE, 0, 0, 0));
    }

    @Test
    void subscriptionsAreLimitedWhereThatIsWanted() {
        Client two = new Client();
        two.connection.settings.put(Settings.SUBSCRIPTIONS, "2");
        two.connect5(u8(23, 0));
        CompletableFuture<List<SubscriptionResult>> stage = two.gateway.pending();
        two.send(subscribe(1, NONE, "a", 0, "b", 0, "c", 0));
        assertEquals(List.of("subscribe topic:a 0", "subscribe topic:b 0"), two.gateway.calls());
        stage.complete(List.of(
                new SubscriptionResult.Granted(Guarantee.AT_MOST_ONCE),
                new SubscriptionResult.Refused(Reason.NOT_ALLOWED, "no")));
        two.settle();
        two.expect(codes(0x90, 1, NONE, 0, 0x87, 0x97));
        two.send(subscribe(2, NONE, "a", 1, "c", 0, "d", 0), unsubscribe(3, "a"), subscribe(4, NONE, "d", 0));
        two.settle();
        two.expect(codes(0x90, 2, NONE, 1, 0, 0x97), codes(0xb0, 3, NONE, 0), codes(0x90, 4, NONE, 0));
        RefusedException no = new RefusedException(Reason.UNAVAILABLE, "disk");
        two.send(unsubscribe(5, "c"));
        two.gateway.stages.add(CompletableFuture.failedFuture(no));
        two.send(subscribe(6, NONE, "e", 0));
        two.settle();
        two.send(subscribe(7, NONE, "f", 0));
        two.expect(codes(0xb0, 5, NONE, 0), codes(0x90, 6, NONE, 0x83), codes(0x90, 7, NONE, 0));
    }

    @Test
    void aPacketIdOfATransferIsInUse() {
        client.send(Packets5.publish(2, 7, "t", "x"), subscribe(7, NONE, "a", 0, "b", 0), unsubscribe(7, "a"));
        client.settle();
        byte[] why = properties(text(31, "the packet id is of a message exactly once that is not yet released"));
        client.expect(Packets.pubrec(7), codes(0x90, 7, why, 0x91, 0x91), codes(0xb0, 7, why, 0x91));
        assertEquals(List.of("publish topic:t 2 7 x"), client.gateway.calls());
    }
}
