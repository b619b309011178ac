package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.hex;
import static io.parley.protocol.mqtt.internal.Packets.join;
import static io.parley.protocol.mqtt.internal.Packets.packet;
import static io.parley.protocol.mqtt.internal.Packets5.STANDARD;
import static io.parley.protocol.mqtt.internal.Packets5.connack;
import static io.parley.protocol.mqtt.internal.Packets5.connect;
import static io.parley.protocol.mqtt.internal.Packets5.data;
import static io.parley.protocol.mqtt.internal.Packets5.properties;
import static io.parley.protocol.mqtt.internal.Packets5.text;
import static io.parley.protocol.mqtt.internal.Packets5.u16;
import static io.parley.protocol.mqtt.internal.Packets5.u32;
import static io.parley.protocol.mqtt.internal.Packets5.u8;
import static io.parley.protocol.mqtt.internal.Packets5.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Capabilities;
import io.parley.api.session.Session;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Will;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONNECT and CONNACK of MQTT 5. */
class Connect5Test {

    private final Client client = new Client();

    private ConnectRequest request() {
        return client.gateway.requests.get(0);
    }

    @Test
    void everythingInAConnectReachesTheGateway() {
        byte[] will = properties(
                u32(24, 90),
                u8(1, 1),
                u32(2, 60),
                text(3, "text/plain"),
                text(8, "$queue/answers"),
                data(9, hex("ff00")),
                user("b", "2"),
                user("a", "1"),
                user("b", "3"));
        client.open()
                .send(connect(
                        0xf4,
                        30,
                        properties(u32(17, 120), u16(33, 7)),
                        Packets.text("id-1"),
                        will,
                        Packets.text("last/will"),
                        Packets.text("gone"),
                        Packets.text("user"),
                        Packets.text("secret")));
        assertEquals(Optional.of("user"), request().credentials().user());
        assertEquals(
                Optional.of(Payload.utf8("secret")), request().credentials().secret());
        assertEquals(Duration.ofSeconds(120), request().expiry());
        assertEquals(7, request().receiveMaximum());
        Will last = request().will().orElseThrow();
        assertEquals(Duration.ofSeconds(90), last.delay());
        assertEquals(Guarantee.EXACTLY_ONCE, last.publication().guarantee());
        assertTrue(last.publication().retain());
        Message message = last.publication().message();
        assertEquals(Address.topic("last/will"), message.address());
        assertEquals(Payload.utf8("gone"), message.payload());
        assertEquals(client.now, message.timeMillis());
        assertEquals(client.now + 60_000, message.expiresAtMillis());
        assertEquals(Optional.of("text/plain"), message.contentType());
        assertEquals(Optional.of(Address.queue("answers")), message.replyTo());
        assertEquals(
                Headers.of(List.of(
                        new Header("mqtt.payload-format", "1"),
                        new Header("mqtt.correlation-data", "/wA="),
                        new Header("b", "2"),
                        new Header("a", "1"),
                        new Header("b", "3"))),
                message.headers());
        client.expect(connack(false, 0, STANDARD));
    }

    @Test
    void aSessionWithoutExpiryEndsWithItsConnection() { // section 3.1.2.11.2
        client.open().send(connect("a", false, 0));
        assertEquals(Duration.ZERO, request().expiry());
        assertEquals(1_024, request().receiveMaximum(), "the server's own limit");
    }

    @Test
    void theExpiryIsCappedAndTheClientToldSo() {
        client.connection.settings.put(Settings.SESSION_EXPIRY_MAXIMUM, "100");
        client.open().send(connect("a", true, 0, u32(17, 0xffff_ffffL)));
        assertTrue(request().clean());
        assertEquals(Duration.ofSeconds(100), request().expiry());
        client.expect(connack(false, 0, u32(17, 100), STANDARD));
    }

    @Test
    void anExpiryThatNeverComes() {
        client.open().send(connect("a", false, 0, u32(17, 0xffff_ffffL)));
        assertEquals(Session.NEVER, request().expiry());
        client.expect(connack(false, 0, STANDARD));
    }

    @Test
    void aSessionThatWasThereIsPresentUnlessTheClientStartsClean() { // MQTT-3.2.2-2, MQTT-3.2.2-3
        client.gateway.resumed = true;
        client.open().send(connect("a", false, 0));
        client.expect(connack(true, 0, STANDARD));
        Client other = new Client().open();
        other.gateway.resumed = true;
        other.send(connect("a", true, 0));
        other.expect(connack(false, 0, STANDARD));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientWithoutIdIsToldItsId(boolean clean) { // MQTT-3.1.3-6, MQTT-3.1.3-7, MQTT-3.2.2-16
        client.open().send(connect("", clean, 0));
        client.expect(connack(false, 0, u16(33, 1_024), u32(39, 1 << 20), text(18, "assigned-1"), u16(34, 32)));
    }

    @Test
    void theServerSetsTheKeepAlive() { // MQTT-3.1.2-21, MQTT-3.2.2-21
        client.connection.settings.put(Settings.KEEP_ALIVE_MAXIMUM, "20");
        client.open().send(connect("a", true, 21));
        client.expect(connack(false, 0, STANDARD, u16(19, 20)));
        client.connection.advance(Duration.ofSeconds(30));
        client.expectDisconnect(0x8d);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "20, false", "1, false"})
    void theKeepAliveStaysWhereItMay(int asked, boolean told) { // MQTT-3.2.2-22
        client.connection.settings.put(Settings.KEEP_ALIVE_MAXIMUM, "20");
        client.open().send(connect("a", true, asked));
        client.expect(told ? connack(false, 0, STANDARD, u16(19, 20)) : connack(false, 0, STANDARD));
    }

    @Test
    void whatAListenerDoesNotServeIsTold() {
        client.connection.settings.put(Settings.MAXIMUM_QOS, "1");
        client.connection.settings.put(Settings.RETAIN, "false");
        client.connection.settings.put(Settings.WILDCARDS, "false");
        client.connection.settings.put(Settings.IDENTIFIERS, "false");
        client.connection.settings.put(Settings.SHARED, "false");
        client.connection.settings.put(Settings.TOPIC_ALIASES, "0");
        client.connection.settings.put(Settings.MAX_PACKET_BYTES, "5000");
        client.connection.settings.put(Settings.RECEIVE_MAXIMUM, "65535");
        client.open().send(connect("a", true, 0));
        client.expect(connack(false, 0, u8(36, 1), u8(37, 0), u32(39, 5_000), u8(40, 0), u8(41, 0), u8(42, 0)));
    }

    @ParameterizedTest
    @CsvSource({"0x0e, 0x9b", "0x26, 0x9a"})
    void aWillThatIsNotServedIsRefused(String flags, String code) { // MQTT-3.2.2-12, MQTT-3.2.2-13
        client.connection.settings.put(Settings.MAXIMUM_QOS, "0");
        client.connection.settings.put(Settings.RETAIN, "false");
        client.open()
                .send(connect(
                        Integer.decode(flags),
                        0,
                        Packets5.NONE,
                        Packets.text("a"),
                        Packets5.NONE,
                        Packets.text("t"),
                        Packets.text("x")));
        client.expect(connack(false, Integer.decode(code)));
        client.expectClosed();
    }

    @Test
    void responseInformationIsForThoseWhoAsk() { // MQTT-3.1.2-28
        client.connection.settings.put(Offer.RESPONSE_INFORMATION, "answers/{client}/");
        client.open().send(connect("a", true, 0, u8(25, 1)));
        client.expect(connack(false, 0, STANDARD, text(26, "answers/a/")));
        Client other = new Client();
        other.connection.settings.put(Offer.RESPONSE_INFORMATION, "answers/{client}/");
        other.open().send(connect("a", true, 0, u8(25, 0)));
        other.expect(connack(false, 0, STANDARD));
    }

    @ParameterizedTest
    @CsvSource({"temporary, 0x9c", "permanent, 0x9d"})
    void clientsAreSentElsewhere(String redirect, String code) {
        client.connection.settings.put(Offer.REDIRECT, redirect);
        client.connection.settings.put(Offer.SERVER_REFERENCE, "other.example.org:1883");
        client.open().send(connect("a", true, 0));
        client.expect(connack(false, Integer.decode(code), text(28, "other.example.org:1883")));
        client.expectClosed();
        assertEquals(List.of(), client.gateway.requests);
        client.connection.closed = false;
        client.open().send(Packets.connect("a", true, 0));
        client.expect(Packets.connack(false, 3));
    }

    @Test
    void theFirstKnownOfTheClientsFormatsIsChosen() {
        client.connection.settings.put(Offer.ACCEPT, "application/json, application/cbor");
        client.connection.settings.put(Offer.ACCEPT_ENCODING, "zstd, gzip");
        client.open()
                .send(connect(
                        "a",
                        true,
                        0,
                        user("parley-accept", "text/xml, application/cbor"),
                        user("parley-accept", "application/json"),
                        user("parley-accept-encoding", "br"),
                        user("other", "gzip")));
        client.expect(connack(false, 0, STANDARD, user("parley-accept", "application/cbor")));
    }

    @Test
    void capabilitiesAreExchanged() {
        client.connection.settings.put(Offer.ACCEPT, "application/json");
        client.open()
                .send(connect(
                        "a",
                        true,
                        0,
                        u32(39, 5_000),
                        u16(33, 7),
                        user("parley-version", "3"),
                        user("parley-features", "transactions, telepathy,groups"),
                        user("parley-features", "retain")));
        client.expect(connack(
                false,
                0,
                STANDARD,
                user("parley-version", "1"),
                user("parley-features", "groups,retain,transactions")));
        Capabilities.Agreement agreed = client.gateway.capabilities();
        assertEquals(1, agreed.version());
        assertEquals(5_000, agreed.largestOut());
        assertEquals(7, agreed.creditOut());
        assertEquals(Optional.empty(), agreed.serializer());
        assertEquals(Set.of("groups", "retain", "transactions"), agreed.features());
        assertEquals(request().server().largest(), agreed.largestIn());
        assertEquals(request().server().credit(), agreed.creditIn());
    }

    @Test
    void aClientThatNamesNothingIsToldNothing() {
        client.open().send(connect("a", true, 0));
        client.expect(connack(false, 0, STANDARD));
        assertEquals(Set.of(), client.gateway.capabilities().features());
        assertEquals(Capabilities.ANY, client.gateway.capabilities().largestOut());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.0", "one", "1000000000"})
    void aVersionThatIsNoneIsRefused(String version) {
        client.open().send(connect("a", true, 0, user("parley-version", version)));
        client.expect(connack(false, 0x85, text(31, "parley-version is a whole number from 1 to 999999999")));
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_ALLOWED, false, 0x87",
        "NOT_ALLOWED, true, 0x86",
        "UNAVAILABLE, true, 0x88",
        "NOT_OWNED, false, 0x88"
    })
    void aRefusalHasItsCode(Reason reason, boolean withPassword, String code) {
        client.gateway.connecting = CompletableFuture.failedFuture(new RefusedException(reason, "not for you"));
        client.open()
                .send(
                        withPassword
                                ? connect(0x42, 0, Packets5.NONE, Packets.text("a"), Packets.text("p"))
                                : connect("a", true, 0),
                        Packets.pingreq());
        client.expect(connack(false, Integer.decode(code)));
        client.expectClosed();
        assertEquals(List.of(), client.gateway.calls());
    }

    @ParameterizedTest
    @CsvSource({
        "LIMIT, false, 0x97",
        "INVALID, false, 0x85",
        "INVALID, true, 0x8c",
        "CONFLICT, false, 0x85",
        "NOT_FOUND, false, 0x85"
    })
    void someRefusalsSayWhy(Reason reason, boolean withMethod, String code) {
        client.gateway.connecting = CompletableFuture.failedFuture(new RefusedException(reason, "too much"));
        client.open().send(connect("a", true, 0, withMethod ? text(21, "M") : new byte[0]));
        client.expect(connack(false, Integer.decode(code), text(31, "too much")));
        client.expectClosed();
    }

    @Test
    void whoseSessionHasMovedIsSentThere() {
        client.gateway.connecting = CompletableFuture.failedFuture(RefusedException.moved("it is there", "there:1883"));
        client.open().send(connect("a", true, 0));
        client.expect(connack(false, 0x9d, text(28, "there:1883"), text(31, "it is there")));
        client.expectClosed();
        Client other = new Client();
        other.gateway.connecting = client.gateway.connecting;
        other.open().send(Packets.connect("a", true, 0));
        other.expect(Packets.connack(false, 3));
        other.expectClosed();
        Client nowhere = new Client();
        nowhere.gateway.connecting = CompletableFuture.failedFuture(RefusedException.moved("", ""));
        nowhere.open().send(connect("a", true, 0));
        nowhere.expect(connack(false, 0x9d));
    }

    @Test
    void reasonsThatTheClientDoesNotTakeAreLeftOut() { // MQTT-3.2.2-19
        client.gateway.connecting = CompletableFuture.failedFuture(new RefusedException(Reason.LIMIT, "0123456789"));
        client.open().send(connect("a", true, 0, u32(39, 17)));
        client.expect(connack(false, 0x97));
        Client other = new Client();
        other.gateway.connecting = client.gateway.connecting;
        other.open().send(connect("a", true, 0, u32(39, 18)));
        other.expect(connack(false, 0x97, text(31, "0123456789")));
    }

    @Test
    void userPropertiesThatTheClientDoesNotTakeAreLeftOut() { // MQTT-3.2.2-20
        client.connection.settings.put(Offer.ACCEPT, "a/b");
        client.open().send(connect("a", true, 0, u32(39, 30), user("parley-accept", "a/b")));
        client.expect(connack(false, 0, STANDARD));
    }

    @Test
    void aClientThatTakesNoConnackIsLeft() { // MQTT-3.1.2-24
        client.open().send(connect("a", true, 0, u32(39, 8)));
        client.expectNothing();
        client.expectClosed();
        assertEquals(List.of("leave false"), client.gateway.calls());
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 127})
    void laterVersionsAreToldInThreeOneOne(int level) { // MQTT-3.1.2-2
        client.open().send(packet(0x10, Packets.text("MQTT"), Packets.u8(level), Packets.u8(2), hex("000000000161")));
        client.expect(Packets.connack(false, 1));
        client.expectClosed();
    }

    @Test
    void aVersionThatIsNotServedIsToldSo() {
        client.connection.settings.put(Settings.VERSIONS, "3.1.1");
        client.open().send(connect("a", true, 0));
        client.expect(connack(false, 0x84));
        client.expectClosed();
        client.connection.settings.put(Settings.VERSIONS, "5.0");
        client.connection.closed = false;
        client.open().send(Packets.connect("a", true, 0));
        client.expect(Packets.connack(false, 1));
    }

    @Test
    void theForerunnerIsServedWhereItIsWanted() {
        client.connection.settings.put(Settings.VERSIONS, "3.1, 3.1.1, 5.0");
        client.gateway.resumed = true;
        client.open().send(packet(0x10, Packets.text("MQIsdp"), hex("03 00 0000"), Packets.text("a")));
        client.expect(Packets.connack(false, 0));
        client.send(hex("8a 06 0001 0001 61 01"));
        client.expect(Packets.suback(1, 1));
        Client nameless = new Client();
        nameless.connection.settings.put(Settings.VERSIONS, "3.1");
        nameless.open().send(packet(0x10, Packets.text("MQIsdp"), hex("03 02 0000"), Packets.text("")));
        nameless.expect(Packets.connack(false, 2));
    }

    @Test
    void aConnectThatIsTooLargeIsToldSo() { // MQTT-3.2.2-15
        client.connection.settings.put(Settings.MAX_PACKET_BYTES, "128");
        byte[] connect = connect("a".repeat(200), true, 0);
        client.open().send(connect);
        client.expect(connack(false, 0x95));
        client.expectClosed();
    }

    @Test
    void aDecisionThatDoesNotComeInTime() {
        client.gateway.connecting = new CompletableFuture<>();
        client.open().send(connect("a", true, 0));
        client.connection.advance(Duration.ofSeconds(10));
        client.expect(connack(false, 0x88));
        client.expectClosed();
    }

    @Test
    void bytesOfAConnectMayComeOneByOne() {
        client.open();
        for (byte each : join(connect("a", true, 0))) {
            client.send(new byte[] {each});
        }
        client.expect(connack(false, 0, STANDARD));
    }
}
