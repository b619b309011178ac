package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.DeadLetters;
import io.parley.api.message.Delivery;
import io.parley.api.message.Headers;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.messaging.internal.routing.RouteConfiguration;
import io.parley.router.content.internal.ContentRouter;
import io.parley.router.direct.internal.DirectRouter;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.router.Router;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streamed messages on ways other than straight to one queue and out of it again: routes, dead letters, compressors, readers that stop. */
@Timeout(60)
class StreamWaysTest {

    private static final long SIZE = (2 << 20) + 5;
    private static final Address FILMS = Address.queue("films");
    private static final Address DEAD = Address.queue("dead");

    private final Fixture at = new Fixture();
    private final Content content = new Content(SIZE, 21);

    @AfterEach
    void close() {
        at.close();
    }

    private void route(String name, String router, Map<String, Object> more, String... rules) {
        Map<String, Object> all = new java.util.HashMap<>(more);
        all.put("router", router);
        all.put("rules", rules);
        at.routes.put(RouteConfiguration.of("io.parley.route~" + name, all), Set.of());
    }

    private void router(String name, Router router) {
        at.plugins.routers().add(List.of(name), 0, 1, true, router);
    }

    private CompletionStage<Receipt> send(Address to, Content what, String kind) {
        return at.service.sendStream(
                Message.to(to)
                        .header("kind", kind)
                        .contentType("application/json")
                        .build(),
                what);
    }

    private Delivery next(String queue) throws InterruptedException {
        return at.consume(queue).request(1).next();
    }

    private static void whole(Content sent, Message got) throws IOException {
        assertTrue(got.payload().streamed());
        assertEquals(sent.checksum(), Content.checksum(got.payload()));
    }

    private void twoCheckpoints() {
        at.settle();
        at.engine.checkpoint();
        at.engine.checkpoint();
    }

    private void deadLetters(int attempts, boolean expired) {
        at.queues.configure(
                "films", Settings.redelivery(new Redelivery(attempts, 0, 2, 5_000, 0, Optional.of("dead"), expired)));
    }

    private void fail(Delivery delivery) {
        get(delivery.nack(Duration.ZERO));
        at.settle();
    }

    @Test
    void goesByADirectRoute() throws Exception {
        router("direct", new DirectRouter());
        route("in", "direct", Map.of(), "queue:films");
        assertEquals(
                Receipt.Outcome.STORED,
                get(send(Address.route("in"), content, "film")).outcome());
        at.crash();
        Delivery delivery = next("films");
        whole(content, delivery.message());
        get(delivery.ack());
        at.nothingIsKept();
    }

    @Test
    void goesThroughATreeOfRoutesAndIsStoredOnce() throws Exception {
        router("direct", new DirectRouter());
        router("content", new ContentRouter());
        route(
                "in",
                "content",
                Map.of(),
                "header.kind = 'film' and size > 1000000 -> route:films",
                "otherwise -> queue:rest");
        route("films", "direct", Map.of(), "queue:films", "queue:copies");
        long before = at.journal.end();
        get(send(Address.route("in"), content, "film"));
        at.settle();
        assertTrue(at.journal.end() - before < SIZE + 64 * 1024, "written: " + (at.journal.end() - before));
        Delivery one = next("films");
        whole(content, one.message());
        get(one.ack());
        twoCheckpoints();
        at.crash();
        Delivery other = next("copies");
        whole(content, other.message());
        get(other.ack());
        at.nothingIsKept();
        route("in", "content", Map.of(), "header.kind = 'film' -> route:films", "otherwise -> queue:rest");
        Content song = new Content(SIZE, 22);
        get(send(Address.route("in"), song, "song"));
        Delivery rest = next("rest");
        whole(song, rest.message());
        get(rest.ack());
        at.nothingIsKept();
    }

    @Test
    void aRouteThatCannotTakeItLeavesNothing() throws Exception {
        router("direct", new DirectRouter());
        router("content", new ContentRouter());
        route("in", "content", Map.of(), "field.title exists -> queue:films", "otherwise -> queue:rest");
        RefusedException why =
                assertThrows(RefusedException.class, () -> get(send(Address.route("in"), content, "film")));
        assertTrue(why.getMessage().contains("streamed"), why::getMessage);
        at.nothingIsKept();
        // One of two targets is no queue: all or nothing.
        route("both", "direct", Map.of(), "queue:films", "session:s");
        why = assertThrows(
                RefusedException.class, () -> get(send(Address.route("both"), new Content(SIZE, 23), "film")));
        assertEquals(Reason.INVALID, why.reason());
        at.settle();
        at.consume("films").request(1).nothingMore();
        at.nothingIsKept();
        assertEquals(
                Reason.NOT_FOUND,
                assertThrows(
                                RefusedException.class,
                                () -> get(send(Address.route("nowhere"), new Content(SIZE, 24), "film")))
                        .reason());
        at.nothingIsKept();
    }

    @Test
    void unroutableItBecomesADeadLetter() throws Exception {
        router("content", new ContentRouter());
        route(
                "in",
                "content",
                Map.of("unroutable", "dead-letter", "dead.letter", "queue:dead"),
                "header.kind = 'song' -> queue:songs");
        get(send(Address.route("in"), content, "film"));
        twoCheckpoints();
        Delivery letter = next("dead");
        assertEquals(
                "unroutable",
                letter.message().headers().first(DeadLetters.CAUSE).orElseThrow());
        assertEquals(
                "route:in", letter.message().headers().first(DeadLetters.ORIGIN).orElseThrow());
        whole(content, letter.message());
        get(letter.ack());
        at.nothingIsKept();
    }

    @Test
    void afterItsLastAttemptItIsADeadLetterThatCanBeReplayed() throws Exception {
        deadLetters(2, false);
        get(send(FILMS, content, "film"));
        Collected consumer = at.consume("films");
        fail(consumer.request(1).next());
        long before = at.journal.end();
        fail(consumer.request(1).next());
        List<Message> letters = get(at.admin.browse(DEAD, all -> true, 10));
        assertEquals(1, letters.size());
        assertTrue(at.journal.end() - before < 64 * 1024, "the chunks are not written again");
        Headers headers = letters.get(0).headers();
        assertEquals("exhausted", headers.first(DeadLetters.CAUSE).orElseThrow());
        assertEquals("2", headers.first(DeadLetters.ATTEMPTS).orElseThrow());
        assertEquals("queue:films", headers.first(DeadLetters.ORIGIN).orElseThrow());
        whole(content, letters.get(0));
        twoCheckpoints();
        at.crash();
        whole(content, get(at.admin.browse(DEAD, all -> true, 10)).get(0));
        assertEquals(1, get(at.admin.replay(DEAD, all -> true, 10)));
        twoCheckpoints();
        assertEquals(List.of(), get(at.admin.browse(DEAD, all -> true, 10)));
        Delivery again = next("films");
        assertFalse(again.message().headers().first(DeadLetters.CAUSE).isPresent());
        assertEquals("film", again.message().headers().first("kind").orElseThrow());
        whole(content, again.message());
        get(again.ack());
        at.nothingIsKept();
    }

    @Test
    void expiredItIsADeadLetterThatIsStillWhole() throws Exception {
        deadLetters(0, true);
        get(at.service.sendStream(
                Message.to(FILMS)
                        .expiresAt(Instant.ofEpochMilli(at.timers.now() + 1_000))
                        .build(),
                content));
        at.settle();
        at.timers.advance(Duration.ofSeconds(2));
        Delivery letter = next("dead");
        at.consume("films").request(1).nothingMore();
        assertEquals(
                "expired", letter.message().headers().first(DeadLetters.CAUSE).orElseThrow());
        twoCheckpoints();
        whole(content, letter.message());
        get(letter.ack());
        at.nothingIsKept();
    }

    /** Counts what it is asked for; what it had in its hands could not be read without it. */
    private static final class Inverse implements Compressor {

        private volatile int compressed;

        @Override
        public Payload compress(Payload payload) {
            compressed++;
            byte[] bytes = payload.toBytes();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ~bytes[i];
            }
            return Payload.wrap(ByteBuffer.wrap(bytes));
        }

        @Override
        public Payload decompress(Payload payload, long maxSize) {
            return compress(payload);
        }
    }

    @Test
    void isNotCompressedWhereOthersAre() throws Exception {
        Inverse inverse = new Inverse();
        at.queues.configure("films", Settings.compressed("inverse"));
        at.plugins.compressors().add(List.of("inverse"), 0, 1, false, inverse);
        get(send(FILMS, content, "film"));
        assertEquals(0, inverse.compressed);
        Content small = new Content(1_000, 25);
        get(send(FILMS, small, "short"));
        assertEquals(1, inverse.compressed);
        at.crash();
        Collected consumer = at.consume("films").request(2);
        Delivery large = consumer.next();
        whole(content, large.message());
        Delivery other = consumer.next();
        assertEquals(small.checksum(), Content.checksum(other.message().payload()));
        get(large.ack());
        get(other.ack());
        at.nothingIsKept();
    }

    /** Its queue's compressor is asked for nothing, but the queue's order is kept: what was sent before it waits for it. */
    @Test
    void waitsWithOthersForTheQueuesCompressor() throws Exception {
        at.queues.configure("films", Settings.compressed("inverse"));
        CompletionStage<Receipt> before =
                at.service.send(Message.to(FILMS).payload("first").build());
        CompletionStage<Receipt> stored = send(FILMS, content, "film");
        content.awaitGiven(SIZE);
        twoCheckpoints();
        assertFalse(before.toCompletableFuture().isDone());
        assertFalse(stored.toCompletableFuture().isDone());
        at.plugins.compressors().add(List.of("inverse"), 0, 1, false, new Inverse());
        get(stored);
        Collected consumer = at.consume("films").request(2);
        Delivery first = consumer.next();
        assertEquals("first", Collected.text(first));
        Delivery second = consumer.next();
        whole(content, second.message());
        get(first.ack());
        get(second.ack());
        at.nothingIsKept();
    }

    private static byte[] half(InputStream in) throws IOException {
        return in.readNBytes((int) SIZE / 2);
    }

    @Test
    void aReaderThatStopsHalfWayLeavesItToTheNextOne() throws Exception {
        get(send(FILMS, content, "film"));
        Collected gone = at.consume("films").request(1);
        try (InputStream in = gone.next().message().payload().stream()) {
            half(in);
            gone.cancel();
            at.settle();
            Delivery delivery = next("films");
            assertTrue(delivery.redelivered());
            whole(content, delivery.message());
            get(delivery.ack());
        }
        at.nothingIsKept();
    }

    @Test
    void whoReadsBeyondItsLeaseGetsTheRestOrAnErrorAndNothingWrong() throws Exception {
        get(send(FILMS, content, "film"));
        Collected slow =
                at.consume(FILMS, new ConsumeOptions(Duration.ofSeconds(1))).request(1);
        Delivery late = slow.next();
        byte[] expected;
        try (InputStream all = late.message().payload().stream()) {
            expected = all.readAllBytes();
        }
        try (InputStream in = late.message().payload().stream()) {
            assertTrue(Arrays.equals(expected, 0, (int) SIZE / 2, half(in), 0, (int) SIZE / 2));
            at.timers.advance(Duration.ofSeconds(2));
            at.settle();
            Delivery delivery = next("films");
            assertTrue(delivery.redelivered());
            assertEquals(
                    Reason.NOT_OWNED,
                    assertThrows(RefusedException.class, () -> get(late.ack())).reason());
            whole(content, delivery.message());
            get(delivery.ack());
            at.nothingIsKept();
            // The chunk in hand may still be there; those behind it are gone, and that is said.
            assertThrows(IOException.class, in::readAllBytes);
        }
    }
}
