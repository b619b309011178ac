package io.parley.itest.mqtt.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Acknowledgements of what is not the client's, or no longer, and packets that are too large: nobody else's messages are touched. */
@ExtendWith(Shared.class)
@Timeout(60)
final class DeliveriesTest {

    private static final int REASON = 0x1f;
    private static final int FIRST_OF_QUEUES = 61_441;

    private final Broker broker;

    DeliveriesTest(Broker broker) {
        this.broker = broker;
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private Peer connected(String name, boolean present) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['~%s'] }", name);
        peer.accepted(present);
        return peer;
    }

    private Peer consumer(String name) {
        Peer peer = connected(name, false);
        peer.send("82 { 0001 P ['$queue/~jobs'] 01 }");
        peer.sees("90 { 0001 P 01 }");
        return peer;
    }

    private void job(String payload) {
        Peer producer = connected("p" + payload, false);
        producer.send("32 { ['$queue/~jobs'] 0001 P '%s' }", payload);
        producer.sees("40 { 0001 }");
        producer.close();
    }

    private static int gets(Peer peer, String payload) {
        return peer.sees("32 { ['$queue/~jobs'] ## P '%s' }", payload);
    }

    private static void getsAgain(Peer peer, String payload) {
        int id = peer.sees("3a { ['$queue/~jobs'] ## P '%s' }", payload);
        peer.send("40 { %04x }", id);
        peer.alive();
    }

    @Test
    void aDeliveryOfSomebodyElseIsNotAcknowledged() {
        Peer owner = consumer("owner");
        job("one");
        int id = gets(owner, "one");
        assertEquals(FIRST_OF_QUEUES, id);
        Peer other = connected("other", false);
        other.send("40 { %04x } 40 { 0001 }", id);
        other.alive();
        owner.alive();
        owner.close();
        Peer next = consumer("next");
        getsAgain(next, "one");
    }

    @Test
    void unknownDeliveriesAreIgnored() {
        Peer owner = consumer("owner");
        job("one");
        int id = gets(owner, "one");
        owner.send("40 { 1234 } 40 { ffff } 70 { 1234 }");
        owner.alive();
        owner.send("50 { 1235 }");
        owner.sees("62 { 1235 92 }");
        owner.send("40 { %04x }", id);
        owner.alive();
        owner.close();
        consumer("next").alive();
    }

    @Test
    void oneAcknowledgedTwiceTakesNoOtherWithIt() {
        Peer owner = consumer("owner");
        job("one");
        int first = gets(owner, "one");
        owner.send("40 { %04x } 40 { %<04x }", first);
        owner.alive();
        job("two");
        job("three");
        gets(owner, "two");
        gets(owner, "three");
        owner.send("40 { %04x }", first);
        owner.alive();
        owner.close();
        Peer next = consumer("next");
        int two = next.sees("3a { ['$queue/~jobs'] ## P 'two' }");
        int three = next.sees("3a { ['$queue/~jobs'] ## P 'three' }");
        next.send("40 { %04x } 40 { %04x }", two, three);
        next.alive();
        next.close();
        consumer("last").alive();
    }

    /** A queue's delivery ends with its connection, and is somebody else's then. */
    @Test
    void anAcknowledgementThatComesTooLateTakesNothingFromWhoHasItNow() {
        Peer owner = consumer("owner");
        job("one");
        int id = gets(owner, "one");
        Peer next = consumer("next");
        owner.close();
        int again = next.sees("3a { ['$queue/~jobs'] ## P 'one' }");
        Peer back = connected("owner", true);
        back.send("40 { %04x }", id);
        back.alive();
        next.alive();
        next.close();
        getsAgain(back, "one");
        assertEquals(FIRST_OF_QUEUES, again);
    }

    private static String refusedPart(Peer peer, int id, int delivery) {
        peer.send(
                "32 { ['$queue/~out'] %04x { 26 ['parley-transaction'] ['t'] 26 ['parley-transaction-begin'] ['30000'] 26"
                        + " ['parley-transaction-end'] ['commit'] 26 ['parley-transaction-acknowledge'] ['%d'] } 'm' }",
                id, delivery);
        Packet packet = peer.packet();
        assertEquals(
                "40 %04x 80".formatted(id),
                "%02x %02x%02x %02x".formatted(packet.first(), packet.at(0), packet.at(1), packet.at(2)));
        return packet.properties(3).get(REASON).get(0).toString();
    }

    @Test
    void inATransactionTheyAreRefusedWithTheWhole() {
        Peer owner = consumer("owner");
        job("one");
        int id = gets(owner, "one");
        Peer other = connected("other", false);
        String why = "The transaction acknowledges packet id %d, under which no delivery with QoS 1 waits for that";
        assertEquals(why.formatted(id), refusedPart(other, 1, id));
        assertEquals(why.formatted(7), refusedPart(owner, 2, 7));
        owner.send("40 { %04x }", id);
        owner.alive();
        assertEquals(why.formatted(id), refusedPart(owner, 3, id));
        Peer reader = connected("reader", false);
        reader.send("82 { 0001 P ['$queue/~out'] 01 }");
        reader.sees("90 { 0001 P 01 }");
        reader.alive();
        other.alive();
    }

    @Test
    void aPacketOverTheMaximumEndsItsConnectionOnly() {
        Peer neighbour = consumer("neighbour");
        Peer client = connected("client", false);
        client.send("32 ffffff7f 0004 74657374");
        Packet end = client.packet();
        assertEquals("e0 95", "%02x %02x".formatted(end.first(), end.at(0)));
        assertEquals(
                "PUBLISH: it announces 268435460 bytes, and 1048576 are allowed by mqtt.max.packet.bytes [MQTT-3.2.2-15]",
                end.properties(1).get(REASON).get(0).toString());
        client.end();
        neighbour.alive();
        job("one");
        gets(neighbour, "one");
    }

    /** Room is made for what comes, not for what is announced: all of these together would be 8 GB. */
    @Test
    void whoAnnouncesALotAndSendsLittleTakesLittle() {
        broker.with("mqtt.max.packet.bytes", "268435460");
        Peer neighbour = consumer("neighbour");
        List<Peer> clients = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Peer client = connected("client" + i, false);
            client.send("32 ffffff7f 0004 74657374 0001 00 00");
            clients.add(client);
        }
        job("one");
        gets(neighbour, "one");
        clients.forEach(Peer::close);
        neighbour.alive();
    }
}
