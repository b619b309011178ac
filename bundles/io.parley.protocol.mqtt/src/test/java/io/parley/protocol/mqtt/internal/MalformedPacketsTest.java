package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.bytes;
import static io.parley.protocol.mqtt.internal.Packets.connect;
import static io.parley.protocol.mqtt.internal.Packets.hex;
import static io.parley.protocol.mqtt.internal.Packets.join;
import static io.parley.protocol.mqtt.internal.Packets.packet;
import static io.parley.protocol.mqtt.internal.Packets.publish;
import static io.parley.protocol.mqtt.internal.Packets.subscribe;
import static io.parley.protocol.mqtt.internal.Packets.text;
import static io.parley.protocol.mqtt.internal.Packets.u16;
import static io.parley.protocol.mqtt.internal.Packets.u8;
import static io.parley.protocol.mqtt.internal.Packets.unsubscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.parley.protocol.mqtt.internal.codec.Features;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketDecoder;
import io.parley.protocol.mqtt.internal.codec.PacketSink;
import io.parley.protocol.mqtt.internal.codec.Version;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which bytes can be wrong: the rule is named, nothing is answered, the connection and only it ends. */
class MalformedPacketsTest {

    private static final PacketSink IGNORED = (PacketSink) Proxy.newProxyInstance(
            PacketSink.class.getClassLoader(), new Class<?>[] {PacketSink.class}, (sink, method, packet) -> null);

    private static final Features FEATURES = Settings.read(
                    key -> Optional.of("3").filter(three -> key.equals(Settings.PACKET_FILTERS)))
            .features();

    private static final byte[] WILL = join(text("will"), text("gone"));

    static Stream<Arguments> first() {
        return Stream.of(
                arguments("a packet before CONNECT", hex("c000"), "MQTT-3.1.0-1"),
                arguments("packet type 0 first", hex("0000"), "MQTT-3.1.0-1"),
                arguments("CONNECT with flags", hex("1100"), "MQTT-2.2.2-2"),
                arguments("a TLS hello", hex("160301"), "MQTT-2.2.2-2"),
                arguments("HTTP", bytes("GET / HTTP/1.1\r\n"), "MQTT-3.1.0-1"),
                arguments("a length without an end", hex("10ffffffff"), "section 2.2.3"),
                arguments("256 MB announced", hex("10ffffff7f"), "mqtt.max.packet.bytes"),
                arguments("another protocol's name", packet(0x10, text("mqtt"), u8(4)), "MQTT-3.1.2-1"),
                arguments("no level", packet(0x10, text("MQTT")), "MQTT-4.8.0-1"),
                arguments("no flags", packet(0x10, text("MQTT"), u8(4)), "MQTT-4.8.0-1"),
                arguments("half a keep alive", packet(0x10, text("MQTT"), u8(4), u8(2), u8(0)), "MQTT-4.8.0-1"),
                arguments("reserved flag", connect(3, 0, text("a")), "MQTT-3.1.2-3"),
                arguments("will QoS without will", connect(0x0a, 0, text("a")), "MQTT-3.1.2-13"),
                arguments("will QoS 3", connect(0x1e, 0, text("a"), WILL), "MQTT-3.1.2-14"),
                arguments("will retain without will", connect(0x22, 0, text("a")), "MQTT-3.1.2-15"),
                arguments("password without user", connect(0x42, 0, text("a"), text("p")), "MQTT-3.1.2-22"),
                arguments("no client id", connect(2, 0), "MQTT-4.8.0-1"),
                arguments("a client id beyond the end", connect(2, 0, u16(5), bytes("abcd")), "MQTT-4.8.0-1"),
                arguments("client id not UTF-8", connect(2, 0, u16(1), hex("ff")), "MQTT-1.5.3-1"),
                arguments("client id with U+0000", connect(2, 0, u16(1), hex("00")), "MQTT-1.5.3-2"),
                arguments("no will", connect(6, 0, text("a")), "MQTT-4.8.0-1"),
                arguments("no will message", connect(6, 0, text("a"), text("t")), "MQTT-4.8.0-1"),
                arguments("a will for wildcards", connect(6, 0, text("a"), text("t/#"), text("")), "MQTT-3.3.2-2"),
                arguments("a will for nothing", connect(6, 0, text("a"), text(""), text("")), "MQTT-4.7.3-1"),
                arguments("a will for $SYS", connect(6, 0, text("a"), text("$SYS/x"), text("")), "section 4.7.2"),
                arguments("will topic not UTF-8", connect(6, 0, text("a"), u16(1), hex("80")), "MQTT-1.5.3-1"),
                arguments("no user name", connect(0x82, 0, text("a")), "MQTT-4.8.0-1"),
                arguments("user name not UTF-8", connect(0x82, 0, text("a"), u16(2), hex("c3 28")), "MQTT-1.5.3-1"),
                arguments("no password", connect(0xc2, 0, text("a"), text("u")), "MQTT-4.8.0-1"),
                arguments("bytes behind CONNECT", connect(2, 0, text("a"), u8(0)), "MQTT-4.8.0-1"));
    }

    static Stream<Arguments> later() {
        return Stream.of(
                arguments("a second CONNECT", connect("me", true, 0), "MQTT-3.1.0-2"),
                arguments("type 0", hex("0000"), "section 2.2.1"),
                arguments("type 15", hex("f000"), "section 2.2.1"),
                arguments("CONNACK", hex("20020000"), "section 2.2.1"),
                arguments("SUBACK", hex("9003000100"), "section 2.2.1"),
                arguments("UNSUBACK", hex("b0020001"), "section 2.2.1"),
                arguments("PINGRESP", hex("d000"), "section 2.2.1"),
                arguments("PUBACK with flags", hex("41020001"), "MQTT-2.2.2-2"),
                arguments("PUBREC with flags", hex("52020001"), "MQTT-2.2.2-2"),
                arguments("PUBREL without its flag", hex("60020001"), "MQTT-3.6.1-1"),
                arguments("PUBREL with another flag", hex("63020001"), "MQTT-3.6.1-1"),
                arguments("PUBCOMP with flags", hex("74020001"), "MQTT-2.2.2-2"),
                arguments("SUBSCRIBE without its flag", hex("80060001000161 00"), "MQTT-3.8.1-1"),
                arguments("UNSUBSCRIBE without its flag", hex("a0050001000161"), "MQTT-3.10.1-1"),
                arguments("PINGREQ with flags", hex("c100"), "MQTT-2.2.2-2"),
                arguments("DISCONNECT with flags", hex("e800"), "MQTT-3.14.1-1"),
                arguments("PINGREQ with a body", hex("c00100"), "MQTT-4.8.0-1"),
                arguments("DISCONNECT with a body", hex("e00100"), "MQTT-4.8.0-1"),
                arguments("PUBACK too long", hex("4003000100"), "MQTT-4.8.0-1"),
                arguments("PUBREC too short", hex("500100"), "MQTT-4.8.0-1"),
                arguments("PUBACK 0", hex("40020000"), "MQTT-2.3.1-1"),
                arguments("PUBREC 0", hex("50020000"), "MQTT-2.3.1-1"),
                arguments("PUBREL 0", hex("62020000"), "MQTT-2.3.1-1"),
                arguments("PUBCOMP 0", hex("70020000"), "MQTT-2.3.1-1"),
                arguments("a length without an end", hex("30ffffffff01"), "section 2.2.3"),
                arguments("256 MB announced", hex("30ffffff7f"), "mqtt.max.packet.bytes"),
                arguments("one byte too large", hex("30fdff3f"), "mqtt.max.packet.bytes"),
                arguments("QoS 3", publish(0x36, "a", 1, bytes("")), "MQTT-3.3.1-4"),
                arguments("QoS 0 with DUP", publish(0x38, "a", 0, bytes("")), "MQTT-3.3.1-2"),
                arguments("empty PUBLISH", hex("3000"), "MQTT-4.8.0-1"),
                arguments("half a topic length", hex("300100"), "MQTT-4.8.0-1"),
                arguments("a topic beyond the end", hex("3003000261"), "MQTT-4.8.0-1"),
                arguments("no packet id", hex("3203000161"), "MQTT-4.8.0-1"),
                arguments("packet id 0", publish(1, 0, "a", ""), "MQTT-2.3.1-1"),
                arguments("packet id 0, QoS 2", publish(2, 0, "a", ""), "MQTT-2.3.1-1"),
                arguments("no topic", publish(0, 0, "", "x"), "MQTT-4.7.3-1"),
                arguments("+ in a topic", publish(0, 0, "a/+", "x"), "MQTT-3.3.2-2"),
                arguments("# in a topic", publish(0, 0, "a#", "x"), "MQTT-3.3.2-2"),
                arguments("U+0000 in a topic", publish(0, 0, "a\0b", "x"), "MQTT-1.5.3-2"),
                arguments("an overlong form", packet(0x30, u16(2), hex("c080")), "MQTT-1.5.3-1"),
                arguments("an overlong slash", packet(0x30, u16(3), hex("e080af")), "MQTT-1.5.3-1"),
                arguments("a surrogate", packet(0x30, u16(3), hex("eda080")), "MQTT-1.5.3-1"),
                arguments("a surrogate pair", packet(0x30, u16(6), hex("eda0bdedb880")), "MQTT-1.5.3-1"),
                arguments("half a character", packet(0x30, u16(2), hex("e282")), "MQTT-1.5.3-1"),
                arguments("beyond U+10FFFF", packet(0x30, u16(4), hex("f4908080")), "MQTT-1.5.3-1"),
                arguments("a stray tail byte", packet(0x30, u16(1), hex("bf")), "MQTT-1.5.3-1"),
                arguments("$SYS", publish(0, 0, "$SYS/broker", "x"), "section 4.7.2"),
                arguments("$queue without a name", publish(1, 1, "$queue/", "x"), "section 4.7.2"),
                arguments("$queue alone", publish(1, 1, "$queue", "x"), "section 4.7.2"),
                arguments("$", publish(1, 1, "$", "x"), "section 4.7.2"),
                arguments("SUBSCRIBE 0", subscribe(0, "a", 0), "MQTT-2.3.1-1"),
                arguments("SUBSCRIBE to nothing", subscribe(1), "MQTT-3.8.3-3"),
                arguments("SUBSCRIBE without an id", hex("820100"), "MQTT-4.8.0-1"),
                arguments("SUBSCRIBE QoS 3", subscribe(1, "a", 3), "MQTT-3.8.3-4"),
                arguments("SUBSCRIBE reserved bits", subscribe(1, "a", 0x81), "MQTT-3.8.3-4"),
                arguments("SUBSCRIBE without QoS", hex("82050001000161"), "MQTT-4.8.0-1"),
                arguments("an empty filter", subscribe(1, "", 0), "MQTT-4.7.3-1"),
                arguments("a filter with U+0000", subscribe(1, "a\0", 0), "MQTT-1.5.3-2"),
                arguments("a filter not UTF-8", packet(0x82, u16(1), u16(1), hex("fe00")), "MQTT-1.5.3-1"),
                arguments("# in the middle", subscribe(1, "a/#/b", 0), "MQTT-4.7.1-2"),
                arguments("# in a level", subscribe(1, "a#", 0), "MQTT-4.7.1-2"),
                arguments("# twice", subscribe(1, "##", 0), "MQTT-4.7.1-2"),
                arguments("+ at a level's end", subscribe(1, "a+/b", 0), "MQTT-4.7.1-3"),
                arguments("+ at a level's start", subscribe(1, "+a", 0), "MQTT-4.7.1-3"),
                arguments("a second filter is wrong", subscribe(1, "a", 1, "b+", 1), "MQTT-4.7.1-3"),
                arguments("too many filters", subscribe(1, "a", 0, "b", 0, "c", 0, "d", 0), "mqtt.packet.filters"),
                arguments("UNSUBSCRIBE 0", unsubscribe(0, "a"), "MQTT-2.3.1-1"),
                arguments("UNSUBSCRIBE from nothing", unsubscribe(1), "MQTT-3.10.3-2"),
                arguments("UNSUBSCRIBE, wrong filter", unsubscribe(1, "a/#/"), "MQTT-4.7.1-2"),
                arguments("UNSUBSCRIBE, not UTF-8", packet(0xa2, u16(1), u16(1), hex("ff")), "MQTT-1.5.3-1"),
                arguments("UNSUBSCRIBE, half a filter", hex("a2050001000261"), "MQTT-4.8.0-1"),
                arguments("UNSUBSCRIBE, too many", unsubscribe(1, "a", "b", "c", "d"), "mqtt.packet.filters"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("first")
    void insteadOfConnect(String what, byte[] bytes, String rule) {
        Client client = new Client().open();
        client.send(bytes);
        client.expectNothing();
        client.expectClosed();
        assertEquals(List.of(), client.gateway.calls());
        assertEquals(1, client.surroundings.counters().malformed.sum());
        assertEquals(rule, ruleOf(null, bytes));
        assertEquals(0, client.unread.length, "kept bytes of a connection that has ended");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("later")
    void onceConnected(String what, byte[] bytes, String rule) {
        Client client = new Client();
        client.connection.settings.put(Settings.PACKET_FILTERS, "3");
        client.open();
        client.send(connect("me", false, 0));
        client.expect(Packets.connack(false, 0));
        client.gateway.calls();
        client.send(bytes, Packets.pingreq());
        client.expectNothing();
        client.expectClosed();
        assertEquals(List.of("leave false"), client.gateway.calls(), "the will is published");
        assertEquals(1, client.surroundings.counters().malformed.sum());
        assertEquals(rule, ruleOf(Version.V3_1_1.decoder(FEATURES, () -> 0), bytes));
        assertTrue(client.connection.timers.isEmpty());
    }

    private static String ruleOf(PacketDecoder decoder, byte[] bytes) {
        PacketReader reader = new PacketReader(1 << 20, () -> true, (first, body) -> {
            if (decoder == null) {
                Version version = Version.read(body).version().orElseThrow();
                version.decoder(FEATURES, () -> 0).connect(body);
            } else {
                decoder.decode(first, body, IGNORED);
            }
        });
        reader.use(decoder);
        return assertThrows(MalformedPacketException.class, () -> reader.read(ByteBuffer.wrap(bytes)))
                .rule();
    }
}
