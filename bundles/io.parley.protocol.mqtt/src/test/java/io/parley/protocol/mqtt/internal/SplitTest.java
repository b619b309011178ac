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
import org.junit.jupiter.api.Test;

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

    private record Outcome(String sent, List<String> calls, boolean closed) {}

    private static Outcome of(byte[]... parts) {
        Client client = new Client().open();
        for (byte[] part : parts) {
            client.send(part);
        }
        return new Outcome(Packets.hex(client.connection.sent()), client.gateway.calls(), client.connection.closed);
    }

    private final Outcome whole = of(TALK);

    @Test
    void theWholeIsAsExpected() {
        assertEquals(9, whole.calls.size(), whole.toString());
        assertEquals("leave true", whole.calls.get(8));
    }

    @Test
    void byteByByte() {
        byte[][] parts = new byte[TALK.length][];
        for (int i = 0; i < TALK.length; i++) {
            parts[i] = new byte[] {TALK[i]};
        }
        assertEquals(whole, of(parts));
    }

    @Test
    void inTwoAtEachPlace() {
        for (int cut = 0; cut <= TALK.length; cut++) {
            assertEquals(
                    whole, of(Arrays.copyOf(TALK, cut), Arrays.copyOfRange(TALK, cut, TALK.length)), "cut at " + cut);
        }
    }

    @Test
    void inThreeAtAllPlaces() {
        for (int first = 0; first <= TALK.length; first += 3) {
            for (int second = first; second <= TALK.length; second += 5) {
                assertEquals(
                        whole,
                        of(
                                Arrays.copyOf(TALK, first),
                                Arrays.copyOfRange(TALK, first, second),
                                Arrays.copyOfRange(TALK, second, TALK.length)),
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
