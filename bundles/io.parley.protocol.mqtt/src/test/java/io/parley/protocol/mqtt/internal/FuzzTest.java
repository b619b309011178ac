package io.parley.protocol.mqtt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Conversations that are partly right, partly damaged and partly noise, with a gateway that is at times slow or
 * refuses. Nothing may escape, and whatever happens the connection ends clean or goes on. {@code -Dparley.fuzz.seed}
 * repeats one run, {@code -Dparley.fuzz.millis} sets how long it looks for new ones.
 */
class FuzzTest {

    private static final long MILLIS = Long.getLong("parley.fuzz.millis", 4_000);

    /** So many conversations there are at least, also on a machine that stands still meanwhile. */
    private static final long LEAST = 1_000;

    @Test
    @Timeout(660)
    void nothingEscapes() {
        Long only = Long.getLong("parley.fuzz.seed");
        long end = System.nanoTime() + Duration.ofMillis(MILLIS).toNanos();
        long connected = 0;
        long closed = 0;
        for (long seed = only == null ? 1 : only;
                only != null || seed <= LEAST || System.nanoTime() - end < 0;
                seed++) {
            try {
                Client client = talk(new Random(seed));
                connected += client.gateway.requests.size();
                closed += client.connection.closed ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                fail("seed " + seed, e);
            }
            if (only != null) {
                return;
            }
        }
        assertTrue(connected > 100 && closed > 100, "too tame: " + connected + " connected, " + closed + " closed");
    }

    private static Client talk(Random random) {
        Client client = new Client();
        if (random.nextBoolean()) {
            client.connection.settings.put(Settings.RECEIVE_MAXIMUM, Integer.toString(1 + random.nextInt(5)));
        }
        boolean modern = random.nextBoolean();
        if (modern) {
            FuzzPackets5.settings(random).forEach(client.connection.settings::put);
        }
        client.open();
        if (random.nextInt(20) > 0) {
            client.send(
                    modern
                            ? damaged(random, FuzzPackets5.connect(random))
                            : Packets.connect("me", random.nextBoolean(), random.nextInt(3)));
        }
        List<CompletableFuture<?>> pending = new ArrayList<>();
        long inbox = 0;
        long queue = -1;
        for (int turn = random.nextInt(40); turn > 0; turn--) {
            switch (random.nextInt(13)) {
                case 0 -> pending.add(client.gateway.pending());
                case 1 -> finishSome(random, pending);
                case 2 -> client.settle();
                case 3 -> client.connection.advance(Duration.ofMillis(random.nextInt(700)));
                case 4 -> {
                    client.connection.writable = !client.connection.writable;
                    client.handler.writabilityChanged();
                }
                case 5 -> {
                    if (client.gateway.calls.contains("start")) {
                        client.deliver(new Outbound.Deliver(
                                modern ? FuzzPackets5.message(random) : message(random),
                                random.nextBoolean() ? inbox++ : queue--,
                                Guarantee.values()[random.nextInt(3)],
                                random.nextBoolean(),
                                random.nextBoolean(),
                                random.nextInt(4) == 0 ? List.of(1, 268_435_455) : List.of()));
                    }
                }
                case 6 -> {
                    if (inbox > 0) {
                        client.deliver(new Outbound.Release(random.nextInt((int) inbox)));
                    }
                }
                case 8 -> {
                    if (modern && client.gateway.challenger != null && random.nextInt(4) == 0) {
                        client.gateway.challenger.challenge(Payload.utf8("who?"));
                    }
                }
                case 7 -> {
                    if (random.nextInt(4) == 0 && client.gateway.stages.isEmpty() && pending.isEmpty()) {
                        client.settle();
                        client.swap();
                    }
                }
                default -> client.send(damaged(random, modern ? FuzzPackets5.some(random) : some(random)));
            }
            check(client);
        }
        if (!client.connection.closed && random.nextBoolean()) {
            client.handler.goAway("enough");
        }
        client.handler.closed();
        pending.forEach(stage ->
                stage.completeExceptionally(new RefusedException(RefusedException.Reason.UNAVAILABLE, "the end")));
        client.settle();
        assertTrue(client.connection.timers.isEmpty(), "a timer is left");
        assertEquals(0, client.surroundings.counters().faults.sum(), "a fault in Parley");
        long left = client.gateway.calls.stream()
                .filter(call -> call.startsWith("leave"))
                .count();
        assertEquals(client.gateway.requests.size(), left, "sessions left: " + client.gateway.calls);
        return client;
    }

    private static Message message(Random random) {
        return Message.to(Address.topic("t/" + random.nextInt(9))).payload("x").build();
    }

    private static void finishSome(Random random, List<CompletableFuture<?>> pending) {
        for (int i = random.nextInt(3); i > 0 && !pending.isEmpty(); i--) {
            CompletableFuture<?> stage = pending.remove(random.nextInt(pending.size()));
            if (random.nextInt(4) > 0) {
                stage.complete(null);
            } else {
                stage.completeExceptionally(
                        new RefusedException(RefusedException.Reason.values()[random.nextInt(7)], "by chance"));
            }
        }
    }

    private static byte[] some(Random random) {
        int id = random.nextInt(6);
        String topic = List.of("t", "a/b", "$queue/q", "$session/s", "ü", "a/+", "$SYS/x")
                .get(random.nextInt(7));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> Packets.publish(random.nextInt(3), id, topic, "payload");
            case 3 -> Packets.puback(id + random.nextInt(2) * 61_440);
            case 4 -> Packets.pubrec(id);
            case 5 -> Packets.pubrel(id);
            case 6 -> Packets.pubcomp(id);
            case 7 -> Packets.subscribe(id, topic, random.nextInt(4), "#", 1);
            case 8 -> Packets.unsubscribe(id, topic, "a/#");
            case 9 -> Packets.pingreq();
            case 10 -> random.nextInt(5) == 0 ? Packets.disconnect() : Packets.pingreq();
            default -> Packets.connect("you", true, 1);
        };
    }

    private static byte[] damaged(Random random, byte[] packet) {
        byte[] bytes = packet.clone();
        switch (random.nextInt(8)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
            case 3 -> {
                bytes = new byte[random.nextInt(30)];
                random.nextBytes(bytes);
            }
            default -> {}
        }
        return bytes;
    }

    /** The answers that have been flushed are whole packets of the kinds that a server sends. */
    private static void check(Client client) {
        ByteBuffer sent = ByteBuffer.wrap(client.connection.sent());
        while (sent.hasRemaining()) {
            int first = sent.get() & 0xff;
            int length = sent.get();
            if (length < 0) {
                length = length & 127 | sent.get() << 7;
            }
            assertTrue(length >= 0 && sent.remaining() >= length, "half a packet was sent");
            assertTrue(
                    List.of(2, 3, 4, 5, 6, 7, 9, 11, 13, 14, 15).contains(first >> 4),
                    "first byte 0x" + Integer.toHexString(first));
            sent.position(sent.position() + length);
        }
    }
}
