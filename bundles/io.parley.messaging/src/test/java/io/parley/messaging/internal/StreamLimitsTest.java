package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.config.ConfigurationReader;
import io.parley.engine.op.StreamedPayload;
import io.parley.messaging.internal.streaming.UploadLimits;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.JournalException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of streams is taken, how fast, and for how long one may be silent. */
@Timeout(60)
class StreamLimitsTest {

    private static final long MIB = 1 << 20;
    private static final Address QUEUE = Address.queue("films");

    private final Fixture at = new Fixture();
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void close() {
        held.countDown();
        at.close();
    }

    /** Gives what the test says, and counts what it is asked for. */
    private static final class Source implements Flow.Publisher<ByteBuffer>, Flow.Subscription {

        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger cancelled = new AtomicInteger();
        volatile Flow.Subscriber<? super ByteBuffer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> to) {
            subscriber = to;
            to.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            asked.addAndGet((int) n);
        }

        @Override
        public void cancel() {
            cancelled.incrementAndGet();
        }

        void awaitAsked(int times) {
            while (asked.get() < times) {
                Thread.onSpinWait();
            }
        }

        void give(int bytes) {
            subscriber.onNext(ByteBuffer.allocate(bytes));
        }
    }

    private CompletableFuture<Receipt> send(Flow.Publisher<ByteBuffer> content) {
        return at.service.sendStream(Message.to(QUEUE).build(), content).toCompletableFuture();
    }

    private static RefusedException refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> Fixture.get(stage));
    }

    /** What is handed over from now on is not written before the test says so; returns when that is so. */
    private void holdJournal() {
        CountDownLatch holds = new CountDownLatch(1);
        at.journal.append(new Append() {
            @Override
            public List<ByteBuffer> data() {
                return List.of(ByteBuffer.allocate(1));
            }

            @Override
            public void committed(long position) {
                holds.countDown();
                await(held);
            }

            @Override
            public void failed(JournalException cause) {
                throw new IllegalStateException(cause);
            }
        });
        await(holds);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fourChunksAreUnderWayAndNoMoreIsAskedForMeanwhile() throws Exception {
        Source source = new Source();
        CompletableFuture<Receipt> sent = send(source);
        source.awaitAsked(1);
        holdJournal();
        for (int i = 1; i <= 4; i++) {
            source.give(StreamedPayload.CHUNK);
            source.awaitAsked(i + 1);
        }
        source.give(StreamedPayload.CHUNK);
        at.workersSettle();
        assertEquals(5, source.asked.get());
        held.countDown();
        source.awaitAsked(6);
        source.subscriber.onComplete();
        assertEquals(Receipt.Outcome.STORED, Fixture.get(sent).outcome());
        assertEquals(
                5L * StreamedPayload.CHUNK,
                at.consume("films").request(1).next().message().payload().size());
        assertEquals(6, source.asked.get());
    }

    @Test
    void upToOneChunkItIsAMessageLikeOthers() throws Exception {
        for (int more : new int[] {-1, 0, 1}) {
            Fixture.get(send(new Content(StreamedPayload.CHUNK + more, 1)));
            Message message = at.consume("films").request(1).next().message();
            assertEquals(StreamedPayload.CHUNK + more, message.payload().size());
            assertEquals(more > 0, message.payload().streamed(), "by " + more);
        }
    }

    @Test
    void whatIsLargerThanTheLimitByOneByteIsRefused() throws Exception {
        at.uploadLimits = new UploadLimits(2, 60, 64);
        Content fits = new Content(2 * MIB, 2);
        Fixture.get(send(fits));
        RefusedException why = refusal(send(new Content(2 * MIB + 1, 2)));
        assertEquals(Reason.LIMIT, why.reason());
        assertEquals(
                "The message to queue:films has more than 2 MiB of payload (io.parley.messaging: stream.max.mib)",
                why.getMessage());
        Collected consumer = at.consume("films").request(10);
        assertEquals(2 * MIB, consumer.next().message().payload().size());
        consumer.nothingMore();
    }

    /** However much is given at once, no more is taken than one byte too many. */
    @Test
    void ofWhatIsFarTooLargeNothingMoreIsAskedFor() {
        at.uploadLimits = new UploadLimits(1, 60, 64);
        Source source = new Source();
        CompletableFuture<Receipt> sent = send(source);
        source.awaitAsked(1);
        source.give(3 << 20);
        assertEquals(Reason.LIMIT, refusal(sent).reason());
        at.settle();
        assertEquals(1, source.asked.get());
        assertEquals(1, source.cancelled.get());
        at.nothingIsKept();
    }

    @Test
    void asManyAreOpenAsAreAllowedAndEachThatEndsMakesRoom() {
        at.uploadLimits = new UploadLimits(1, 60, 2);
        Source first = new Source();
        Source second = new Source();
        CompletableFuture<Receipt> firstSent = send(first);
        CompletableFuture<Receipt> secondSent = send(second);
        RefusedException why = refusal(send(new Source()));
        assertEquals(Reason.LIMIT, why.reason());
        assertEquals("2 messages are sent as streams already (io.parley.messaging: streams.max)", why.getMessage());
        assertEquals(2, open());
        first.awaitAsked(1);
        first.give(1);
        first.subscriber.onComplete();
        Fixture.get(firstSent);
        Source third = new Source();
        CompletableFuture<Receipt> thirdSent = send(third);
        assertEquals(Reason.LIMIT, refusal(send(new Source())).reason());
        second.awaitAsked(1);
        second.subscriber.onError(new IllegalStateException("broken"));
        assertEquals(Reason.INVALID, refusal(secondSent).reason());
        third.awaitAsked(1);
        third.subscriber.onError(new IllegalStateException("broken"));
        assertEquals(Reason.INVALID, refusal(thirdSent).reason());
        at.settle();
        assertEquals(0, open());
    }

    private long open() {
        return (long) at.uploads.metrics().get(0).readings().get(0).sum();
    }

    @Test
    void oneOfWhichALittleComesIsNotIdle() {
        Source source = new Source();
        CompletableFuture<Receipt> sent = send(source);
        for (int i = 1; i <= 5; i++) {
            source.awaitAsked(i);
            source.give(1);
            at.timers.advance(Duration.ofSeconds(60));
            at.settle();
            assertFalse(sent.isDone(), "after " + i + " minutes");
        }
        source.awaitAsked(6);
        at.timers.advance(Duration.ofSeconds(60));
        RefusedException why = refusal(sent);
        assertEquals(Reason.LIMIT, why.reason());
        assertTrue(why.getMessage().contains("has come for 60 s"), why.getMessage());
    }

    /** While the journal is slow, its sender cannot give anything. */
    @Test
    void oneThatHadToWaitForTheJournalIsNotIdle() {
        Source source = new Source();
        CompletableFuture<Receipt> sent = send(source);
        source.awaitAsked(1);
        holdJournal();
        source.give(5 * StreamedPayload.CHUNK);
        at.timers.advance(Duration.ofSeconds(60));
        at.workersSettle();
        held.countDown();
        source.awaitAsked(2);
        at.settle();
        at.timers.advance(Duration.ofSeconds(60));
        at.settle();
        assertFalse(sent.isDone());
        source.subscriber.onComplete();
        Fixture.get(sent);
    }

    @Test
    void whoSubscribesTwiceIsHeardOnce() {
        Source source = new Source();
        Source other = new Source();
        CompletableFuture<Receipt> sent = send(source);
        source.awaitAsked(1);
        source.subscriber.onSubscribe(other);
        at.settle();
        assertEquals(1, other.cancelled.get());
        assertEquals(0, other.asked.get());
        source.give(7);
        source.subscriber.onComplete();
        Fixture.get(sent);
        assertEquals(0, source.cancelled.get());
    }

    @Test
    void theServicesEndGivesThemUp() {
        Source source = new Source();
        CompletableFuture<Receipt> sent = send(source);
        source.awaitAsked(1);
        at.uploads.close();
        assertEquals(Reason.UNAVAILABLE, refusal(sent).reason());
        at.settle();
        assertEquals(1, source.cancelled.get());
    }

    @Test
    void limitsAreRefusedWithWhatIsAllowed() {
        assertEquals(UploadLimits.DEFAULT, limits(Map.of()));
        assertEquals(
                new UploadLimits(1, 1, 1),
                limits(Map.of("stream.max.mib", 1, "stream.idle.seconds", 1, "streams.max", 1)));
        assertEquals(
                new UploadLimits(65_536, 86_400, 10_000),
                limits(Map.of("stream.max.mib", 65_536, "stream.idle.seconds", 86_400, "streams.max", 10_000)));
        List<String> wrong = new ArrayList<>();
        Map.of("stream.max.mib", 65_536, "stream.idle.seconds", 86_400, "streams.max", 10_000)
                .forEach((key, most) -> {
                    for (int value : new int[] {0, most + 1}) {
                        wrong.add(assertThrows(IllegalArgumentException.class, () -> limits(Map.of(key, value)))
                                .getMessage());
                        assertTrue(wrong.get(wrong.size() - 1).contains("io.parley.messaging"), wrong.toString());
                        assertTrue(wrong.get(wrong.size() - 1).contains(key), wrong.toString());
                        assertTrue(wrong.get(wrong.size() - 1).contains("" + value), wrong.toString());
                    }
                });
        assertEquals(6, wrong.size());
    }

    private static UploadLimits limits(Map<String, ?> properties) {
        return UploadLimits.of(new ConfigurationReader("io.parley.messaging", properties));
    }
}
