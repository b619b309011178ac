package io.parley.protocol.mqtt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.ProtocolHandler;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client that speaks in bytes, and behind it the part of the transport that keeps what is not read. */
final class Client {

    /** The time in milliseconds since 1970. */
    long now = 1_700_000_000_000L;

    final FakeConnection connection = new FakeConnection();
    final FakeGateway gateway = new FakeGateway();
    final Surroundings surroundings = Surroundings.with(() -> connection.nanos, () -> now);
    final MqttProtocol protocol = new MqttProtocol(surroundings);
    ProtocolHandler handler;
    byte[] unread = {};

    Client open() {
        handler = protocol.open(connection, gateway);
        return this;
    }

    /** Connected as {@code me}, with a session that stays. */
    static Client connected() {
        Client client = new Client().open();
        client.send(Packets.connect("me", false, 0));
        client.expect(Packets.connack(false, 0));
        assertEquals(List.of("start"), client.gateway.calls());
        return client;
    }

    /** The same in MQTT 5, with an expiry that never comes. */
    static Client connected5(byte[]... properties) {
        return new Client().connect5(properties);
    }

    Client connect5(byte[]... properties) {
        open();
        send(Packets5.connect("me", false, 0, Packets.join(Packets5.u32(17, 0xffff_ffffL), Packets.join(properties))));
        assertEquals("20", Packets.hex(connection.sent()).substring(0, 2));
        assertEquals(List.of("start"), gateway.calls());
        return this;
    }

    void send(byte[]... packets) {
        unread = Packets.join(unread, Packets.join(packets));
        handOver();
    }

    /** Hands unread bytes over as the transport does: in a direct buffer, again when reading resumes. */
    private void handOver() {
        int before = -1;
        while (!connection.paused && unread.length > 0 && unread.length != before) {
            before = unread.length;
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(unread.length).put(unread).flip();
            handler.received(bytes);
            assertEquals(before, bytes.limit(), "the limit was moved");
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            unread = rest;
        }
        handler.receivedAll();
    }

    void settle() {
        connection.runTasks();
        handOver();
    }

    void deliver(Outbound... batch) {
        connection.execute(() -> gateway.downstream.deliver(List.of(batch)));
        connection.runTasks();
    }

    static Outbound.Deliver message(long sequence, Guarantee guarantee, String topic, String payload) {
        return message(sequence, guarantee, Address.topic(topic), payload, false, false);
    }

    static Outbound.Deliver message(
            long sequence, Guarantee guarantee, Address address, String payload, boolean retained, boolean again) {
        Message message = Message.to(address).payload(payload).build();
        return new Outbound.Deliver(message, sequence, guarantee, retained, again);
    }

    void expect(byte[]... packets) {
        assertEquals(Packets.hex(Packets.join(packets)), Packets.hex(connection.sent()));
    }

    /** A DISCONNECT with that code, whatever its reason string, and nothing else. */
    void expectDisconnect(int code) {
        byte[] sent = connection.sent();
        assertTrue(sent.length > 2, "nothing was sent");
        assertEquals(
                "e0 " + Integer.toHexString(code),
                Packets.hex(new byte[] {sent[0]}) + " " + Integer.toHexString(sent[sent[1] < 0 ? 3 : 2] & 0xff));
        assertEquals(sent.length, 2 + (sent[1] < 0 ? 1 + (sent[1] & 127 | sent[2] << 7) : sent[1]));
        expectClosed();
    }

    void expectNothing() {
        expect();
    }

    void expectOpen() {
        assertFalse(connection.closed, "closed");
    }

    void expectClosed() {
        assertTrue(connection.closed, "open");
    }

    /** The protocol's bundle is replaced, while the connection stays. */
    void swap() {
        CompletableFuture<Detached> stage = handler.detach().toCompletableFuture();
        connection.runTasks();
        assertTrue(stage.isDone(), "not detached");
        handler = new MqttProtocol(surroundings).attach(connection, gateway, stage.join());
        handOver();
    }
}
