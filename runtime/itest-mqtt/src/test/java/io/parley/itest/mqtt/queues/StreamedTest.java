package io.parley.itest.mqtt.queues;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.QueueAdmin;
import io.parley.api.message.RefusedException;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;

/** What is sent as a stream within the process, to clients that consume its queue. */
@ExtendWith(Shared.class)
@Timeout(60)
final class StreamedTest {

    private static final int USER_PROPERTY = 0x26;

    private final Broker broker;

    StreamedTest(Broker broker) {
        this.broker = broker;
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private <T> T service(Class<T> type) {
        BundleContext context = broker.server().context();
        return context.getService(context.getServiceReference(type));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static byte[] film(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private void stream(Address queue, byte[] content) throws Exception {
        get(service(MessageService.class).sendStream(Message.to(queue).build(), BodyPublishers.ofByteArray(content)));
    }

    private void send(Address queue, String text) throws Exception {
        get(service(MessageService.class).send(Message.to(queue).payload(text).build()));
    }

    private Peer consumer(Dialect dialect, String properties, String filter) {
        Peer peer = broker.open(dialect);
        if (dialect == Dialect.V5) {
            peer.send("10 { ['MQTT'] 05 02 0000 { %s } ['~c%08x'] }", properties, filter.hashCode());
        } else {
            peer.send("10 { ['MQTT'] 04 02 0000 ['~c%08x'] }", filter.hashCode());
        }
        peer.accepted(false);
        peer.send("82 { 0001 P ['%s'] 01 }", filter);
        peer.sees("90 { 0001 P 01 }");
        return peer;
    }

    private static byte[] end(Packet packet, int length) {
        return Arrays.copyOfRange(packet.body(), packet.body().length - length, packet.body().length);
    }

    @Test
    void comesWholeWhereItFits() throws Exception {
        for (Dialect dialect : List.of(Dialect.V5, Dialect.V311)) {
            String name = broker.prefix() + dialect;
            byte[] film = film(700_000);
            stream(Address.queue(name), film);
            Peer peer = consumer(dialect, "", "$queue/" + name);
            Packet packet = peer.packet();
            assertEquals(0x32, packet.first());
            assertArrayEquals(film, end(packet, film.length));
            int id = packet.at(name.length() + 9) << 8 | packet.at(name.length() + 10);
            peer.send("40 { %04x }", id);
            peer.alive();
            peer.close();
            assertEquals(List.of(), get(service(QueueAdmin.class).browse(Address.queue(name), all -> true, 10)));
        }
    }

    /** MQTT-3.1.2-24: it is not sent; what a queue cannot deliver is a dead letter, and those behind it come. */
    @Test
    void largerThanTheClientTakesItIsADeadLetterAndBlocksNobody() throws Exception {
        byte[] film = film(300_000);
        Peer small = consumer(Dialect.V5, "27 000003e8", "$queue/small");
        stream(Address.queue("small"), film);
        send(Address.queue("small"), "next");
        int id = small.sees("32 { ['$queue/small'] ## P 'next' }");
        small.send("40 { %04x }", id);
        small.alive();
        Peer other = consumer(Dialect.V5, "", "$queue/small-dead");
        Packet letter = other.packet();
        assertEquals(0x32, letter.first());
        assertArrayEquals(film, end(letter, film.length));
        List<Object> headers =
                letter.properties("$queue/small-dead".length() + 4).get(USER_PROPERTY);
        assertTrue(headers.contains("parley-dead-letter-cause=undeliverable"), headers::toString);
        assertTrue(headers.contains("parley-dead-letter-origin=queue:small"), headers::toString);
        assertTrue(headers.contains("parley-dead-letter-attempts=1"), headers::toString);
    }

    /** Of {@code mqtt.max.packet.bytes} or more than MQTT can express, 256 MB: the same, for clients of any version. */
    @Test
    void largerThanTheListenerAllowsItStaysInTheProcess() throws Exception {
        for (Dialect dialect : List.of(Dialect.V5, Dialect.V311)) {
            Peer peer = consumer(dialect, "", "$queue/large");
            byte[] film = film(1_500_000);
            stream(Address.queue("large"), film);
            send(Address.queue("large"), "next");
            int id = peer.sees("32 { ['$queue/large'] ## P 'next' }");
            peer.send("40 { %04x }", id);
            peer.alive();
            peer.close();
            Message letter = letter(Address.queue("large-dead"));
            assertEquals(
                    "undeliverable",
                    letter.headers().first("parley-dead-letter-cause").orElseThrow());
            assertArrayEquals(film, letter.payload().stream().readAllBytes());
            assertEquals(1, get(service(QueueAdmin.class).purge(Address.queue("large-dead"), all -> true, 10)));
        }
    }

    /** The first one, once it has come: the queue is made for it. */
    private Message letter(Address queue) throws Exception {
        while (true) {
            try {
                List<Message> letters = get(service(QueueAdmin.class).browse(queue, all -> true, 1));
                if (!letters.isEmpty()) {
                    return letters.get(0);
                }
            } catch (ExecutionException e) {
                RefusedException refused = assertInstanceOf(RefusedException.class, e.getCause());
                assertEquals(RefusedException.Reason.NOT_FOUND, refused.reason());
            }
        }
    }
}
