package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.bytes;
import static io.parley.protocol.mqtt.internal.Packets.pingreq;
import static io.parley.protocol.mqtt.internal.Packets.pingresp;
import static io.parley.protocol.mqtt.internal.Packets.puback;
import static io.parley.protocol.mqtt.internal.Packets.pubcomp;
import static io.parley.protocol.mqtt.internal.Packets.publish;
import static io.parley.protocol.mqtt.internal.Packets.pubrec;
import static io.parley.protocol.mqtt.internal.Packets.pubrel;
import static io.parley.protocol.mqtt.internal.Packets.suback;
import static io.parley.protocol.mqtt.internal.Packets.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.SubscriptionResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages from a client, and their answers. */
class PublishTest {

    private final Client client = Client.connected();

    @Test
    void eachGuaranteeHasItsAnswer() {
        client.send(publish(0, 0, "a/b", "zero"), publish(1, 65_535, "a/b", "one"), publish(2, 9, "a/b", "two"));
        client.expect(puback(65_535), pubrec(9));
        client.send(pubrel(9));
        client.expect(pubcomp(9));
        assertEquals(
                List.of(
                        "publish topic:a/b 0 0 zero",
                        "publish topic:a/b 1 0 one",
                        "publish topic:a/b 2 9 two",
                        "release 9"),
                client.gateway.calls());
    }

    @Test
    void topicsNameAddresses() {
        client.send(
                publish(0, 0, "$queue/orders/eu", "a"),
                publish(0, 0, "$session/client-2", "b"),
                publish(0, 0, "$route/by-country", "c"),
                publish(0, 0, "$principal/anna", "p"),
                publish(0, 0, "$group/a/b", "g"),
                publish(0, 0, "/", "d"),
                publish(0, 0, "queue/$queue/ü", "e"));
        assertEquals(
                List.of(
                        "publish queue:orders/eu 0 0 a",
                        "publish session:client-2 0 0 b",
                        "publish route:by-country 0 0 c",
                        "publish principal:anna 0 0 p",
                        "publish group:a/b 0 0 g",
                        "publish topic:/ 0 0 d",
                        "publish topic:queue/$queue/ü 0 0 e"),
                client.gateway.calls());
    }

    @Test
    void retainDupAndAnEmptyPayload() {
        client.send(publish(0x3b, "t", 5, bytes("")), publish(0x31, "t", 0, bytes("x")));
        client.expect(puback(5));
        assertEquals(List.of("publish topic:t 1r 0 ", "publish topic:t 0r 0 x"), client.gateway.calls());
    }

    @Test
    void topicsSeenBeforeAreReadAnewWhenTheyDiffer() {
        List<String> expected = new ArrayList<>();
        Random random = new Random(4);
        for (int i = 0; i < 5_000; i++) {
            String topic = "sensors/building-1/" + random.nextInt(700) + (random.nextBoolean() ? "" : "/long-tail-é");
            client.send(publish(0, 0, topic, "p" + i));
            expected.add("publish topic:" + topic + " 0 0 p" + i);
        }
        assertEquals(expected, client.gateway.calls());
    }

    @Test
    void aDuplicateOfATransferIsReceivedAgain() {
        client.gateway.stages.add(
                CompletableFuture.completedFuture(new Receipt(new UUID(0, 0), Receipt.Outcome.DUPLICATE)));
        client.send(publish(0x3c, "t", 3, bytes("again")));
        client.expect(pubrec(3));
    }

    @Test
    void nothingIsAcknowledgedBeforeItIsStored() {
        CompletableFuture<Receipt> storing = client.gateway.pending();
        client.send(publish(1, 1, "t", "x"));
        client.expectNothing();
        storing.complete(FakeGateway.STORED);
        client.expectNothing();
        client.settle();
        client.expect(puback(1));
    }

    @Test
    void answersComeInTheOrderOfThePackets() { // MQTT-4.6.0-2, MQTT-4.6.0-3
        CompletableFuture<Receipt> first = client.gateway.pending();
        CompletableFuture<Receipt> second = client.gateway.pending();
        CompletableFuture<Void> third = client.gateway.pending();
        CompletableFuture<List<SubscriptionResult>> fourth = client.gateway.pending();
        client.send(publish(1, 1, "t", "x"), publish(2, 2, "t", "x"), pubrel(3), subscribe(4, "s", 1));
        client.send(publish(1, 5, "t", "done at once"), publish(0, 0, "t", "done at once"));
        client.send(pubrel(6), pingreq());
        client.expect(pingresp());
        fourth.complete(List.of(new SubscriptionResult.Refused(Reason.NOT_ALLOWED, "no")));
        third.complete(null);
        second.complete(FakeGateway.STORED);
        client.settle();
        client.expectNothing();
        first.complete(FakeGateway.STORED);
        client.settle();
        client.expect(puback(1), pubrec(2), pubcomp(3), suback(4, 0x80), puback(5), pubcomp(6));
    }

    @Test
    void manyResultsFromOtherThreadsAreSentByOneTask() throws InterruptedException {
        List<CompletableFuture<Receipt>> stages = new ArrayList<>();
        byte[] expected = {};
        for (int id = 1; id <= 500; id++) {
            stages.add(client.gateway.pending());
            client.send(publish(1, id, "t", "x"));
            expected = Packets.join(expected, puback(id));
        }
        Collections.shuffle(stages, new Random(1));
        Thread other = new Thread(() -> stages.forEach(stage -> stage.complete(FakeGateway.STORED)));
        other.start();
        other.join();
        assertEquals(1, client.connection.tasks.size());
        client.settle();
        client.expect(expected);
    }

    @Test
    void aClientThatIsFarAheadOfTheStoreIsNotRead() {
        Client slow = new Client();
        slow.connection.settings.put(Settings.RECEIVE_MAXIMUM, "4");
        slow.open().send(Packets.connect("me", true, 0));
        slow.expect(Packets.connack(false, 0));
        List<CompletableFuture<Receipt>> stages = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            stages.add(slow.gateway.pending());
        }
        byte[][] packets = new byte[6][];
        for (int i = 0; i < 6; i++) {
            packets[i] = publish(i % 2, i, "t", "x");
        }
        slow.send(packets);
        assertTrue(slow.connection.paused);
        assertEquals(4, slow.gateway.publications.size());
        stages.get(0).complete(FakeGateway.STORED);
        slow.settle();
        assertTrue(slow.connection.paused, "resumed above half");
        assertEquals(4, slow.gateway.publications.size(), "read on above half");
        stages.get(1).complete(FakeGateway.STORED);
        slow.settle();
        assertEquals(6, slow.gateway.publications.size());
        assertTrue(slow.connection.paused, "four wait again");
        stages.forEach(stage -> stage.complete(FakeGateway.STORED));
        slow.settle();
        assertFalse(slow.connection.paused);
        slow.expect(puback(1), puback(3), puback(5));
    }

    @Test
    void whatWaitsForTheStoreIsBoundedInBytesToo() {
        Client slow = new Client();
        slow.connection.settings.put(Settings.RECEIVE_KIB, "2");
        slow.open().send(Packets.connect("me", true, 0));
        CompletableFuture<Receipt> first = slow.gateway.pending();
        CompletableFuture<Receipt> second = slow.gateway.pending();
        slow.send(publish(1, 1, "t", "x".repeat(2_047)));
        assertFalse(slow.connection.paused);
        slow.send(publish(0, 0, "t", "x"), publish(1, 2, "t", "y"));
        assertTrue(slow.connection.paused);
        assertEquals(2, slow.gateway.publications.size());
        second.complete(null);
        slow.settle();
        assertTrue(slow.connection.paused);
        first.complete(null);
        slow.settle();
        assertFalse(slow.connection.paused);
        assertEquals(3, slow.gateway.publications.size());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void whatIsRefusedIsNeverAcknowledged(Reason reason) { // MQTT-3.3.5-2
        CompletableFuture<Receipt> first = client.gateway.pending();
        client.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(reason, "no")));
        client.send(publish(1, 1, "t", "x"), publish(1, 2, "t", "x"), publish(1, 3, "t", "x"));
        client.settle();
        client.expectOpen();
        first.complete(FakeGateway.STORED);
        client.settle();
        client.expect(puback(1));
        client.expectClosed();
        assertEquals("leave false", client.gateway.calls().get(3));
        assertEquals(1, client.surroundings.counters().refusedPackets.sum());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x30, 0x32, 0x34})
    void aFaultBehindAPublishEndsTheConnection(int first) {
        client.gateway.stages.add(CompletableFuture.failedFuture(new IllegalStateException("broken")));
        client.send(publish(first, "t", 2, bytes("x")));
        client.settle();
        client.expectNothing();
        assertEquals(first == 0x30, !client.connection.closed, "at most once may be dropped");
    }

    @Test
    void atMostOnceIsDroppedWhenThereIsNoRoom() {
        client.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.LIMIT, "full")));
        client.send(publish(0, 0, "t", "x"), publish(1, 1, "t", "y"));
        client.settle();
        client.expect(puback(1));
        client.expectOpen();
        assertEquals(1, client.surroundings.counters().dropped.sum());
    }

    @Test
    void atMostOnceThatIsNotAllowedEndsTheConnection() {
        client.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.NOT_ALLOWED, "no")));
        client.send(publish(0, 0, "t", "x"));
        client.settle();
        client.expectClosed();
    }

    @Test
    void aReleaseThatCannotBeStoredIsNotCompleted() {
        client.gateway.stages.add(CompletableFuture.failedFuture(new RefusedException(Reason.UNAVAILABLE, "disk")));
        client.send(pubrel(3));
        client.settle();
        client.expectNothing();
        client.expectClosed();
    }
}
