package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.bytes;
import static io.parley.protocol.mqtt.internal.Packets.hex;
import static io.parley.protocol.mqtt.internal.Packets.join;
import static io.parley.protocol.mqtt.internal.Packets.packet;
import static io.parley.protocol.mqtt.internal.Packets5.NONE;
import static io.parley.protocol.mqtt.internal.Packets5.ack;
import static io.parley.protocol.mqtt.internal.Packets5.auth;
import static io.parley.protocol.mqtt.internal.Packets5.connack;
import static io.parley.protocol.mqtt.internal.Packets5.connect;
import static io.parley.protocol.mqtt.internal.Packets5.data;
import static io.parley.protocol.mqtt.internal.Packets5.disconnect;
import static io.parley.protocol.mqtt.internal.Packets5.properties;
import static io.parley.protocol.mqtt.internal.Packets5.publish;
import static io.parley.protocol.mqtt.internal.Packets5.subscribe;
import static io.parley.protocol.mqtt.internal.Packets5.text;
import static io.parley.protocol.mqtt.internal.Packets5.u16;
import static io.parley.protocol.mqtt.internal.Packets5.u32;
import static io.parley.protocol.mqtt.internal.Packets5.u8;
import static io.parley.protocol.mqtt.internal.Packets5.unsubscribe;
import static io.parley.protocol.mqtt.internal.Packets5.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way in which bytes of MQTT 5 can be wrong: the client is told the reason code, and in words the rule; its connection and
 * only that ends.
 */
class Malformed5PacketsTest {

    private static final byte[] ID = Packets.text("a");
    private static final byte[] WILL = join(NONE, Packets.text("will"), Packets.text("gone"));

    private static byte[] will(int flags, byte[] properties, String topic) {
        return connect(flags, 0, NONE, ID, properties, Packets.text(topic), Packets.text("gone"));
    }

    private static byte[] with(byte[]... properties) {
        return connect("a", true, 0, properties);
    }

    static Stream<Arguments> first() {
        return Stream.of(
                arguments("no flags", packet(0x10, Packets.text("MQTT"), Packets.u8(5)), 0x81),
                arguments("no properties", packet(0x10, Packets.text("MQTT"), Packets.u8(5), hex("020000")), 0x81),
                arguments("reserved flag", connect(3, 0, NONE, ID), 0x81),
                arguments("will QoS without will", connect(0x0a, 0, NONE, ID), 0x81),
                arguments("will QoS 3", connect(0x1e, 0, NONE, ID, WILL), 0x81),
                arguments("will retain without will", connect(0x22, 0, NONE, ID), 0x81),
                arguments("no client id", connect(2, 0, NONE), 0x81),
                arguments("client id not UTF-8", connect(2, 0, NONE, Packets.u16(1), hex("ff")), 0x81),
                arguments("client id with U+0000", connect(2, 0, NONE, Packets.u16(1), hex("00")), 0x81),
                arguments("client id a surrogate", connect(2, 0, NONE, Packets.u16(3), hex("eda080")), 0x81),
                arguments("no will", connect(6, 0, NONE, ID), 0x81),
                arguments("no will topic", connect(6, 0, NONE, ID, NONE), 0x81),
                arguments("no will payload", connect(6, 0, NONE, ID, NONE, Packets.text("t")), 0x81),
                arguments("a will for wildcards", will(6, NONE, "t/#"), 0x90),
                arguments("a will for nothing", will(6, NONE, ""), 0x90),
                arguments("a will for $SYS", will(6, NONE, "$SYS/x"), 0x90),
                arguments("a will that is delayed twice", will(6, properties(u32(24, 1), u32(24, 1)), "t"), 0x82),
                arguments("a will with a topic alias", will(6, properties(u16(35, 1)), "t"), 0x81),
                arguments("a will with an identifier", will(6, properties(u8(11, 1)), "t"), 0x81),
                arguments("a will of format 2", will(6, properties(u8(1, 2)), "t"), 0x82),
                arguments("a will answered anywhere", will(6, properties(text(8, "a/+")), "t"), 0x82),
                arguments("a will of priority 10", will(6, properties(user("parley-priority", "10")), "t"), 0x83),
                arguments("no user name", connect(0x82, 0, NONE, ID), 0x81),
                arguments("user name not UTF-8", connect(0x82, 0, NONE, ID, Packets.u16(2), hex("c328")), 0x81),
                arguments("no password", connect(0x42, 0, NONE, ID), 0x81),
                arguments("bytes behind CONNECT", connect(2, 0, NONE, ID, Packets.u8(0)), 0x81),
                arguments("properties beyond the end", connect(2, 0, hex("7f"), ID), 0x81),
                arguments("a property cut short", connect(2, 0, hex("0411000000"), ID), 0x81),
                arguments("a property length too long", connect(2, 0, hex("ffffffff01"), ID), 0x81),
                arguments("a property length not minimal", connect(2, 0, hex("8000"), ID), 0x81),
                arguments("an identifier not minimal", connect(2, 0, hex("03a10000"), ID), 0x81),
                arguments("property 0", with(u8(0, 0)), 0x81),
                arguments("property 127", with(u8(127, 0)), 0x81),
                arguments("property 200", connect(2, 0, hex("03c80100"), ID), 0x81),
                arguments("a will delay apart from the will", with(u32(24, 1)), 0x81),
                arguments("a topic alias", with(u16(35, 1)), 0x81),
                arguments("an assigned client id", with(text(18, "x")), 0x81),
                arguments("a server keep alive", with(u16(19, 1)), 0x81),
                arguments("response information", with(text(26, "x")), 0x81),
                arguments("a server reference", with(text(28, "x")), 0x81),
                arguments("a reason string", with(text(31, "x")), 0x81),
                arguments("a maximum QoS", with(u8(36, 1)), 0x81),
                arguments("retain available", with(u8(37, 1)), 0x81),
                arguments("wildcards available", with(u8(40, 1)), 0x81),
                arguments("identifiers available", with(u8(41, 1)), 0x81),
                arguments("shared available", with(u8(42, 1)), 0x81),
                arguments("session expiry twice", with(u32(17, 1), u32(17, 1)), 0x82),
                arguments("receive maximum 0", with(u16(33, 0)), 0x82),
                arguments("receive maximum twice", with(u16(33, 1), u16(33, 1)), 0x82),
                arguments("maximum packet size 0", with(u32(39, 0)), 0x82),
                arguments("maximum packet size twice", with(u32(39, 100), u32(39, 100)), 0x82),
                arguments("topic alias maximum twice", with(u16(34, 1), u16(34, 1)), 0x82),
                arguments("response information 2", with(u8(25, 2)), 0x82),
                arguments("response information twice", with(u8(25, 1), u8(25, 1)), 0x82),
                arguments("problem information 2", with(u8(23, 2)), 0x82),
                arguments("problem information twice", with(u8(23, 1), u8(23, 1)), 0x82),
                arguments("two methods", with(text(21, "a"), text(21, "a")), 0x82),
                arguments("data without a method", with(data(22, hex("00"))), 0x82),
                arguments("data twice", with(text(21, "a"), data(22, hex("")), data(22, hex(""))), 0x82),
                arguments("a user property cut short", with(hex("26 0001 61")), 0x81),
                arguments("a user property not UTF-8", with(hex("26 0001 61 0001 ff")), 0x81),
                arguments(
                        "a length not minimal",
                        join(hex("10 8e00"), Packets.text("MQTT"), hex("05020000000001 61")),
                        0x81));
    }

    static Stream<Arguments> later() {
        List<Arguments> all = new ArrayList<>(List.of(
                arguments("a second CONNECT", with(), 0x82, "MQTT-3.1.0-2"),
                arguments("type 0", hex("0000"), 0x81, "section 2.1.2"),
                arguments("CONNACK", hex("2003000000"), 0x82, "section 2.1.2"),
                arguments("SUBACK", hex("900400010000"), 0x82, "section 2.1.2"),
                arguments("UNSUBACK", hex("b00400010000"), 0x82, "section 2.1.2"),
                arguments("PINGRESP", hex("d000"), 0x82, "section 2.1.2"),
                arguments("PUBACK with flags", hex("41020001"), 0x81, "MQTT-2.1.3-1"),
                arguments("PUBREC with flags", hex("52020001"), 0x81, "MQTT-2.1.3-1"),
                arguments("PUBREL without its flag", hex("60020001"), 0x81, "MQTT-3.6.1-1"),
                arguments("PUBCOMP with flags", hex("74020001"), 0x81, "MQTT-2.1.3-1"),
                arguments("SUBSCRIBE without its flag", hex("8007000100000161"), 0x81, "MQTT-3.8.1-1"),
                arguments("UNSUBSCRIBE without its flag", hex("a006000100000161"), 0x81, "MQTT-3.10.1-1"),
                arguments("PINGREQ with flags", hex("c100"), 0x81, "MQTT-2.1.3-1"),
                arguments("DISCONNECT with flags", hex("e800"), 0x81, "MQTT-3.14.1-1"),
                arguments("AUTH with flags", hex("f200"), 0x81, "MQTT-3.15.1-1"),
                arguments("PINGREQ with a body", hex("c00100"), 0x81, "MQTT-4.13.1-1"),
                arguments("PUBACK too short", hex("400100"), 0x81, "MQTT-4.13.1-1"),
                arguments("PUBACK 0", hex("40020000"), 0x82, "MQTT-2.2.1-3"),
                arguments("PUBREL 0", hex("62020000"), 0x82, "MQTT-2.2.1-3"),
                arguments("a length without an end", hex("30ffffffff01"), 0x81, "section 2.2.3"),
                arguments("a length not minimal", hex("c08000"), 0x81, "MQTT-1.5.5-1"),
                arguments("256 MB announced", hex("30ffffff7f"), 0x95, "MQTT-3.2.2-15"),
                arguments("one byte too large", hex("30fdff3f"), 0x95, "MQTT-3.2.2-15"),
                arguments("QoS 3", publish(0x36, "a", 1, bytes("")), 0x81, "MQTT-3.3.1-4"),
                arguments("QoS 0 with DUP", publish(0x38, "a", 0, bytes("")), 0x81, "MQTT-3.3.1-2"),
                arguments("empty PUBLISH", hex("3000"), 0x81, "MQTT-4.13.1-1"),
                arguments("PUBLISH without properties", hex("3003000161"), 0x81, "MQTT-4.13.1-1"),
                arguments("no packet id", hex("3203000161"), 0x81, "MQTT-4.13.1-1"),
                arguments("packet id 0", publish(1, 0, "a", ""), 0x82, "MQTT-2.2.1-3"),
                arguments("packet id 0, QoS 2", publish(2, 0, "a", ""), 0x82, "MQTT-2.2.1-3"),
                arguments("no topic and no alias", publish(0, 0, "", "x"), 0x82, "section 3.3.2.1"),
                arguments("an alias for nothing", publish(0, 0, "", "x", u16(35, 1)), 0x82, "section 3.3.2.3.4"),
                arguments("alias 0", publish(0, 0, "a", "x", u16(35, 0)), 0x94, "MQTT-3.3.2-8"),
                arguments("alias 33", publish(0, 0, "a", "x", u16(35, 33)), 0x94, "MQTT-3.3.2-9"),
                arguments("alias 65535", publish(0, 0, "", "x", u16(35, 65_535)), 0x94, "MQTT-3.3.2-9"),
                arguments("two aliases", publish(0, 0, "a", "x", u16(35, 1), u16(35, 1)), 0x82, "section 2.2.2"),
                arguments("+ in a topic", publish(0, 0, "a/+", "x"), 0x90, "MQTT-3.3.2-2"),
                arguments("# in a topic", publish(1, 1, "a#", "x"), 0x90, "MQTT-3.3.2-2"),
                arguments("U+0000 in a topic", publish(0, 0, "a\0b", "x"), 0x81, "MQTT-1.5.4-2"),
                arguments("an overlong form", packet(0x30, Packets.u16(2), hex("c08000")), 0x81, "MQTT-1.5.4-1"),
                arguments("a surrogate", packet(0x30, Packets.u16(3), hex("eda08000")), 0x81, "MQTT-1.5.4-1"),
                arguments("an identifier", publish(0, 0, "a", "x", u8(11, 1)), 0x82, "MQTT-3.3.4-6"),
                arguments("format 2", publish(0, 0, "a", "x", u8(1, 2)), 0x82, "section 3.3.2.3.2"),
                arguments("format twice", publish(0, 0, "a", "x", u8(1, 1), u8(1, 1)), 0x82, "section 2.2.2"),
                arguments("expiry twice", publish(0, 0, "a", "x", u32(2, 1), u32(2, 1)), 0x82, "section 2.2.2"),
                arguments("type twice", publish(0, 0, "a", "x", text(3, ""), text(3, "")), 0x82, "section 2.2.2"),
                arguments("type not UTF-8", publish(0, 0, "a", "x", hex("030001ff")), 0x81, "MQTT-1.5.4-1"),
                arguments("response to +", publish(0, 0, "a", "x", text(8, "+")), 0x82, "MQTT-3.3.2-14"),
                arguments("response to #", publish(1, 1, "a", "x", text(8, "a/#")), 0x82, "MQTT-3.3.2-14"),
                arguments("response to nothing", publish(0, 0, "a", "x", text(8, "")), 0x82, "MQTT-4.7.3-1"),
                arguments("response not UTF-8", publish(0, 0, "a", "x", hex("080001ff")), 0x81, "MQTT-1.5.4-1"),
                arguments("correlation cut short", publish(0, 0, "a", "x", hex("09000500")), 0x81, "MQTT-4.13.1-1"),
                arguments("a session expiry", publish(0, 0, "a", "x", u32(17, 1)), 0x81, "section 2.2.2.2"),
                arguments("a reason in PUBLISH", publish(0, 0, "a", "x", text(31, "")), 0x81, "section 2.2.2.2"),
                arguments("SUBSCRIBE 0", subscribe(0, NONE, "a", 0), 0x82, "MQTT-2.2.1-3"),
                arguments("SUBSCRIBE to nothing", subscribe(1, NONE), 0x82, "MQTT-3.8.3-2"),
                arguments("SUBSCRIBE QoS 3", subscribe(1, NONE, "a", 3), 0x82, "section 3.8.3.1"),
                arguments("retain handling 3", subscribe(1, NONE, "a", 0x30), 0x82, "section 3.8.3.1"),
                arguments("reserved bit 6", subscribe(1, NONE, "a", 0x40), 0x81, "MQTT-3.8.3-5"),
                arguments("reserved bit 7", subscribe(1, NONE, "a", 0x80), 0x81, "MQTT-3.8.3-5"),
                arguments("no local, shared", subscribe(1, NONE, "$share/g/a", 4), 0x82, "MQTT-3.8.3-4"),
                arguments("SUBSCRIBE without options", hex("8206 0001 00 0001 61"), 0x81, "MQTT-4.13.1-1"),
                arguments("identifier 0", subscribe(1, properties(u8(11, 0)), "a", 0), 0x82, "section 3.8.2.1.2"),
                arguments(
                        "identifier twice",
                        subscribe(1, properties(u8(11, 1), u8(11, 2)), "a", 0),
                        0x82,
                        "section 3.8.2.1.2"),
                arguments("identifier too large", subscribe(1, hex("060bffffffff01"), "a", 0), 0x81, "section 1.5.5"),
                arguments("identifier not minimal", subscribe(1, hex("030b8100"), "a", 0), 0x81, "MQTT-1.5.5-1"),
                arguments("alias in SUBSCRIBE", subscribe(1, properties(u16(35, 1)), "a", 0), 0x81, "section 2.2.2.2"),
                arguments("an empty filter", subscribe(1, NONE, "", 0), 0x8f, "MQTT-4.7.3-1"),
                arguments("a filter with U+0000", subscribe(1, NONE, "a\0", 0), 0x81, "MQTT-1.5.4-2"),
                arguments("# in the middle", subscribe(1, NONE, "a/#/b", 0), 0x8f, "MQTT-4.7.1-1"),
                arguments("# in a level", subscribe(1, NONE, "a#", 0), 0x8f, "MQTT-4.7.1-1"),
                arguments("+ in a level", subscribe(1, NONE, "a+/b", 0), 0x8f, "MQTT-4.7.1-2"),
                arguments("$share for nobody", subscribe(1, NONE, "$share//a", 0), 0x8f, "MQTT-4.8.2-1"),
                arguments("$share/ alone", subscribe(1, NONE, "$share/", 0), 0x8f, "MQTT-4.8.2-1"),
                arguments("$share without a filter", subscribe(1, NONE, "$share/g", 0), 0x8f, "MQTT-4.8.2-2"),
                arguments("$share, empty filter", subscribe(1, NONE, "$share/g/", 0), 0x8f, "MQTT-4.8.2-2"),
                arguments("$share by +", subscribe(1, NONE, "$share/+/a", 0), 0x8f, "MQTT-4.8.2-2"),
                arguments("$share, wrong filter", subscribe(1, NONE, "$share/g/a+", 0), 0x8f, "MQTT-4.7.1-2"),
                arguments(
                        "too many filters",
                        subscribe(1, NONE, "a", 0, "b", 0, "c", 0, "d", 0),
                        0x97,
                        "mqtt.packet.filters"),
                arguments("UNSUBSCRIBE 0", unsubscribe(0, "a"), 0x82, "MQTT-2.2.1-3"),
                arguments("UNSUBSCRIBE from nothing", unsubscribe(1), 0x82, "MQTT-3.10.3-2"),
                arguments("UNSUBSCRIBE, wrong filter", unsubscribe(1, "a/#/"), 0x8f, "MQTT-4.7.1-1"),
                arguments("UNSUBSCRIBE, identifier", packet(0xa2, hex("0001020b010001 61")), 0x81, "section 2.2.2.2"),
                arguments("AUTH without a method", auth(0x19), 0x82, "section 3.15.2.2.2"),
                arguments("AUTH of a client without one", auth(0x19, text(21, "M")), 0x82, "MQTT-4.12.0-7"),
                arguments("AUTH success", hex("f000"), 0x82, "MQTT-3.15.2-1"),
                arguments("AUTH, two methods", auth(0x18, text(21, "M"), text(21, "M")), 0x82, "section 2.2.2"),
                arguments("AUTH, unknown code", auth(0x17, text(21, "M")), 0x82, "MQTT-3.15.2-1"),
                arguments("DISCONNECT, a server's code", disconnect(0x8b), 0x82, "MQTT-3.14.2-1"),
                arguments("DISCONNECT, unknown code", disconnect(0x77), 0x82, "MQTT-3.14.2-1"),
                arguments("DISCONNECT to somewhere", disconnect(0, text(28, "x")), 0x81, "section 2.2.2.2"),
                arguments("DISCONNECT, bytes behind", packet(0xe0, hex("000000")), 0x81, "MQTT-4.13.1-1"),
                arguments("DISCONNECT, expiry twice", disconnect(0, u32(17, 0), u32(17, 0)), 0x82, "section 2.2.2")));
        for (int[] kind : new int[][] {{0x40, 4}, {0x50, 5}, {0x62, 6}, {0x70, 7}}) {
            String rule = "MQTT-3." + kind[1] + ".2-1";
            String name = "acknowledgement " + Integer.toHexString(kind[0]);
            all.add(arguments(name + ", unknown code", ack(kind[0], 1, 0x11), 0x82, rule));
            all.add(arguments(name + ", alias", ack(kind[0], 1, 0, properties(u16(35, 1))), 0x81, "section 2.2.2.2"));
            all.add(arguments(
                    name + ", reason twice",
                    ack(kind[0], 1, 0, properties(text(31, ""), text(31, ""))),
                    0x82,
                    "section 2.2.2"));
            all.add(arguments(name + ", bytes behind", packet(kind[0], hex("0001000000")), 0x81, "MQTT-4.13.1-1"));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("first")
    void insteadOfConnect(String what, byte[] bytes, int code) {
        Client client = new Client().open();
        client.send(bytes, Packets.pingreq());
        client.expect(connack(false, code));
        client.expectClosed();
        assertEquals(List.of(), client.gateway.requests);
        assertEquals(1, client.surroundings.counters().malformed.sum());
        assertEquals(0, client.unread.length, "kept bytes of a connection that has ended");
        assertTrue(client.connection.timers.isEmpty());
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("later")
    void onceConnected(String what, byte[] bytes, int code, String rule) {
        Client client = new Client();
        client.connection.settings.put(Settings.PACKET_FILTERS, "3");
        client.connect5();
        client.send(bytes, Packets.pingreq());
        String sent = new String(client.connection.sent(), StandardCharsets.ISO_8859_1);
        client.expectClosed();
        assertEquals("e0 " + Integer.toHexString(code), "%x %x".formatted((int) sent.charAt(0), (int) sent.charAt(2)));
        assertTrue(sent.endsWith("[" + rule + "]"), sent);
        assertEquals(List.of("leave false"), client.gateway.calls(), "the will is published");
        assertEquals(1, client.surroundings.counters().malformed.sum());
        assertTrue(client.connection.timers.isEmpty());
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("later")
    void aClientThatTakesLittleIsToldTheCodeAlone(String what, byte[] bytes, int code, String rule) {
        Client client = new Client();
        client.connection.settings.put(Settings.PACKET_FILTERS, "3");
        client.connection.settings.put(Settings.RECEIVE_MAXIMUM, "65535");
        client.connect5(u32(39, 20));
        client.send(bytes);
        client.expect(disconnect(code)); // MQTT-3.14.2-3
        client.expectClosed();
    }
}
