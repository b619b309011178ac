package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.messaging.internal.streaming.UploadLimits;
import io.parley.spi.journal.Durability;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are sent as streams, on a journal in memory. */
@Timeout(60)
class StreamTest {

    private static final long MIB = 1 << 20;
    private static final Address QUEUE = Address.queue("films");

    private final Fixture at = new Fixture();

    @AfterEach
    void close() {
        at.close();
    }

    private CompletionStage<Receipt> send(Content content) {
        return at.service.sendStream(Message.to(QUEUE).header("title", "one").build(), content);
    }

    private static Reason refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> Fixture.get(stage)).reason();
    }

    @Test
    void arrivesWholeAndCanBeReadAgain() throws Exception {
        Content content = new Content(5 * MIB + 17, 1);
        assertEquals(Receipt.Outcome.STORED, Fixture.get(send(content)).outcome());
        Delivery delivery = at.consume("films").request(1).next();
        Message message = delivery.message();
        assertEquals("one", message.headers().first("title").orElseThrow());
        assertTrue(message.payload().streamed());
        assertEquals(5 * MIB + 17, message.payload().size());
        assertEquals(content.checksum(), Content.checksum(message.payload()));
        at.engine.checkpoint();
        assertEquals(content.checksum(), Content.checksum(message.payload()), "again");
        assertThrows(IllegalStateException.class, () -> message.payload().toBytes());
        Fixture.get(delivery.ack());
        at.nothingIsKept();
        assertThrows(IOException.class, () -> Content.checksum(message.payload()));
    }

    @Test
    void smallOnesAreMessagesLikeOthers() throws Exception {
        for (int size : new int[] {0, 1, 200_000}) {
            Fixture.get(send(new Content(size, 2)));
            Message message = at.consume("films").request(1).next().message();
            assertFalse(message.payload().streamed());
            assertEquals(size, message.payload().size());
        }
        byte[] given = new byte[3 << 20];
        given[given.length - 1] = 1;
        Fixture.get(
                at.service.sendStream(Message.to(Address.queue("other")).build(), BodyPublishers.ofByteArray(given)));
        assertArrayEquals(
                given,
                at.consume("other").request(1).next().message().payload().stream()
                        .readAllBytes());
    }

    @Test
    void nobodySeesAnythingBeforeTheEnd() throws Exception {
        Collected consumer = at.consume("films").request(10);
        Content content = new Content(3 * MIB, 3).stallingAt(2 * MIB);
        CompletionStage<Receipt> result = send(content);
        content.awaitGiven(2 * MIB);
        at.settle();
        consumer.nothingMore();
        at.engine.checkpoint();
        at.engine.checkpoint();
        assertTrue(at.journal.end() - at.journal.begin() > 2 * MIB - 512 * 1024, "what is under way is kept");
        at.timers.advance(Duration.ofSeconds(61));
        at.settle();
        at.timers.advance(Duration.ofSeconds(61));
        assertEquals(Reason.LIMIT, refusal(result), "nothing came any more");
        at.settle();
        assertTrue(content.cancelled());
        consumer.nothingMore();
        at.nothingIsKept();
    }

    @Test
    void nothingIsLeftOfWhatFailsOrIsCancelledOrTooLarge() throws Exception {
        Collected consumer = at.consume("films").request(10);
        assertEquals(Reason.INVALID, refusal(send(new Content(3 * MIB, 4).failingAt(MIB))));
        at.uploadLimits = new UploadLimits(2, 60, 1);
        Content large = new Content(1L << 40, 4);
        assertEquals(Reason.LIMIT, refusal(send(large)));
        at.settle();
        assertTrue(large.cancelled());
        Fixture.get(send(new Content(2 * MIB, 4)));
        Fixture.get(consumer.next().ack());
        Content stalls = new Content(2 * MIB, 5).stallingAt(MIB);
        CompletionStage<Receipt> cancelled = send(stalls);
        stalls.awaitGiven(MIB);
        assertEquals(Reason.LIMIT, refusal(send(new Content(1, 6))), "one at a time");
        at.settle();
        cancelled.toCompletableFuture().cancel(false);
        at.settle();
        assertTrue(stalls.cancelled());
        consumer.nothingMore();
        at.nothingIsKept();
        Fixture.get(send(new Content(1, 6)));
    }

    @Test
    void aCrashLeavesNothingOfWhatWasNotCommitted() throws Exception {
        Content content = new Content(3 * MIB, 7).stallingAt(2 * MIB);
        send(content);
        content.awaitGiven(2 * MIB);
        at.crash();
        Collected consumer = at.consume("films").request(10);
        at.settle();
        consumer.nothingMore();
        Fixture.get(at.service.send(Message.to(QUEUE).payload("next").build()));
        Fixture.get(consumer.next().ack());
        at.nothingIsKept();
    }

    @Test
    void isThereAfterCrashesUntilItIsAcknowledged() throws Exception {
        Content content = new Content(3 * MIB, 8);
        Fixture.get(send(content));
        at.crash();
        Delivery first = at.consume("films").request(1).next();
        assertEquals(content.checksum(), Content.checksum(first.message().payload()));
        at.engine.checkpoint();
        at.engine.checkpoint();
        at.crash();
        Collected consumer = at.consume("films");
        Delivery second = consumer.request(1).next();
        assertTrue(second.redelivered());
        assertEquals(content.checksum(), Content.checksum(second.message().payload()));
        Fixture.get(second.nack(Duration.ZERO));
        at.settle();
        at.timers.advance(Duration.ofMinutes(1));
        Delivery third = consumer.request(1).next();
        assertEquals(content.checksum(), Content.checksum(third.message().payload()));
        Fixture.get(third.ack());
        at.nothingIsKept();
    }

    @Test
    void goesOnToAnotherQueueWithItsChunks() throws Exception {
        Content content = new Content(3 * MIB, 9);
        Fixture.get(send(content));
        Delivery delivery = at.consume("films").request(1).next();
        Message seen = delivery.message();
        long before = at.journal.end();
        Fixture.get(at.service.send(seen.with().address(Address.queue("copies")).build()));
        assertTrue(at.journal.end() - before < 64 * 1024, "the chunks are not written again");
        Fixture.get(delivery.ack());
        at.engine.checkpoint();
        at.engine.checkpoint();
        assertEquals(
                1, Fixture.get(at.admin.move(Address.queue("copies"), Address.queue("last"), message -> true, 10)));
        at.engine.checkpoint();
        at.engine.checkpoint();
        Delivery moved = at.consume("last").request(1).next();
        assertEquals(content.checksum(), Content.checksum(moved.message().payload()));
        Fixture.get(moved.ack());
        at.nothingIsKept();
        assertEquals(Reason.NOT_FOUND, refusal(at.service.send(seen)), "its chunks are gone");
    }

    @Test
    void expires() throws Exception {
        Message envelope = Message.to(QUEUE)
                .expiresAt(Instant.ofEpochMilli(at.timers.now() + 1_000))
                .build();
        Fixture.get(at.service.sendStream(envelope, new Content(2 * MIB, 10)));
        at.engine.checkpoint();
        at.timers.advance(Duration.ofSeconds(2));
        Collected consumer = at.consume("films").request(1);
        at.settle();
        consumer.nothingMore();
        at.nothingIsKept();
    }

    @Test
    void isRefusedWhereItCannotBeKept() throws Exception {
        Content content = new Content(MIB, 11);
        assertEquals(
                Reason.INVALID,
                refusal(at.service.sendStream(Message.to(Address.topic("t")).build(), content)));
        Message later =
                Message.to(QUEUE).deliverAt(Instant.now().plusSeconds(60)).build();
        assertEquals(Reason.INVALID, refusal(at.service.sendStream(later, content)));
        assertEquals(
                Reason.INVALID,
                refusal(at.service.sendStream(Message.to(QUEUE).payload("x").build(), content)));
        at.queues.configure("fleeting", Settings.limit(1_000, QueueSettings.Overflow.REJECT, Durability.MEMORY));
        assertEquals(
                Reason.INVALID,
                refusal(at.service.sendStream(
                        Message.to(Address.queue("fleeting")).build(), new Content(MIB, 11))));
        Fixture.get(send(new Content(MIB, 12)));
        Message stored = at.consume("films").request(1).next().message();
        assertEquals(
                Reason.INVALID,
                refusal(at.service.send(
                        stored.with().address(Address.session("s")).build())));
        at.journal.refuse("the disk is full");
        assertEquals(Reason.UNAVAILABLE, refusal(send(new Content(MIB, 13))));
        at.journal.resume();
    }
}
