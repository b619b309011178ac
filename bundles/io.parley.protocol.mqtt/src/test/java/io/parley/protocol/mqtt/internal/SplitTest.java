package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.bytes;
import static io.parley.protocol.mqtt.internal.Packets.connect;
import static io.parley.protocol.mqtt.internal.Packets.disconnect;
import static io.parley.protocol.mqtt.internal.Packets.join;
import static io.parley.protocol.mqtt.internal.Packets.pingreq;
import static io.parley.protocol.mqtt.internal.Packets.publish;
import static io.parley.protocol.mqtt.internal.Packets.pubrel;
import static io.parley.protocol.mqtt.internal.Packets.subscribe;
import static io.parley.protocol.mqtt.internal.Packets.text;
import static io.parley.protocol.mqtt.internal.Packets.unsubscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a stream of bytes is cut, it says the same. */
class SplitTest {

    private static final byte[] TALK = join(
            connect(0xee, 60, text("client"), text("will"), text("gone"), text("user"), text("secret")),
            subscribe(1, "a/#", 1, "$queue/q", 2),
            publish(1, 2, "a/b", "hello"),
            publish(0x3c, "a/bé", 3, bytes("x".repeat(200))),
            pubrel(3),
            pingreq(),
            publish(0, 0, "a/b", ""),
            unsubscribe(4, "a/#"),
            disconnect());

    private static final byte[] TALK_5 = join(
            Packets5.connect(
                    0xee,
                    60,
                    Packets5.properties(Packets5.u32(17, 9), Packets5.u16(34, 3), Packets5.user("a", "b")),
                    text("client"),
                    Packets5.properties(Packets5.u32(24, 5)),
                    text("will"),
                    text("gone"),
                    text("user"),
                    text("secret")),
            Packets5.subscribe(1, Packets5.properties(Packets5.u8(11, 7)), "a/#", 1, "$share/g/q", 0x18),
            Packets5.publish(1, 2, "a/b", "hello", Packets5.u16(35, 1), Packets5.user("n", "é")),
            Packets5.publish(2, 3, "", "x".repeat(200), Packets5.u16(35, 1)),
            pubrel(3),
            Packets5.ack(0x62, 9, 0x92, Packets5.properties(Packets5.text(31, "why"))),
            pingreq(),
            Packets5.unsubscribe(4, "a/#"),
            Packets5.disconnect(0, Packets5.u32(17, 5)));

    private record Outcome(String sent, List<String> calls, boolean closed) {}

    private static Outcome of(byte[]... parts) {
        Client client = new Client().open();
        for (byte[] part : parts) {
            client.send(part);
        }
        return new Outcome(Packets.hex(client.connection.sent()), client.gateway.calls(), client.connection.closed);
    }

    static Stream<byte[]> talks() {
        return Stream.of(TALK, TALK_5);
    }

    @ParameterizedTest
    @MethodSource("talks")
    void theWholeIsAsExpected(byte[] talk) {
        Outcome whole = of(talk);
        assertEquals(talk == TALK ? 9 : 10, whole.calls.size(), whole.toString());
        assertEquals("leave true", whole.calls.get(whole.calls.size() - 1));
    }

    @ParameterizedTest
    @MethodSource("talks")
    void byteByByte(byte[] talk) {
        byte[][] parts = new byte[talk.length][];
        for (int i = 0; i < talk.length; i++) {
            parts[i] = new byte[] {talk[i]};
        }
        assertEquals(of(talk), of(parts));
    }

    @ParameterizedTest
    @MethodSource("talks")
    void inTwoAtEachPlace(byte[] talk) {
        Outcome whole = of(talk);
        for (int cut = 0; cut <= talk.length; cut++) {
            assertEquals(
                    whole, of(Arrays.copyOf(talk, cut), Arrays.copyOfRange(talk, cut, talk.length)), "cut at " + cut);
        }
    }

    @ParameterizedTest
    @MethodSource("talks")
    void inThreeAtAllPlaces(byte[] talk) {
        Outcome whole = of(talk);
        for (int first = 0; first <= talk.length; first += 3) {
            for (int second = first; second <= talk.length; second += 5) {
                assertEquals(
                        whole,
                        of(
                                Arrays.copyOf(talk, first),
                                Arrays.copyOfRange(talk, first, second),
                                Arrays.copyOfRange(talk, second, talk.length)),
                        "cut at " + first + " and " + second);
            }
        }
    }

    @Test
    void aPacketThatIsWrongIsAsWrongInParts() {
        byte[] wrong = join(connect("a", true, 0), publish(1, 1, "t", "x"), publish(1, 0, "t", "x"), pingreq());
        Outcome expected = of(wrong);
        for (int cut = 0; cut <= wrong.length; cut++) {
            assertEquals(expected, of(Arrays.copyOf(wrong, cut), Arrays.copyOfRange(wrong, cut, wrong.length)));
        }
    }
}
