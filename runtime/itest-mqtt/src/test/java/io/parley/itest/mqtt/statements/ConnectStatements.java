package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

/** Sections 3.1 and 3.2: how a conversation begins. */
abstract class ConnectStatements extends Statements {

    ConnectStatements(Broker broker, Dialect dialect) {
        super(broker, dialect);
    }

    @Test
    void theFirstPacketIsConnect() {
        Peer disguised = open();
        disguised.send("30 { ['MQTT'] L 02 0000 P ['~a'] }");
        disguised.closed();
        Peer ping = open();
        ping.send("c0 00");
        ping.closed();
    }

    @Test
    void aSecondConnectEndsTheConnection() {
        Peer peer = clean("a");
        peer.send("10 { ['MQTT'] L 02 0000 P ['~a'] }").thrownOut(0x82);
    }

    @Test
    void anotherProtocolNameIsNotServed() {
        Peer peer = open();
        peer.send("10 { ['MQTX'] L 02 0000 P ['~a'] }");
        peer.closed();
    }

    @Test
    void anotherProtocolLevelIsRefused() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] %s 02 0000 P ['~a'] }", otherLevel());
        peer.sees(unsupported());
        peer.end();
    }

    /** A protocol level that is not served. */
    private String otherLevel() {
        return five() ? "07" : "03";
    }

    /** The CONNACK for that level. */
    abstract String unsupported();

    @Test
    void theReservedConnectFlagMustBe0() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 03 0000 P ['~a'] }");
        peer.rejected(0x81);
    }

    @Test
    void willTopicAndMessageArePresentWithTheWillFlag() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 06 0000 P ['~a'] }");
        peer.rejected(0x81);
        Peer topicOnly = open();
        topicOnly.send("10 { ['MQTT'] L 06 0000 P ['~b'] P ['~will'] }");
        topicOnly.rejected(0x81);
    }

    @Test
    void noWillTopicWithoutTheWillFlag() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 02 0000 P ['~a'] P ['~will'] ['x'] }");
        peer.rejected(0x81);
    }

    @Test
    void noWillQosWithoutAWill() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 0a 0000 P ['~a'] }");
        peer.rejected(0x81);
    }

    @Test
    void willQos3DoesNotExist() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 1e 0000 P ['~a'] P ['~will'] ['x'] }");
        peer.rejected(0x81);
    }

    @Test
    void noWillRetainWithoutAWill() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 22 0000 P ['~a'] }");
        peer.rejected(0x81);
    }

    @Test
    void noUserNameWithoutItsFlag() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 02 0000 P ['~a'] ['anna'] }");
        peer.rejected(0x81);
    }

    @Test
    void aUserNameWithItsFlag() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 82 0000 P ['~a'] }");
        peer.rejected(0x81);
        Peer whole = open();
        whole.send("10 { ['MQTT'] L 82 0000 P ['~b'] ['anna'] }");
        whole.accepted(false);
    }

    @Test
    void noPasswordWithoutItsFlag() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 82 0000 P ['~a'] ['anna'] ['secret'] }");
        peer.rejected(0x81);
    }

    @Test
    void aPasswordWithItsFlag() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L c2 0000 P ['~a'] ['anna'] }");
        peer.rejected(0x81);
        Peer whole = open();
        whole.send("10 { ['MQTT'] L c2 0000 P ['~b'] ['anna'] ['secret'] }");
        whole.accepted(false);
    }

    @Test
    void silenceForOneAndAHalfKeepAliveEndsTheConnection() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 02 0001 P ['~a'] }");
        peer.accepted(false);
        silentUntilTheEnd(peer);
    }

    /** The server ends the connection; nothing is sent to it before. */
    abstract void silentUntilTheEnd(Peer peer);

    @Test
    void fieldsOfThePayloadComeInTheirOrder() {
        Peer reader = subscriber("~will", 0);
        Peer peer = open();
        peer.send("10 { ['MQTT'] L c6 0000 P ['~a'] P ['~will'] ['bye'] ['anna'] ['secret'] }");
        peer.accepted(false);
        peer.close();
        reader.sees("30 { ['~will'] P 'bye' }");
        Peer shuffled = open();
        shuffled.send("10 { ['MQTT'] L 06 0000 P ['~will'] P ['with/#'] ['~b'] }");
        shuffled.rejected(0x90);
    }

    @Test
    void theClientIdNamesTheSession() {
        Peer first = lasting("one", false);
        subscribe(first, "~a", 1);
        first.send("e0 00").end();
        lasting("other", false).alive();
        Peer again = lasting("one", true);
        publish(clean("publisher"), "~a", "x");
        again.sees("32 { ['~a'] ## P 'x' }");
    }

    @Test
    void theClientIdIsPresent() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 02 0000 P }");
        peer.rejected(0x81);
    }

    @Test
    void theClientIdIsUtf8() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 02 0000 P ['a' c1 bf] }");
        peer.rejected(0x81);
    }

    @Test
    void clientIdsOf1To23LettersAndDigitsAreAllowed() {
        for (String id : new String[] {"z", "0123456789abcdefghijklm", "nopqrstuvwxyzABCDEFGHIJ", "KLMNOPQRSTUVWXYZ"}) {
            Peer peer = open();
            peer.send("10 { ['MQTT'] L 02 0000 P ['%s'] }", id);
            peer.accepted(false);
            peer.send("e0 00").end();
        }
    }

    @Test
    void aClientWithoutAnIdGetsOne() {
        Peer one = open();
        one.send("10 { ['MQTT'] L 02 0000 P [] }");
        one.accepted(false);
        Peer two = open();
        two.send("10 { ['MQTT'] L 02 0000 P [] }");
        two.accepted(false);
        subscribe(one, "~a", 0);
        subscribe(two, "~a", 0);
        publish(clean("publisher"), "~a", "x");
        one.sees("30 { ['~a'] P 'x' }");
        two.sees("30 { ['~a'] P 'x' }");
    }

    @Test
    void theWillTopicIsUtf8() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 06 0000 P ['~a'] P [c3 28] ['x'] }");
        peer.rejected(0x81);
    }

    @Test
    void theUserNameIsUtf8() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 82 0000 P ['~a'] [ff fe] }");
        peer.rejected(0x81);
    }

    @Test
    void aConnectThatDoesNotConformIsNotAccepted() {
        Peer trailing = open();
        trailing.send("10 { ['MQTT'] L 02 0000 P ['~a'] 00 }");
        trailing.rejected(0x81);
        Peer cut = open();
        cut.send("10 { ['MQTT'] L 02 00 }");
        cut.rejected(0x81);
    }

    @Test
    void anotherConnectionWithTheSameIdEndsTheFirst() {
        Peer first = clean("a");
        Peer second = open();
        second.send("10 { ['MQTT'] L 02 0000 P ['~a'] }");
        second.accepted(false);
        takenOver(first);
        second.alive();
    }

    /** The server ends the connection since there is another one. */
    abstract void takenOver(Peer peer);

    @Test
    void aValidConnectIsAccepted() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 02 0000 P ['~a'] }");
        peer.accepted(false);
        peer.alive();
    }

    @Test
    void nothingThatFollowsARefusedConnectIsProcessed() {
        Peer reader = subscriber("~a", 0);
        Peer peer = open();
        peer.send("10 { ['MQTT'] %s 02 0000 P ['~x'] } 30 { ['~a'] P 'refused' }", otherLevel());
        peer.sees(unsupported());
        peer.end();
        publish(clean("publisher"), "~a", "accepted");
        reader.sees("30 { ['~a'] P 'accepted' }");
    }

    @Test
    void connackComesFirst() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] L 02 0000 P ['~a'] } c0 00 82 { 0001 P ['~a'] 00 }");
        peer.accepted(false);
        peer.sees("d0 00 90 { 0001 P 00 }");
    }

    @Test
    void aResumedSessionsMessagesFollowItsConnack() {
        Peer first = lasting("a", false);
        subscribe(first, "~a", 1);
        first.send("e0 00").end();
        publish(clean("publisher"), "~a", "x");
        lasting("a", true).sees("32 { ['~a'] ## P 'x' }");
    }

    @Test
    void noSessionIsPresentForACleanOne() {
        lasting("a", false).send("e0 00").end();
        clean("a").alive();
    }

    @Test
    void aStoredSessionIsPresent() {
        lasting("a", false).send("e0 00").end();
        lasting("a", true).alive();
    }

    @Test
    void noSessionIsPresentForANewOne() {
        lasting("new", false).alive();
    }
}
