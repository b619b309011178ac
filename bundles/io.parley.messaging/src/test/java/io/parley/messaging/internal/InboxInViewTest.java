package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.op.SessionOp;
import io.parley.engine.status.Status;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.metrics.Metric;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Inboxes of which the view alone knows, since nothing has happened with them since the start. */
@Timeout(60)
class InboxInViewTest {

    private static final String HEADS = EntryTable.INBOXES.heads();
    private static final String ENTRIES = EntryTable.INBOXES.entries();

    private final Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    private void open(String session, int messages) {
        parley.openSession(session, true);
        detach(session);
        for (int i = 0; i < messages; i++) {
            parley.append(session, "m" + i, Guarantee.AT_LEAST_ONCE, true);
        }
    }

    private void detach(String session) {
        get(parley.engine.batch().add(new SessionOp.Detached(session, 1, 60)).commit());
        parley.settle();
    }

    private void end(String session) {
        get(parley.engine.batch().add(new SessionOp.Closed(session, true)).commit());
        parley.settle();
    }

    private void checkpoint() {
        parley.engine.checkpoint();
        parley.settle();
    }

    /** All that there is is in the view, and nothing was looked at. */
    private void restart() {
        checkpoint();
        parley.crash();
        parley.view.looked(HEADS);
        parley.view.looked(ENTRIES);
    }

    private boolean there(String session) {
        return parley.messaging.inbox(session).isPresent();
    }

    private long inMemory() {
        long[] count = {0};
        parley.messaging.ask(home -> {
            home.inboxes().forEach(inbox -> count[0]++);
            return List.of();
        });
        return count[0];
    }

    private List<Outbound.Deliver> receive(String session, int messages) throws InterruptedException {
        BlockingQueue<Outbound> got = new LinkedBlockingQueue<>();
        Inboxes.Link link = parley.messaging.attachNobody(session, 100, got::addAll);
        List<Outbound.Deliver> all = Stream.generate(() -> poll(got))
                .limit(messages)
                .map(one -> assertInstanceOf(Outbound.Deliver.class, one))
                .toList();
        link.close();
        parley.settle();
        assertTrue(got.isEmpty(), "more than " + messages);
        return all;
    }

    private static Outbound poll(BlockingQueue<Outbound> got) {
        try {
            Outbound one = got.poll(10, TimeUnit.SECONDS);
            assertNotNull(one, "nothing delivered");
            return one;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(List<Outbound.Deliver> delivered) {
        return delivered.stream().map(one -> Collected.text(one.message())).toList();
    }

    private long figure(String title) {
        return new MessagingMetrics(parley.pipeline, parley.messaging)
                .metrics().stream()
                        .filter(metric -> metric.title().equals(title))
                        .map(Metric::readings)
                        .mapToLong(readings -> (long) readings.get(0).sum())
                        .sum();
    }

    @Test
    void aStartReadsNoInboxAndKnowsHowManyMessagesWait() {
        for (int i = 0; i < 50; i++) {
            open("s" + i, i % 3);
        }
        checkpoint();
        parley.view.looked(HEADS);
        parley.view.looked(ENTRIES);
        parley.crash();
        assertEquals(0, parley.view.looked(HEADS));
        assertEquals(0, parley.view.looked(ENTRIES));
        assertEquals(0, inMemory());
        assertEquals(49, figure("inbox.messages"));
        assertEquals(49, figure("messaging.stored"));

        end("s2");
        parley.append("s0", "more", Guarantee.AT_LEAST_ONCE, true);
        assertEquals(48, figure("inbox.messages"));
        checkpoint();
        parley.crash();
        assertEquals(48, figure("inbox.messages"));
        parley.append("s1", "in the journal alone", Guarantee.AT_LEAST_ONCE, true);
        parley.crash();
        assertEquals(49, figure("inbox.messages"));
    }

    @Test
    void aViewThatDoesNotSayHowManyWaitIsCountedOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            open("s" + i, 2);
        }
        checkpoint();
        ViewChanges forgotten = new ViewChanges();
        parley.view.scan("inbox.count", new byte[0], null, (key, row) -> {
            forgotten.delete("inbox.count", key);
            return true;
        });
        parley.view.write(forgotten, parley.view.position());
        parley.crash();
        assertEquals(40, figure("inbox.messages"));
        open("more", 1);
        checkpoint();
        parley.view.looked(HEADS);
        parley.crash();
        assertEquals(0, parley.view.looked(HEADS));
        assertEquals(41, figure("inbox.messages"));
    }

    @Test
    void aMessageDirectlyAfterTheStartComesBehindThoseThatWait() throws Exception {
        open("s", 3);
        restart();
        get(parley.service.send(Message.to(Address.session("s")).payload("m3").build()));
        parley.append("s", "m4", Guarantee.AT_LEAST_ONCE, true);
        List<Outbound.Deliver> delivered = receive("s", 5);
        assertEquals(List.of("m0", "m1", "m2", "m3", "m4"), texts(delivered));
        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L),
                delivered.stream().map(Outbound.Deliver::sequence).toList());
        assertTrue(delivered.stream().noneMatch(Outbound.Deliver::redelivered));
    }

    @Test
    void whereAnInboxIsIsKnownWithoutItsBeingTakenUp() {
        open("s", 3);
        restart();
        assertEquals(3, get(parley.messaging.position("s")));
        assertEquals(0, get(parley.messaging.position("nobody")));
        assertEquals(0, inMemory());
        parley.view.unreadable = true;
        assertEquals(
                Reason.UNAVAILABLE,
                assertThrows(RefusedException.class, () -> get(parley.messaging.position("s")))
                        .reason());
    }

    @Test
    void whatAClientMayHaveSeenBeforeACrashIsFlaggedAndWhatComesLaterIsNot() throws Exception {
        open("s", 2);
        get(parley.engine.batch().add(new SessionOp.Resumed("s", 60)).commit());
        restart();
        parley.append("s", "m2", Guarantee.AT_LEAST_ONCE, true);
        List<Outbound.Deliver> delivered = receive("s", 3);
        assertEquals(
                List.of(true, true, false),
                delivered.stream().map(Outbound.Deliver::redelivered).toList());
    }

    /** As when this bundle alone was stopped and started, while the client is still there. */
    @Test
    void anInboxWhoseClientIsConnectedStaysInMemory() throws Exception {
        open("s", 1);
        get(parley.engine.batch().add(new SessionOp.Resumed("s", 60)).commit());
        restart();
        receive("s", 1);
        checkpoint();
        checkpoint();
        parley.append("s", "m1", Guarantee.AT_LEAST_ONCE, true);
        checkpoint();
        parley.crash();
        assertTrue(receive("s", 2).stream().allMatch(Outbound.Deliver::redelivered));
    }

    /** Nothing was counted, so the view's row would do, if it were not understood as one of a client that was there before the start. */
    @Test
    void whatWaitsForAClientThatHasComeSinceTheStartIsNotFlagged() throws Exception {
        open("s", 1);
        restart();
        get(parley.engine.batch().add(new SessionOp.Resumed("s", 60)).commit());
        checkpoint();
        checkpoint();
        assertEquals(1, inMemory());
        assertFalse(receive("s", 1).get(0).redelivered());
    }

    @Test
    void anInboxThatHasEndedIsNotFoundInAViewThatStillHasIt() throws Exception {
        open("s", 3);
        restart();
        end("s");
        assertFalse(there("s"));
        assertEquals(List.of(), ids());
        parley.openSession("s", true);
        detach("s");
        parley.append("s", "new", Guarantee.AT_LEAST_ONCE, true);
        assertEquals(List.of("s"), ids());
        checkpoint();
        List<Outbound.Deliver> delivered = receive("s", 1);
        assertEquals("new", Collected.text(delivered.get(0).message()));
        assertEquals(0, delivered.get(0).sequence());
        assertFalse(delivered.get(0).redelivered());
        end("s");
        assertFalse(there("s"));
        checkpoint();
        assertFalse(there("s"));
        parley.crash();
        assertFalse(there("s"));
        assertEquals(List.of(), ids());
    }

    @Test
    void anInboxThatEndsWhileTheViewCannotBeWrittenIsNotFoundEither() {
        open("s", 1);
        restart();
        get(parley.engine.batch().add(new SessionOp.Resumed("s", 60)).commit());
        parley.view.writable(0);
        checkpoint();
        end("s");
        checkpoint();
        assertFalse(there("s"));
        // What was collected before the end is written, and the end is not.
        parley.view.writable(1);
        checkpoint();
        assertFalse(there("s"));
        parley.view.writable(Integer.MAX_VALUE);
        checkpoint();
        assertFalse(there("s"));
        assertEquals(0, figure("inbox.messages"));
    }

    @Test
    void anInboxWithWhichNothingWasDoneIsLeftToTheViewAgain() {
        open("s", 2);
        restart();
        get(parley.engine.batch().add(new SessionOp.Resumed("s", 60)).commit());
        detach("s");
        assertEquals(1, inMemory());
        checkpoint();
        assertEquals(0, inMemory());
        assertTrue(there("s"));
        parley.append("s", "counted", Guarantee.AT_LEAST_ONCE, true);
        checkpoint();
        assertEquals(1, inMemory());
        assertEquals(1, parley.status().sessions(1).get(0).in());
    }

    @Test
    void allInboxesAreListedWhereverTheyAreAndAsManyAsAreAskedFor() {
        for (int i = 0; i < 30; i++) {
            open("s" + i, 1);
        }
        restart();
        for (int i = 0; i < 10; i++) {
            parley.append("s" + i, "more", Guarantee.AT_LEAST_ONCE, true);
        }
        end("s29");
        List<Status.Session> all = parley.status().sessions(100);
        assertEquals(
                Stream.iterate(0, i -> i + 1).limit(29).collect(Collectors.toMap(i -> "s" + i, i -> i < 10 ? 2L : 1L)),
                all.stream().collect(Collectors.toMap(Status.Session::id, Status.Session::inbox)));
        assertEquals(7, parley.status().sessions(7).size());
        assertEquals(0, parley.status().sessions(0).size());
    }

    private List<String> ids() {
        return parley.status().sessions(100).stream().map(Status.Session::id).toList();
    }

    @Test
    void whatCannotBeReadIsRefusedAndThereLater() {
        open("s", 1);
        restart();
        parley.view.unreadable = true;
        CompletableFuture<?> sent = parley.service
                .send(Message.to(Address.session("s")).payload("x").build())
                .toCompletableFuture();
        RefusedException refused = assertThrows(RefusedException.class, () -> get(sent));
        assertEquals(Reason.UNAVAILABLE, refused.reason());
        parley.view.unreadable = false;
        assertTrue(there("s"));
    }
}
