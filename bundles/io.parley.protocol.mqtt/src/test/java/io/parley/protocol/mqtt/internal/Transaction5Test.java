package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.join;
import static io.parley.protocol.mqtt.internal.Packets.puback;
import static io.parley.protocol.mqtt.internal.Packets.pubrec;
import static io.parley.protocol.mqtt.internal.Packets5.ack;
import static io.parley.protocol.mqtt.internal.Packets5.properties;
import static io.parley.protocol.mqtt.internal.Packets5.publish;
import static io.parley.protocol.mqtt.internal.Packets5.text;
import static io.parley.protocol.mqtt.internal.Packets5.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Headers;
import io.parley.spi.protocol.Guarantee;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transactions of clients of MQTT 5, by user properties. */
class Transaction5Test {

    private final Client client = Client.connected5();

    private static byte[] of(String id) {
        return user("parley-transaction", id);
    }

    private static byte[] begin(String id) {
        return join(of(id), user("parley-transaction-begin", "30000"));
    }

    private static byte[] end(String id, String how) {
        return join(of(id), user("parley-transaction-end", how));
    }

    private static byte[] refusal(int first, int id, int code, String why) {
        return ack(first, id, code, properties(text(31, why)));
    }

    @Test
    void itsPartsAreAnsweredOnceItIsCommitted() {
        client.send(
                publish(1, 1, "a", "x", begin("t1"), user("n", "v")),
                publish(2, 2, "$queue/b", "y", of("t1")),
                publish(1, 3, "c", "plain"),
                publish(2, 4, "$transaction", "", end("t1", "commit")));
        client.expectNothing();
        assertEquals(
                List.of(
                        "begin t1 30000",
                        "part t1 topic:a 0",
                        "part t1 queue:b 2",
                        "publish topic:c 1 0 plain",
                        "transfer t1 4",
                        "commit t1"),
                client.gateway.calls());
        client.gateway.transactions.committed("t1");
        client.settle();
        client.expect(puback(1), pubrec(2), puback(3), pubrec(4));
    }

    @Test
    void changesTheStateOfItsSession() {
        client.send(
                publish(1, 1, "$transaction", "v", begin("t1"), user("parley-transaction-state", "k")),
                publish(
                        1,
                        2,
                        "$transaction",
                        "",
                        of("t1"),
                        user("parley-transaction-state", "empty"),
                        user("parley-transaction-state-version", "0")),
                publish(
                        1,
                        3,
                        "$transaction",
                        "not looked at",
                        end("t1", "commit"),
                        user("parley-transaction-state-remove", "old"),
                        user("parley-transaction-state-version", "7")));
        assertEquals(
                List.of(
                        "begin t1 30000",
                        "transfer t1 0",
                        "put t1 k v -1",
                        "transfer t1 0",
                        "put t1 empty  0",
                        "transfer t1 0",
                        "remove t1 old 7",
                        "commit t1"),
                client.gateway.calls());
    }

    @Test
    void changesTheStateOfAGroup() {
        client.send(
                publish(
                        1,
                        1,
                        "$transaction",
                        "v",
                        begin("t1"),
                        user("parley-transaction-group", "team/a"),
                        user("parley-transaction-state", "k"),
                        user("parley-transaction-state-version", "3")),
                publish(
                        1,
                        2,
                        "$transaction",
                        "",
                        end("t1", "commit"),
                        user("parley-transaction-state-remove", "old"),
                        user("parley-transaction-group", "team/a")));
        assertEquals(
                List.of(
                        "begin t1 30000",
                        "transfer t1 0",
                        "put t1 team/a:k v 3",
                        "transfer t1 0",
                        "remove t1 team/a:old -1",
                        "commit t1"),
                client.gateway.calls());
    }

    @Test
    void changesOfTheStateThatAreNoneAreRefused() {
        client.send(publish(1, 1, "a", "x", begin("t1"), user("parley-transaction-state", "k")));
        client.expect(refusal(
                0x40, 1, 0x83, "parley-transaction-state is for parts that send nothing: their topic is $transaction"));
        client.send(publish(
                1,
                1,
                "$transaction",
                "x",
                begin("t1"),
                user("parley-transaction-state", "k"),
                user("parley-transaction-state-remove", "l")));
        client.expect(refusal(0x40, 1, 0x83, "A part of a transaction changes one value of the state, not two"));
        client.send(publish(1, 1, "$transaction", "x", begin("t1"), user("parley-transaction-state-version", "1")));
        client.expect(refusal(
                0x40,
                1,
                0x83,
                "parley-transaction-state-version is of a value that parley-transaction-state or"
                        + " parley-transaction-state-remove names"));
        client.send(publish(1, 1, "$transaction", "x", begin("t1"), user("parley-transaction-group", "g")));
        client.expect(refusal(
                0x40,
                1,
                0x83,
                "parley-transaction-group is of a value that parley-transaction-state or"
                        + " parley-transaction-state-remove names"));
        assertEquals(List.of(), client.gateway.calls());
    }

    @Test
    void whatFollowsTheCommitWaitsForIt() {
        client.send(
                publish(1, 1, "a", "x", begin("t1"), user("parley-transaction-end", "commit")),
                publish(1, 2, "a", "later"));
        assertEquals(List.of("begin t1 30000", "part t1 topic:a 0", "commit t1"), client.gateway.calls());
        client.gateway.transactions.committed("t1");
        client.settle();
        client.expect(puback(1), puback(2));
        assertEquals(List.of("publish topic:a 1 0 later"), client.gateway.calls());
    }

    @Test
    void itsPropertiesStayWithParley() {
        client.send(publish(1, 1, "a", "x", user("n", "v"), of("t1")), publish(1, 2, "a", "x", user("n", "v")));
        assertEquals(
                Headers.of(List.of(new Headers.Header("n", "v"))),
                client.gateway.publications.get(0).message().headers());
    }

    @Test
    void anAbortIsDoneAndEverythingBeforeItRefused() {
        client.send(
                publish(1, 1, "a", "x", begin("t1")),
                publish(2, 2, "a", "y", of("t1")),
                publish(1, 3, "a", "not sent", end("t1", "abort")));
        client.settle();
        String why = "The client has aborted the transaction";
        client.expect(refusal(0x40, 1, 0x83, why), refusal(0x50, 2, 0x83, why), puback(3));
        assertEquals(
                List.of("begin t1 30000", "part t1 topic:a 0", "part t1 topic:a 2", "abort t1 INVALID"),
                client.gateway.calls());
        client.send(publish(2, 2, "a", "again")); // the packet id is free
        client.expect(pubrec(2));
    }

    @Test
    void whatHasNoOpenTransactionIsRefused() {
        client.send(publish(1, 1, "a", "x", of("t1")), publish(2, 2, "$transaction", "", end("t1", "commit")));
        client.settle();
        String why = "'t1' is not open";
        client.expect(refusal(0x40, 1, 0x83, why), refusal(0x50, 2, 0x83, why));
        client.send(publish(1, 3, "a", "x", begin("t2")), publish(1, 4, "a", "x", begin("t2")));
        client.expectNothing();
    }

    @ParameterizedTest
    @CsvSource({
        "parley-transaction-begin, 0, a whole number from 1 to 3600000",
        "parley-transaction-begin, 3600001, a whole number from 1 to 3600000",
        "parley-transaction-end, maybe, commit or abort",
        "parley-transaction-acknowledge, 65536, a whole number from 1 to 65535",
        "parley-transaction-state-version, -1, a whole number from 0 to 9223372036854775807"
    })
    void wrongValuesAreRefusedInWords(String name, String value, String allowed) {
        client.send(publish(1, 1, "a", "x", of("t1"), user(name, value)));
        client.expect(refusal(0x40, 1, 0x83, name + " that is '" + value + "'; allowed is " + allowed));
        assertEquals(List.of(), client.gateway.calls());
    }

    @Test
    void aPartNamesItsTransaction() {
        client.send(publish(1, 1, "a", "x", user("parley-transaction-end", "commit")));
        client.expect(refusal(0x40, 1, 0x83, "What is a part of a transaction names it, by parley-transaction"));
        client.send(publish(1, 2, "$transaction", ""));
        client.expect(
                refusal(0x40, 2, 0x83, "$transaction is for parts of transactions, which have a parley-transaction"));
        client.send(publish(0, 0, "a", "x", begin("t1")));
        client.expectDisconnect(0x83);
    }

    @Test
    void inOlderVersionsThereIsNoSuchTopic() {
        Client old = Client.connected();
        old.send(Packets.publish(1, 1, "$transaction", ""));
        old.expectClosed();
    }

    @Test
    void aWillIsNoPart() {
        Client other = new Client().open();
        byte[] will = properties(of("t1"));
        other.send(Packets5.connect(
                2 | 4, 0, Packets5.NONE, Packets.text("me"), will, Packets.text("t"), Packets.text("x")));
        assertTrue(Packets.hex(other.connection.sent()).startsWith("20"), "CONNACK");
        other.expectClosed();
        assertEquals(List.of(), other.gateway.requests);
    }

    @Test
    void deliveriesAreAcknowledgedByTheirPacketIds() {
        client.deliver(
                Client.message(6, Guarantee.AT_LEAST_ONCE, "in", "6"),
                Client.message(7, Guarantee.EXACTLY_ONCE, "in", "7"));
        client.connection.sent();
        client.send(publish(1, 1, "a", "x", begin("t1"), user("parley-transaction-acknowledge", "7")));
        assertEquals(List.of("begin t1 30000", "part t1 topic:a 0", "settle t1 6"), client.gateway.calls());
        client.send(publish(1, 2, "$transaction", "", of("t1"), user("parley-transaction-acknowledge", "8")));
        client.settle();
        String why = "The transaction acknowledges packet id 8, under which no delivery with QoS 1 waits for that";
        client.expect(refusal(0x40, 1, 0x80, why), refusal(0x40, 2, 0x80, why));
    }

    @Test
    void whatTheClientMayHaveUnderWayLimitsIt() {
        Client narrow = new Client();
        narrow.connection.settings.put("mqtt.receive.maximum", "3");
        narrow.connect5();
        narrow.connection.sent();
        narrow.send(publish(1, 1, "a", "1", begin("t1")), publish(2, 2, "a", "2", of("t1")));
        narrow.send(publish(1, 3, "$transaction", "", end("t1", "commit")));
        narrow.gateway.transactions.committed("t1");
        narrow.settle();
        narrow.expect(puback(1), pubrec(2), puback(3));

        narrow.gateway.calls();
        narrow.send(publish(1, 4, "a", "1", begin("t2")), publish(1, 5, "a", "plain"));
        narrow.settle();
        assertEquals("abort t2 LIMIT", narrow.gateway.calls().get(3), "packet id 2 is not released");
        String sent = Packets.hex(narrow.connection.sent());
        assertTrue(sent.startsWith("40") && sent.substring(sent.indexOf("0004")).startsWith("000497"), sent);
        narrow.expectOpen();
    }

    @Test
    void nothingIsKeptFromASwap() {
        client.send(publish(1, 1, "a", "x", begin("t1")));
        client.swap();
        String why = "not able to do that just now";
        client.expect(refusal(0x40, 1, 0x83, why));
        client.send(publish(1, 2, "a", "x"));
        client.expect(puback(2));
    }
}
