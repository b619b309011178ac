package io.parley.messaging.internal.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.MessageRef;
import io.parley.engine.References;
import io.parley.engine.op.SendingOp;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import io.parley.testkit.MemoryView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one shard tells the view of messages that wait, and what it leaves to it. */
@Timeout(10)
class DelaySliceTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final DelayResidence NARROW = new DelayResidence(8, 4, 16, 32, 64, 1 << 20);

    private final MemoryView view = new MemoryView();
    private final DelayTable table = new DelayTable(0);
    private final Ahead ahead = new Ahead(NARROW);
    private final DelaySlice slice = new DelaySlice(new References(), table, NARROW, ahead);
    private long position;

    @BeforeEach
    void load() throws JournalException {
        slice.load(view);
    }

    private DelayedEntry add(long at) {
        String name =
                DelayedEntry.name(Message.to(Address.queue("q")).payload("x").build());
        DelayedEntry entry = new DelayedEntry(
                new SendingOp.Delayed(name, 0, "p", "", Guarantee.AT_LEAST_ONCE, false, at, true),
                new MessageRef(++position, 0));
        slice.add(entry);
        return entry;
    }

    private ViewChanges collect() {
        ViewChanges changes = new ViewChanges();
        slice.collect(changes);
        return changes;
    }

    private void write(ViewChanges changes) throws JournalException {
        view.write(changes, ++position);
        slice.collected();
    }

    private List<Long> inView() throws JournalException {
        List<Long> positions = new ArrayList<>();
        table.each(view, one -> positions.add(one.ref.position()));
        return positions;
    }

    @Test
    void theViewShowsWhatWasThereWhenItWasCollectedAndNotWhatCameAfterwards() throws JournalException {
        DelayedEntry stays = add(NOW + 10_000);
        DelayedEntry goes = add(NOW + 20_000);
        DelayedEntry moves = add(NOW + 30_000);
        List<Long> before = List.of(stays.ref.position(), goes.ref.position(), moves.ref.position());
        ViewChanges changes = collect();
        slice.remove(goes.name(), true);
        slice.moved(moves.name(), new MessageRef(1_000, 0));
        add(NOW + 40_000);
        write(changes);
        assertEquals(before, inView());
        assertEquals(3, table.count(view));
        write(collect());
        assertEquals(List.of(before.get(0), 1_000L, position - 2), inView());
        assertEquals(3, table.count(view));
    }

    @Test
    void theViewNeverHearsOfWhatCameAndWentMeanwhile() {
        DelayedEntry entry = add(NOW + 10_000);
        slice.remove(entry.name(), true);
        assertEquals(List.of(), collect().changes());
    }

    @Test
    void theViewHearsOfTheEndOfWhatItWasToldBeforeItShowsIt() throws JournalException {
        DelayedEntry entry = add(NOW + 10_000);
        ViewChanges first = collect();
        slice.remove(entry.name(), true);
        write(first.addAll(collect()));
        assertEquals(List.of(), inView());
    }

    @Test
    void whatIsNotNeededSoonIsLeftToTheViewLittleByLittle() throws JournalException {
        for (int i = 0; i < 1_000; i++) {
            add(NOW + 10_000 + i * 7 % 1_000);
        }
        write(collect());
        int steps = 0;
        for (boolean more = true; more; steps++) {
            int before = slice.resident();
            int generation = slice.generation();
            more = slice.letGo(NOW);
            assertTrue(before - slice.resident() <= 256, "at once: " + (before - slice.resident()));
            assertTrue(!more || generation != slice.generation(), "a page that was read meanwhile is no use");
            add(NOW + 10_500);
        }
        assertTrue(steps > 3);
        assertTrue(slice.resident() <= NARROW.page() + 2 * steps, "what came meanwhile: " + slice.resident());
        assertEquals(1_000 + steps, slice.size());
        write(collect());
        while (slice.letGo(NOW)) {}
        assertTrue(slice.resident() <= NARROW.many(), "left: " + slice.resident());
        List<Long> times = new ArrayList<>();
        for (Due from; (from = slice.wanted(NOW + 20_000)) != null; ) {
            assertEquals(0, slice.paged(table.page(view, from, slice.page())));
            slice.unread(NOW + 20_000).forEach(one -> {
                one.reading = false;
                slice.read(one, one.ref, message());
            });
            for (DelayedEntry one : slice.due(NOW + 20_000, 1_000)) {
                times.add(one.dueAt());
                slice.remove(one.name(), true);
            }
        }
        assertEquals(1_000 + steps, times.size());
        assertEquals(times.stream().sorted().toList(), times);
        assertEquals(0, slice.size());
    }

    private static CompletableFuture<Message> message() {
        return CompletableFuture.completedFuture(
                Message.to(Address.queue("q")).payload("x").build());
    }

    @Test
    void whatIsCancelledWhileItIsReadTakesNoRoom() {
        DelayedEntry read = add(NOW + 10);
        DelayedEntry reading = add(NOW + 20);
        assertEquals(List.of(read, reading), slice.unread(NOW));
        slice.read(read, read.ref, message());
        assertTrue(ahead.bytes() > 0);
        slice.remove(read.name(), true);
        slice.remove(reading.name(), true);
        slice.read(reading, reading.ref, message());
        assertEquals(0, ahead.bytes());
        assertEquals(List.of(), slice.due(NOW + 20, 10));
    }

    @Test
    void whatIsCopiedForwardWhileItIsReadIsReadAnew() {
        DelayedEntry entry = add(NOW + 10);
        MessageRef before = entry.ref;
        assertEquals(List.of(entry), slice.unread(NOW));
        slice.moved(entry.name(), new MessageRef(1_000, 0));
        slice.read(entry, before, CompletableFuture.failedFuture(new IllegalStateException("trimmed")));
        assertEquals(List.of(), slice.due(NOW + 10, 10));
        assertEquals(List.of(entry), slice.unread(NOW + 10));
        slice.read(entry, entry.ref, message());
        assertEquals(List.of(entry), slice.due(NOW + 10, 10));
    }

    @Test
    void whatItsSuccessorSendsOnIsNotCommittedForIt() {
        StillWaits waits = new StillWaits(slice, List.of(add(NOW + 10), add(NOW + 20)));
        waits.reserve();
        waits.end(false);
        slice.end();
        assertEquals(
                Reason.UNAVAILABLE,
                assertThrows(RefusedException.class, waits::reserve).reason());
    }

    @Test
    void whatIsDueSoonStaysHoweverMuchThatIs() throws JournalException {
        for (int i = 0; i < 100; i++) {
            add(NOW + 10 + i);
        }
        write(collect());
        while (slice.letGo(NOW)) {}
        assertEquals(100, slice.resident());
        slice.collected();
        while (slice.letGo(NOW - 10_000)) {}
        assertEquals(NARROW.page(), slice.resident());
        assertNotEquals(null, slice.wanted(NOW), "as they are due soon");
    }
}
