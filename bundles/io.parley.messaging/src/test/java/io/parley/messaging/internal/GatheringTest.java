package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Atomicity;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.QueueOp;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.testkit.FutureAppend;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are sent one by one while the journal is busy. */
@Timeout(60)
class GatheringTest {

    private final Fixture parley = new Fixture();
    private CountDownLatch held = new CountDownLatch(0);
    private volatile long from;

    @AfterEach
    void close() {
        held.countDown();
        parley.close();
    }

    /** From now on the journal writes nothing, until {@link #go}. */
    private void hold() throws InterruptedException {
        CountDownLatch here = new CountDownLatch(1);
        CountDownLatch until = new CountDownLatch(1);
        held = until;
        parley.journal.append(new FutureAppend("") {
            @Override
            public void failed(JournalException cause) {
                from = parley.journal.end();
                here.countDown();
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        here.await();
    }

    private void go() {
        held.countDown();
    }

    private static Message to(String queue, String text) {
        return Message.to(Address.queue(queue)).payload(text).build();
    }

    private CompletionStage<Receipt> send(String queue, String text) {
        return parley.service.send(to(queue, text));
    }

    /** Since the journal was held up. */
    private int records() throws JournalException {
        int records = 0;
        try (JournalReader reader = parley.journal.reader(from)) {
            while (reader.next()) {
                records++;
            }
        }
        return records;
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void theyAreOneRecordAndEachHasItsReceipt() throws Exception {
        hold();
        List<CompletionStage<Receipt>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(send("q", "m" + i));
        }
        assertTrue(sent.stream().noneMatch(one -> one.toCompletableFuture().isDone()));
        go();
        for (CompletionStage<Receipt> one : sent) {
            assertEquals(Receipt.Outcome.STORED, get(one).outcome());
        }
        assertEquals(1, records());
        assertEquals(100, sent.stream().map(one -> get(one).id()).distinct().count());
        assertEquals(texts(0, 100), parley.consume("q").request(100).next(100));
    }

    @Test
    void aRecordDoesNotGrowWithoutEnd() throws Exception {
        hold();
        List<CompletionStage<Receipt>> sent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sent.add(send("q", "m" + i));
        }
        for (int i = 0; i < 20; i++) {
            sent.add(send("large", "x".repeat(8_000)));
        }
        go();
        sent.forEach(Fixture::get);
        assertEquals(4 + 3, records(), "256 messages each, and 64 KiB each");
        assertEquals(texts(0, 1_000), parley.consume("q").request(1_000).next(1_000));
    }

    /** Where many records wait, those who send write them. */
    @Test
    void whatIsInManyRecordsIsOnTheJournalAsItWasSent() throws Exception {
        hold();
        List<String> texts = new ArrayList<>();
        List<CompletionStage<Receipt>> sent = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            texts.add("m" + i + "-".repeat(i % 1_000));
            sent.add(send("q", texts.get(i)));
        }
        go();
        sent.forEach(Fixture::get);
        List<String> found = new ArrayList<>();
        try (JournalReader reader = parley.journal.reader(from)) {
            while (reader.next()) {
                BatchRecord record = BatchRecord.decode(reader.data());
                assertEquals(record.messages().size(), record.ops().size());
                for (int i = 0; i < record.ops().size(); i++) {
                    assertEquals(new QueueOp.Append("q", i, true), record.ops().get(i));
                    found.add(text(record.messages().get(i).message().payload()));
                }
            }
        }
        assertEquals(texts, found);
    }

    private static String text(Payload payload) {
        return new String(payload.toBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void nothingIsOvertakenByWhatIsSentLater() throws Exception {
        hold();
        List<CompletionStage<?>> sent = new ArrayList<>();
        sent.add(send("q", "m0"));
        sent.add(send("q", "m1"));
        sent.add(parley.service.sendAll(List.of(to("q", "m2"), to("q", "m3")), Atomicity.ALL_OR_NONE));
        sent.add(send("q", "m4"));
        sent.add(send("other", "between"));
        sent.add(send("q", "m5"));
        sent.add(parley.service.send(
                to("q", "m6").with().payload("m6" + " ".repeat(20_000)).build()));
        sent.add(send("q", "m7"));
        go();
        sent.forEach(Fixture::get);
        assertEquals(
                texts(0, 8),
                parley.consume("q").request(8).next(8).stream()
                        .map(String::strip)
                        .toList());
    }

    /** One sender whose steps run on one thread and then on another, as on a pool, and which awaits none of its messages. */
    @Test
    void whoeverSendsFromManyThreadsOneAfterTheOtherKeepsTheOrder() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ExecutorService[] threads = new ExecutorService[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Executors.newSingleThreadExecutor();
        }
        try {
            Collected consumer = parley.consume("q").request(Long.MAX_VALUE);
            for (int i = 0; i < 4_000; i++) {
                String text = "m" + i;
                int kind = random.nextInt(20);
                ExecutorService thread = threads[random.nextInt(threads.length)];
                threads[random.nextInt(threads.length)].execute(() -> send("noise", "noise"));
                thread.submit(() -> kind == 0
                                ? parley.service.sendAll(List.of(to("q", text)), Atomicity.EACH)
                                : send("q", text))
                        .get();
            }
            assertEquals(texts(0, 4_000), consumer.next(4_000), "seed " + seed);
        } finally {
            for (ExecutorService thread : threads) {
                thread.shutdown();
            }
        }
    }

    @Test
    void oneThatIsRefusedDoesNotHarmTheOthers() throws Exception {
        parley.queues.configure("q", Settings.limit(3, Overflow.REJECT));
        parley.send("q", "m0");
        parley.send("q", "m1");
        hold();
        CompletionStage<Receipt> third = send("q", "m2");
        go();
        get(third);
        parley.settle();
        hold();
        CompletionStage<Receipt> elsewhere = send("other", "there");
        CompletionStage<Receipt> tooMany = send("q", "m3");
        CompletionStage<Receipt> too = send("other", "there, too");
        go();
        assertEquals(
                Reason.LIMIT,
                assertThrows(RefusedException.class, () -> get(tooMany)).reason());
        get(elsewhere);
        get(too);
        assertEquals(texts(0, 3), parley.consume("q").request(4).next(3));
        assertEquals(
                List.of("there", "there, too"),
                parley.consume("other").request(3).next(2));
    }

    @Test
    void allAreToldWhenTheJournalRefuses() throws Exception {
        hold();
        List<CompletionStage<Receipt>> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.add(send("q", "m" + i));
        }
        parley.journal.refuse("the disk is full");
        go();
        for (CompletionStage<Receipt> one : sent) {
            RefusedException refused = assertThrows(RefusedException.class, () -> get(one));
            assertEquals(Reason.UNAVAILABLE, refused.reason());
            assertTrue(refused.getMessage().contains("the disk is full"), refused.getMessage());
        }
        parley.journal.resume();
        assertEquals(Receipt.Outcome.STORED, get(send("q", "again")).outcome());
        assertEquals(List.of("again"), parley.consume("q").request(2).next(1));
    }

    @Test
    void theyAreThereAfterACrash() throws Exception {
        hold();
        List<CompletionStage<Receipt>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add(send("q", "m" + i));
        }
        go();
        sent.forEach(Fixture::get);
        assertFalse(records() > 1);
        parley.crash();
        assertEquals(texts(0, 50), parley.consume("q").request(50).next(50));
    }
}
