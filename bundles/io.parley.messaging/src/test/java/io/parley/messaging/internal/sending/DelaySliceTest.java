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
    private final DelayPages pages = new DelayPages();
    private final DelaySlice slice = new DelaySlice(new References(), table, NARROW, ahead, pages);
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
        slice.add(entry, NOW);
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
            add(NOW + DelayResidence.AHEAD_MILLIS - i % 50);
        }
        write(collect());
        while (slice.letGo(NOW)) {}
        assertEquals(100, slice.resident());
        slice.collected();
        while (slice.letGo(NOW - 10_000)) {}
        assertEquals(NARROW.page(), slice.resident());
        assertNotEquals(null, slice.wanted(NOW), "as they are due soon");
    }

    /** What is packed, and so not seen by name, but when it is due. */
    private static final long LATER = NOW + DelayResidence.PACKED_MILLIS + 1;

    private List<Long> sentOn(long now) throws JournalException {
        List<Long> times = new ArrayList<>();
        while (slice.unpack(now)) {}
        for (boolean more = true; more; ) {
            Due from = slice.wanted(now);
            if (from != null) {
                slice.paged(table.page(view, from, slice.page()));
            }
            slice.unread(now).forEach(one -> {
                one.reading = false;
                slice.read(one, one.ref, message());
            });
            List<DelayedEntry> due = slice.due(now, 1_000);
            due.forEach(one -> {
                times.add(one.dueAt());
                slice.remove(one.name(), true);
            });
            more = from != null || !due.isEmpty();
        }
        return times;
    }

    @Test
    void whatComesLongBeforeItsTimeIsPackedUntilTheViewHasItAlone() throws JournalException {
        add(LATER - 1);
        DelayedEntry packed = add(LATER);
        assertEquals(2, slice.size());
        assertEquals(2, slice.resident());
        assertTrue(!slice.has(packed), "nothing is to be there but its row");
        write(collect());
        assertEquals(2, inView().size());
        assertEquals(2, table.count(view));
        while (slice.letGo(NOW)) {}
        assertEquals(1, slice.resident());
        assertEquals(2, slice.size());
        assertEquals(List.of(LATER - 1, LATER), sentOn(LATER));
        assertEquals(0, slice.size());
    }

    @Test
    void whatIsPackedIsSentOnInTimeThoughTheViewNeverShowsIt() throws JournalException {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            add(LATER + i * 37 % 1_000 * 10);
            times.add(LATER + i * 10);
        }
        ViewChanges collected = collect();
        add(LATER + 5);
        times.add(1, LATER + 5);
        assertEquals(LATER - DelayResidence.UNPACKED_MILLIS, slice.next(NOW));
        assertTrue(!slice.unpack(LATER - DelayResidence.UNPACKED_MILLIS - 1));
        assertEquals(List.of(), slice.due(LATER + 10_000, 1_000));
        List<Long> first = sentOn(LATER + 4_000);
        assertEquals(times.subList(0, 402), first);
        assertEquals(1_001 - 402, slice.size());
        write(collected);
        assertEquals(times.subList(402, 1_001), sentOn(LATER + 10_000));
        assertEquals(0, slice.size());
        write(collect());
        assertEquals(List.of(), inView());
        assertEquals(0, table.count(view));
    }

    @Test
    void whatIsPackedIsCancelledBeforeAndAfterItIsCollected() throws JournalException {
        DelayedEntry first = add(LATER);
        DelayedEntry second = add(LATER + 1);
        DelayedEntry third = add(LATER + 2);
        assertTrue(slice.remove(first.name(), true));
        assertTrue(!slice.remove(first.name(), true));
        ViewChanges collected = collect();
        String prefix = second.name().substring(0, second.name().length() - DelayedEntry.ORDER);
        List<DelayedEntry> found = slice.find(prefix);
        assertEquals(1, found.size());
        assertEquals(second.name(), found.get(0).name());
        assertTrue(slice.remove(second.name(), true));
        assertEquals(List.of(), slice.find(prefix));
        write(collected);
        assertEquals(2, inView().size(), "as it was when that was collected");
        assertEquals(1, slice.size());
        write(collect());
        assertEquals(List.of(third.ref.position()), inView());
        assertEquals(1, table.count(view));
    }

    @Test
    void whatIsPackedIsCopiedForwardWhereverItIs() throws JournalException {
        DelayedEntry first = add(LATER);
        DelayedEntry second = add(LATER + 1);
        slice.moved(first.name(), new MessageRef(1_000, 0));
        ViewChanges collected = collect();
        slice.moved(second.name(), new MessageRef(1_001, 0));
        write(collected);
        assertEquals(List.of(1_000L, second.ref.position()), inView());
        write(collect());
        assertEquals(List.of(1_000L, 1_001L), inView());
        assertEquals(2, slice.size());
        assertEquals(List.of(LATER, LATER + 1), sentOn(LATER + 1));
    }

    @Test
    void whatTheViewHasAloneIsSentOnBeforeWhatIsInMemoryAndDueLater() throws JournalException {
        for (int i = 0; i < 10; i++) {
            add(LATER + i * 1_000);
        }
        write(collect());
        while (slice.letGo(NOW)) {}
        assertEquals(0, slice.resident());
        // They are in memory, and not packed, as they come late.
        for (int i = 0; i < 10; i++) {
            DelayedEntry entry = new DelayedEntry(
                    new SendingOp.Delayed(
                            DelayedEntry.name(
                                    Message.to(Address.queue("q")).payload("x").build()),
                            0,
                            "p",
                            "",
                            Guarantee.AT_LEAST_ONCE,
                            false,
                            LATER + i * 1_000 + 500,
                            true),
                    new MessageRef(++position, 0));
            slice.add(entry, LATER);
        }
        DelayedEntry packed = new DelayedEntry(
                new SendingOp.Delayed(
                        DelayedEntry.name(
                                Message.to(Address.queue("q")).payload("x").build()),
                        0,
                        "p",
                        "",
                        Guarantee.AT_LEAST_ONCE,
                        false,
                        LATER + 250,
                        true),
                new MessageRef(++position, 0));
        slice.add(packed, NOW);
        write(collect());
        List<Long> times = new ArrayList<>(List.of(LATER, LATER + 250));
        for (long at = LATER + 500; at < LATER + 10_000; at += 500) {
            times.add(at);
        }
        assertEquals(times, sentOn(LATER + 9_500));
        assertEquals(0, slice.size());
    }

    @Test
    void theirArraysAreUsedAgainWhenTheViewHasThemAndNotBefore() throws JournalException {
        DelayedEntry gone = add(NOW + 1);
        write(collect());
        assertEquals(0, pages.idle());
        slice.remove(gone.name(), true);
        DelayedEntry packed = add(LATER);
        ViewChanges collected = collect();
        assertEquals(0, pages.idle());
        DelayedEntry other = add(LATER + 1);
        write(collected);
        assertEquals(2, pages.idle());
        assertEquals(List.of(packed.ref.position()), inView());
        write(collect());
        assertEquals(3, pages.idle());
        assertEquals(List.of(packed.ref.position(), other.ref.position()), inView());
        List<DelayedEntry> more = List.of(add(LATER + 2), add(LATER + 3));
        assertEquals(2, pages.idle());
        write(collect());
        assertEquals(4, inView().size());
        assertEquals(more.get(1).ref.position(), inView().get(3));
    }
}
