package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.puback;
import static io.parley.protocol.mqtt.internal.Packets.pubcomp;
import static io.parley.protocol.mqtt.internal.Packets.pubrec;
import static io.parley.protocol.mqtt.internal.Packets.pubrel;
import static io.parley.protocol.mqtt.internal.Packets5.ack;
import static io.parley.protocol.mqtt.internal.Packets5.connect;
import static io.parley.protocol.mqtt.internal.Packets5.disconnect;
import static io.parley.protocol.mqtt.internal.Packets5.publish;
import static io.parley.protocol.mqtt.internal.Packets5.u16;
import static io.parley.protocol.mqtt.internal.Packets5.u32;
import static io.parley.protocol.mqtt.internal.Packets5.u8;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.Detached;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A connection of MQTT 5 goes from one instance of the protocol to another, and the client notices nothing. */
class Handover5Test {

    @Test
    void aliasesOfTheClientGoOn() {
        Client client = Client.connected5();
        client.send(
                publish(0, 0, "a\uD83D\uDE00", "1", u16(35, 1)),
                publish(0, 0, "$queue/q", "2", u16(35, 32)),
                publish(1, 1, "$SYS/no", "3", u16(35, 3)));
        client.settle();
        client.connection.sent();
        client.gateway.calls();
        client.swap();
        client.gateway.calls();
        client.send(
                publish(0, 0, "", "4", u16(35, 1)),
                publish(0, 0, "", "5", u16(35, 32)),
                publish(1, 2, "", "6", u16(35, 3)));
        client.settle();
        assertEquals(List.of("publish topic:a\uD83D\uDE00 0 0 4", "publish queue:q 0 0 5"), client.gateway.calls());
        String sent = Packets.hex(client.connection.sent());
        assertTrue(sent.startsWith("40") && sent.contains("000290"), sent);
    }

    @Test
    void aliasesOfTheServerGoOn() {
        Client client = Client.connected5(u16(34, 2));
        for (String topic : List.of("long/a", "long/a", "long/b", "long/b", "long/c")) {
            client.deliver(Client.message(0, AT_MOST_ONCE, topic, "x"));
        }
        client.connection.sent();
        client.swap();
        for (String topic : List.of("long/a", "long/b", "long/c", "long/c")) {
            client.deliver(Client.message(0, AT_MOST_ONCE, topic, "y"));
        }
        client.expect(
                publish(0, 0, "", "y", u16(35, 1)),
                publish(0, 0, "", "y", u16(35, 2)),
                publish(0, 0, "long/c", "y"),
                publish(0, 0, "long/c", "y"));
    }

    @Test
    void transfersGoOn() {
        Client client = new Client();
        client.connection.settings.put(Settings.RECEIVE_MAXIMUM, "2");
        client.connect5();
        client.send(publish(2, 7, "t", "x"));
        client.deliver(Client.message(0, AT_LEAST_ONCE, "t", "x"), Client.message(1, EXACTLY_ONCE, "t", "x"));
        client.connection.sent();
        client.swap();
        client.gateway.calls();
        client.send(publish(2, 7, "t", "x"), publish(1, 7, "t", "x"), puback(1), pubrec(2));
        client.settle();
        byte[] inUse = Packets5.properties(
                Packets5.text(31, "the packet id is of a message exactly once that is not yet released"));
        client.expect(pubrec(7), ack(0x40, 7, 0x91, inUse));
        client.send(pubrel(7), pubrel(7));
        client.expect(pubcomp(7), ack(0x70, 7, 0x92));
        assertEquals(
                List.of("publish topic:t 2 7 x", "acknowledge 0", "received 1", "release 7", "release 7"),
                client.gateway.calls());
    }

    @Test
    void whatWasAgreedStays() {
        Client client = new Client();
        client.connection.settings.put(Settings.RECEIVE_MAXIMUM, "1");
        client.connection.settings.put(Settings.TOPIC_ALIASES, "3");
        client.connection.settings.put(Settings.MAX_PACKET_BYTES, "2000");
        client.connect5(u32(39, 50), u8(23, 0));
        client.connection.settings.put(Settings.RECEIVE_MAXIMUM, "2");
        client.connection.settings.put(Settings.TOPIC_ALIASES, "1");
        client.connection.settings.put(Settings.MAX_PACKET_BYTES, "200");
        client.connection.settings.put(Settings.MAXIMUM_QOS, "0");
        client.connection.settings.put(Settings.RETAIN, "false");
        client.connection.settings.put(Settings.WILDCARDS, "false");
        client.connection.settings.put(Settings.IDENTIFIERS, "false");
        client.connection.settings.put(Settings.SHARED, "false");
        client.swap();
        client.send(
                publish(0x33, "t", 1, new byte[1_000], u16(35, 3)),
                Packets5.subscribe(2, Packets5.properties(u8(11, 1)), "$share/g/a/#", 2));
        client.expect(puback(1), Packets5.codes(0x90, 2, Packets5.NONE, 2));
        client.deliver(Client.message(0, AT_MOST_ONCE, "t", "x".repeat(50)));
        client.expectNothing();
        client.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.LIMIT, "why")));
        client.send(publish(1, 1, "t", "x"));
        client.settle();
        client.expect(ack(0x40, 1, 0x97));
        client.gateway.pending();
        client.send(publish(1, 1, "t", "x"), publish(1, 2, "t", "x"));
        client.expect(disconnect(0x93));
    }

    @Test
    void theExpiryIsRemembered() {
        Client client = new Client().open();
        client.send(connect("me", true, 0));
        client.swap();
        client.connection.sent();
        client.send(disconnect(0, u32(17, 5)));
        client.expectDisconnect(0x82);
    }

    @Test
    void aTransferOfAnEarlierConnectionMayStillBeReleased() {
        Client client = new Client();
        client.gateway.resumed = true;
        client.connect5();
        client.swap();
        client.send(pubrel(3));
        client.expect(pubcomp(3));
    }

    @Test
    void timersGoOnWithTheConnection() {
        Client client = new Client();
        client.connection.settings.put(Settings.IDLE, "40");
        client.connection.settings.put(Settings.PUBLISH_RATE, "1");
        client.open();
        client.send(connect("me", true, 10), publish(0, 0, "t", "x"));
        client.connection.sent();
        client.connection.advance(Duration.ofSeconds(14));
        client.swap();
        assertEquals(2, client.connection.timers.size());
        client.connection.paused = false; // as the transport does for the successor
        client.connection.advance(Duration.ofSeconds(15));
        client.expectDisconnect(0x8d);
        assertEquals(0, client.connection.timers.size());
    }

    @Test
    void aStateThatIsNotUnderstoodEndsTheConnection() {
        Client before = Client.connected5();
        CompletableFuture<Detached> stage = before.handler.detach().toCompletableFuture();
        before.connection.runTasks();
        Map<String, String> good = stage.join().values();
        for (String key : good.keySet()) {
            Map<String, String> values = new HashMap<>(good);
            values.put(key, "?");
            boolean harmless = key.equals("client.problems");
            Client client = new Client();
            client.handler = client.protocol.attach(
                    client.connection, client.gateway, new Detached("mqtt", Optional.of(client.gateway), values));
            if (harmless) {
                client.expectOpen();
            } else {
                client.expectClosed();
                assertEquals("leave false", client.gateway.calls().get(0), key);
            }
        }
        assertFalse(good.isEmpty());
    }
}
