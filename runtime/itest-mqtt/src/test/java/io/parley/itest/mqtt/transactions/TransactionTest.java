package io.parley.itest.mqtt.transactions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an MQTT 5 client sends and acknowledges together, as the README of the protocol says. */
@ExtendWith(Shared.class)
@Timeout(60)
final class TransactionTest {

    private static final String BEGIN = user("parley-transaction-begin", "30000");
    private static final String COMMIT = user("parley-transaction-end", "commit");
    private static final int ONCE = 0x34;
    private static final int AGAIN = 0x3c;
    private static final int LEAST = 0x32;

    private final Broker broker;

    TransactionTest(Broker broker) {
        this.broker = broker;
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private static String user(String name, String value) {
        return " 26 ['%s'] ['%s']".formatted(name, value);
    }

    private static void part(Peer peer, int first, int id, String topic, String payload, String properties) {
        peer.send(
                "%02x { ['%s'] %04x { 26 ['parley-transaction'] ['t1'] %s } '%s' }",
                first, topic, id, properties, payload);
    }

    private Peer connected(String name, boolean present) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] L 00 0000 05 11 ffffffff ['~%s'] }", name);
        peer.accepted(present);
        return peer;
    }

    private static void subscribe(Peer peer, String filter, int qos) {
        peer.send("82 { 0001 P ['%s'] %02x }", filter, qos);
        peer.sees("90 { 0001 P %02x }", qos);
    }

    private Peer reader() {
        Peer reader = connected("reader", false);
        subscribe(reader, "~a/#", 1);
        return reader;
    }

    private static void sees(Peer peer, String topic, String payload) {
        int id = peer.sees("32 { ['%s'] ## P '%s' }", topic, payload);
        peer.send("40 { %04x }", id);
    }

    private static String refused(Peer peer, int first, int id, int code) {
        Packet packet = peer.packet();
        assertEquals(
                "%02x %04x %02x".formatted(first, id, code),
                "%02x %02x%02x %02x".formatted(packet.first(), packet.at(0), packet.at(1), packet.at(2)));
        return packet.properties(3).get(0x1f).get(0).toString();
    }

    @Test
    void takesEffectTogether() {
        Peer reader = reader();
        Peer worker = connected("worker", false);
        subscribe(worker, "$queue/~q", 1);
        Peer client = connected("client", false);
        part(client, LEAST, 1, "~a/1", "one", BEGIN);
        part(client, ONCE, 2, "$queue/~q", "two", "");
        part(client, LEAST, 3, "~a/2", "three", "");
        client.alive();
        reader.alive();
        worker.alive();
        part(client, LEAST, 4, "$transaction", "", COMMIT);
        client.send("32 { ['~a/1'] 0005 P 'behind' }");
        client.sees("40 { 0001 } 50 { 0002 } 40 { 0003 } 40 { 0004 } 40 { 0005 }");
        sees(reader, "~a/1", "one");
        sees(reader, "~a/2", "three");
        sees(reader, "~a/1", "behind");
        sees(worker, "$queue/~q", "two");
    }

    @Test
    void isNothingWhenAPartIsRefused() {
        Peer reader = reader();
        Peer client = connected("client", false);
        part(client, LEAST, 1, "~a/1", "one", BEGIN);
        part(client, LEAST, 2, "~" + Server.FORBIDDEN, "two", "");
        String why = refused(client, 0x40, 1, 0x87);
        assertEquals(why, refused(client, 0x40, 2, 0x87));
        part(client, LEAST, 3, "~a/2", "three", COMMIT);
        assertEquals(why, refused(client, 0x40, 3, 0x87), "why it has ended is still known");

        part(client, LEAST, 4, "~a/1", "one", BEGIN);
        part(client, ONCE, 5, "$session/~gone", "lost", COMMIT);
        refused(client, 0x40, 4, 0x83);
        refused(client, 0x50, 5, 0x83);
        reader.alive();
    }

    @Test
    void endsWithItsTime() {
        Peer reader = reader();
        Peer client = connected("client", false);
        part(client, LEAST, 1, "~a/1", "one", user("parley-transaction-begin", "20"));
        assertEquals("Transaction 't1' was not committed within its time of 20 ms", refused(client, 0x40, 1, 0x83));
        part(client, LEAST, 2, "~a/1", "two", COMMIT);
        refused(client, 0x40, 2, 0x83);
        reader.alive();
    }

    @Test
    void endsWhenItIsBegunTwiceOrNotAtAll() {
        Peer reader = reader();
        Peer client = connected("client", false);
        part(client, LEAST, 1, "~a/1", "one", COMMIT);
        assertEquals(
                "Transaction 't1' is not open: it was not begun on this connection, or is committed or aborted",
                refused(client, 0x40, 1, 0x83));
        part(client, LEAST, 2, "~a/1", "one", BEGIN);
        part(client, LEAST, 3, "~a/1", "two", BEGIN);
        refused(client, 0x40, 2, 0x80);
        assertEquals(
                "Transaction 't1' was begun twice; it is aborted, and so is the other one",
                refused(client, 0x40, 3, 0x80));
        part(client, LEAST, 4, "~a/1", "three", BEGIN + COMMIT);
        client.sees("40 { 0004 }");
        sees(reader, "~a/1", "three");
    }

    @Test
    void acknowledgesWhatItAnswers() {
        Peer reader = reader();
        Peer worker = connected("worker", false);
        subscribe(worker, "$queue/~jobs", 1);
        Peer asker = connected("asker", false);
        asker.send("32 { ['$queue/~jobs'] 0001 P 'job' }");
        asker.sees("40 { 0001 }");
        int job = worker.sees("32 { ['$queue/~jobs'] ## P 'job' }");
        part(worker, LEAST, 2, "~a/done", "lost", BEGIN + user("parley-transaction-acknowledge", "" + job));
        worker.alive();
        worker.close();

        Peer next = connected("worker", true);
        job = next.sees("3a { ['$queue/~jobs'] ## P 'job' }");
        part(next, LEAST, 2, "~a/done", "done", BEGIN + COMMIT + user("parley-transaction-acknowledge", "" + job));
        next.sees("40 { 0002 }");
        sees(reader, "~a/done", "done");
        next.send("40 { %04x }", job);
        next.close();
        Peer last = connected("worker", true);
        last.alive();
        reader.alive();
    }

    @Test
    void acknowledgesWhatIsInAnInbox() {
        Peer client = connected("client", false);
        subscribe(client, "~in", 1);
        for (int round = 0; round < 3; round++) {
            client.send("32 { ['~in'] 0001 P 'in' }");
            client.seesAll("40 { 0001 }", "32 { ['~in'] %04x P 'in' }".formatted(round + 1));
            part(
                    client,
                    ONCE,
                    2,
                    "$queue/~out",
                    "out",
                    BEGIN + COMMIT + user("parley-transaction-acknowledge", "" + (round + 1)));
            client.sees("50 { 0002 }");
            client.send("62 { 0002 } 40 { %04x }", round + 1);
            client.sees("70 { 0002 }");
        }
        client.send("32 { ['~in'] 0001 P 'late' }");
        client.seesAll("40 { 0001 }", "32 { ['~in'] 0004 P 'late' }");
        client.send("40 { 0004 }");
        part(client, LEAST, 3, "$queue/~out", "never", BEGIN + COMMIT + user("parley-transaction-acknowledge", "4"));
        refused(client, 0x40, 3, 0x80);
        subscribe(client, "$queue/~out", 1);
        for (int round = 0; round < 3; round++) {
            client.sees("32 { ['$queue/~out'] ## P 'out' }");
        }
        client.alive();
    }

    /** The client has not seen all answers to what was committed. */
    @Test
    void isCommittedOnceThoughItIsSentAgain() {
        Peer reader = reader();
        Peer client = connected("client", false);
        part(client, ONCE, 1, "~a/1", "one", BEGIN);
        part(client, ONCE, 2, "~a/2", "two", "");
        part(client, ONCE, 3, "$transaction", "", COMMIT);
        client.sees("50 { 0001 } 50 { 0002 } 50 { 0003 }");
        client.close();
        sees(reader, "~a/1", "one");
        sees(reader, "~a/2", "two");

        Peer again = connected("client", true);
        part(again, AGAIN, 1, "~a/1", "one", BEGIN);
        part(again, AGAIN, 2, "~a/2", "two", "");
        part(again, AGAIN, 3, "$transaction", "", COMMIT);
        again.sees("50 { 0001 } 50 { 0002 } 50 { 0003 }");
        again.send("62 { 0001 }");
        again.sees("70 { 0001 }");
        again.close();

        Peer rest = connected("client", true);
        part(rest, AGAIN, 2, "~a/2", "two", "");
        part(rest, AGAIN, 3, "$transaction", "", COMMIT);
        rest.sees("50 { 0002 } 50 { 0003 }");
        rest.send("62 { 0002 } 62 { 0003 }");
        rest.sees("70 { 0002 } 70 { 0003 }");
        part(rest, ONCE, 1, "~a/1", "another", BEGIN + COMMIT);
        rest.sees("50 { 0001 }");
        sees(reader, "~a/1", "another");
        reader.alive();
    }

    @Test
    void endsWithItsConnectionAndIsNotCommittedInPart() {
        Peer reader = reader();
        Peer client = connected("client", false);
        part(client, ONCE, 1, "~a/1", "one", BEGIN);
        part(client, ONCE, 2, "~a/2", "two", "");
        client.alive();
        client.close();

        Peer rest = connected("client", true);
        part(rest, AGAIN, 2, "~a/2", "two", "");
        part(rest, ONCE, 3, "$transaction", "", COMMIT);
        refused(rest, 0x50, 2, 0x83);
        refused(rest, 0x50, 3, 0x83);
        part(rest, AGAIN, 1, "~a/1", "one", BEGIN);
        part(rest, AGAIN, 2, "~a/2", "two", COMMIT);
        rest.sees("50 { 0001 } 50 { 0002 }");
        sees(reader, "~a/1", "one");
        sees(reader, "~a/2", "two");
        reader.alive();
    }
}
