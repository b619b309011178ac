package io.parley.messaging.internal.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.engine.MessageRef;
import io.parley.engine.op.SendingOp;
import io.parley.spi.protocol.Guarantee;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How far ahead messages are read that are due soon. */
@Timeout(10)
class DelayLineTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final long SOON = DelayResidence.READ_MILLIS;
    private static final long BYTES = 8 << 10;

    private final Ahead ahead = new Ahead(new DelayResidence(8, 4, 16, 32, 64, BYTES));
    private final DelayLine line = new DelayLine(ahead);

    private static Message message(int bytes) {
        return Message.to(Address.queue("q"))
                .payload(Payload.wrap(ByteBuffer.allocate(bytes)))
                .build();
    }

    /** One whose message is on the journal only. */
    private DelayedEntry waits(long at) {
        String name = DelayedEntry.name(message(0));
        DelayedEntry entry = new DelayedEntry(
                new SendingOp.Delayed(name, 0, "p", "", Guarantee.AT_LEAST_ONCE, false, at, true),
                new MessageRef(1, 0));
        line.add(entry);
        return entry;
    }

    /** The journal answers for one. */
    private void read(DelayedEntry entry, int bytes) {
        entry.reading = false;
        line.read(entry, CompletableFuture.completedFuture(message(bytes)));
    }

    @Test
    void whatIsDueSoonIsReadAndNothingElse() {
        DelayedEntry first = waits(NOW + 10);
        DelayedEntry second = waits(NOW + SOON);
        waits(NOW + SOON + 1);
        assertEquals(List.of(first, second), line.unread(NOW));
        assertEquals(List.of(), line.unread(NOW), "it is asked for once");
        assertEquals(NOW + 1, line.next(NOW), "when the third is to be read");
        read(second, 100);
        assertFalse(line.isDue(NOW + SOON), "the first one's message is not there yet");
        read(first, 100);
        assertTrue(line.isDue(NOW + 10));
        assertEquals(List.of(first), line.due(NOW + 10, 10));
        assertEquals(List.of(second), line.due(NOW + SOON, 10));
        assertEquals(List.of(), line.due(NOW + SOON + 1, 10));
    }

    @Test
    void noMoreIsReadAheadThanThereIsRoomFor() {
        for (int i = 0; i < 2_000; i++) {
            waits(NOW + 10 + i % 100);
        }
        List<DelayedEntry> portion = line.unread(NOW);
        assertEquals(256, portion.size());
        portion.forEach(entry -> read(entry, 1_000));
        assertTrue(ahead.bytes() > BYTES);
        assertEquals(List.of(), line.unread(NOW));
        assertEquals(NOW + 10, line.next(NOW), "when the first is due");
        assertEquals(portion, line.due(NOW + 500, 1_000));
        assertEquals(List.of(), line.due(NOW + 500, 1_000));
        portion.forEach(sent -> ahead.bytes(-sent.forget()));
        assertEquals(0, ahead.bytes());
        assertEquals(256, line.unread(NOW + 10).size());
    }

    @Test
    void largeOnesAreReadAndSentOnFewAtATime() {
        for (int i = 0; i < 300; i++) {
            waits(NOW);
        }
        List<DelayedEntry> portion = line.unread(NOW);
        assertEquals(256, portion.size(), "nothing is known of them");
        portion.forEach(entry -> read(entry, 64 << 10));
        for (int i = 0; i < 16; i++) {
            assertEquals(16, line.due(NOW, 1_000).size(), "a megabyte");
        }
        assertEquals(15, line.unread(NOW).size(), "a megabyte with what they take besides");
    }

    @Test
    void whatHoldsAllOthersUpIsReadWithoutRoom() {
        ahead.bytes(BYTES);
        DelayedEntry late = waits(NOW + 10);
        assertEquals(List.of(), line.unread(NOW));
        assertEquals(NOW + 10, line.next(NOW));
        assertEquals(List.of(late), line.unread(NOW + 10));
        assertEquals(Long.MAX_VALUE, line.next(NOW + 10), "the journal is waited for, not the clock");
        read(late, 10);
        assertEquals(List.of(late), line.due(NOW + 10, 10));
    }

    @Test
    void oneThatComesLaterThanThoseBehindItWereReadIsReadAtItsTime() {
        DelayedEntry behind = waits(NOW + 30);
        read(line.unread(NOW).get(0), 10);
        DelayedEntry before = waits(NOW + 20);
        assertFalse(line.isDue(NOW + 500));
        assertEquals(List.of(before), line.unread(NOW + 20));
        read(before, 10);
        assertEquals(List.of(before, behind), line.due(NOW + 500, 10));
    }

    @Test
    void whatCannotBeReadIsAtHandAndHoldsNobodyUp() {
        DelayedEntry damaged = waits(NOW);
        DelayedEntry whole = waits(NOW + 1);
        line.unread(NOW).forEach(entry -> entry.reading = false);
        line.read(damaged, CompletableFuture.failedFuture(new IllegalStateException("damaged")));
        read(whole, 10);
        assertNull(damaged.message());
        assertEquals(List.of(damaged, whole), line.due(NOW + 1, 10));
    }

    @Test
    void oneThatIsPutOffIsReadAgain() {
        DelayedEntry first = waits(NOW);
        DelayedEntry second = waits(NOW + 1);
        line.unread(NOW).forEach(entry -> read(entry, 10));
        assertEquals(List.of(first), line.due(NOW, 10));
        ahead.bytes(-first.forget());
        line.postpone(first, NOW + 10);
        assertEquals(List.of(second), line.due(NOW + 10, 10));
        assertEquals(List.of(first), line.unread(NOW + 10));
        read(first, 10);
        assertEquals(List.of(first), line.due(NOW + 10, 10));
    }
}
