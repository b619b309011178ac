package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Message;
import io.parley.engine.Batch;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.Op;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboxTest {

    private final Fixture parley = new Fixture();
    private long holds;

    @AfterEach
    void close() {
        parley.close();
    }

    /** A client: what reaches it. */
    private final class Client {

        private final BlockingQueue<Outbound> got = new LinkedBlockingQueue<>();
        private final Inboxes.Link link;

        Client(boolean durable, int window) {
            this(++holds, durable, window);
        }

        Client(long hold, boolean durable, int window) {
            link = parley.messaging.attach("s", hold, durable, window, batch -> got.addAll(batch));
        }

        Outbound next() throws InterruptedException {
            Outbound outbound = got.poll(10, TimeUnit.SECONDS);
            assertNotNull(outbound, "nothing delivered");
            return outbound;
        }

        Outbound.Deliver message() throws InterruptedException {
            return assertInstanceOf(Outbound.Deliver.class, next());
        }

        List<String> texts(int count) throws InterruptedException {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                texts.add(text(message()));
            }
            return texts;
        }

        void nothingMore() {
            parley.settle();
            assertNull(got.poll());
        }
    }

    private static String text(Outbound.Deliver delivered) {
        return Collected.text(delivered.message());
    }

    private void resume() {
        get(parley.engine.batch().add(new SessionOp.Resumed("s", 60)).commit());
    }

    private void fill(int count, Guarantee guarantee) {
        for (int i = 0; i < count; i++) {
            parley.append("s", "m" + i, guarantee, true);
        }
    }

    @Test
    void sendsNoMoreThanTheWindowAndGoesOnWithEachAcknowledgement() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 2);
        fill(4, Guarantee.AT_LEAST_ONCE);
        Outbound.Deliver first = client.message();
        assertEquals(0, first.sequence());
        assertFalse(first.redelivered());
        assertEquals("m1", text(client.message()));
        client.nothingMore();
        client.link.acknowledge(0);
        assertEquals("m2", text(client.message()));
        client.nothingMore();
    }

    @Test
    void sendsAgainWhatWasNotAcknowledgedAndSaysSo() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        fill(3, Guarantee.AT_LEAST_ONCE);
        client.texts(3);
        client.link.acknowledge(1);
        client.link.close();
        fill(1, Guarantee.AT_LEAST_ONCE);
        Client again = new Client(true, 10);
        Outbound.Deliver first = again.message();
        assertEquals(List.of(0L, true), List.of(first.sequence(), first.redelivered()));
        assertEquals(2, again.message().sequence());
        Outbound.Deliver fresh = again.message();
        assertEquals(List.of(3L, false), List.of(fresh.sequence(), fresh.redelivered()));
    }

    @Test
    void keepsSequencesOverACrashAndFlagsWhatMayHaveBeenSeen() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        fill(3, Guarantee.AT_LEAST_ONCE);
        client.texts(3);
        client.link.acknowledge(0);
        parley.settle();
        parley.crash();
        Client again = new Client(true, 10);
        Outbound.Deliver first = again.message();
        assertEquals(List.of(1L, true), List.of(first.sequence(), first.redelivered()));
        assertEquals(2, again.message().sequence());
        parley.append("s", "new", Guarantee.AT_LEAST_ONCE, true);
        Outbound.Deliver fresh = again.message();
        assertEquals(List.of(3L, false), List.of(fresh.sequence(), fresh.redelivered()));
    }

    @Test
    void whatCameWhileDetachedIsNotFlaggedAfterACrash() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 1);
        fill(1, Guarantee.AT_LEAST_ONCE);
        client.texts(1);
        client.link.close();
        parley.settle();
        get(parley.engine.batch().add(new SessionOp.Detached("s", 1, 60)).commit());
        parley.append("s", "later", Guarantee.AT_LEAST_ONCE, true);
        parley.engine.checkpoint();
        parley.crash();
        resume();
        Client again = new Client(true, 10);
        assertTrue(again.message().redelivered());
        assertFalse(again.message().redelivered());
    }

    @Test
    void whatAClientMayHaveSeenThatDiedWithTheProcessIsFlaggedAfterTwoCrashes() throws Exception {
        twoAreSeenByOneThatDiesWithTheProcess();
        get(parley.engine.batch().add(new SessionOp.Detached("s", 1, 60, true)).commit());
        thoseTwoAreFlaggedAfterTheNextCrash();
    }

    /** The next holder came at once, got less than the one that died, and left: what the journal says then is all there is after a second crash. */
    @Test
    void whatAClientMayHaveSeenThatDiedIsFlaggedAlsoWhenTheNextOneGotLess() throws Exception {
        twoAreSeenByOneThatDiesWithTheProcess();
        get(parley.engine
                .batch()
                .add(new SessionOp.Detached("s", 1, 60, true))
                .add(new SessionOp.Resumed("s", 60))
                .commit());
        Client next = new Client(true, 1);
        next.texts(1);
        next.link.close();
        get(parley.engine.batch().add(new SessionOp.Detached("s", 2, 60)).commit());
        thoseTwoAreFlaggedAfterTheNextCrash();
    }

    /** The client learns of it a moment later: what comes in between would be on the journal behind the moment up to which it may have got things. */
    @Test
    void fromTheMomentItsSessionLeavesAClientGetsNothingMore() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        fill(2, Guarantee.AT_LEAST_ONCE);
        client.texts(2);
        get(parley.engine
                .batch()
                .add(new SessionOp.Leaving("s", "move", "peer"))
                .add(new SessionOp.Detached("s", 1, 60))
                .commit());
        parley.append("s", "later", Guarantee.AT_LEAST_ONCE, true);
        client.nothingMore();
        client.link.acknowledge(0);
        parley.settle();
        parley.crash();
        get(parley.engine
                .batch()
                .add(new SessionOp.Stayed("s", "move"))
                .add(new SessionOp.Resumed("s", 60))
                .commit());
        Client again = new Client(true, 10);
        assertEquals("m1 again", words(again.message()));
        assertEquals("later", words(again.message()));
    }

    @Test
    void whoConsumesTheInboxOfASessionThatStaysGoesOn() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        get(parley.engine
                .batch()
                .add(new SessionOp.Leaving("s", "move", "peer"))
                .commit());
        fill(1, Guarantee.AT_LEAST_ONCE);
        client.nothingMore();
        get(parley.engine.batch().add(new SessionOp.Stayed("s", "move")).commit());
        assertEquals("m0", words(client.message()));
    }

    /** A holder is told that it has the session, and connects later: by then others may have it. */
    @Test
    void aHolderThatConnectsTooLateGetsNothing() throws Exception {
        parley.openSession("s", true);
        fill(1, Guarantee.AT_LEAST_ONCE);
        resume();
        Client newer = new Client(2, true, 10);
        assertEquals("m0", words(newer.message()));
        new Client(1, true, 10).nothingMore();
        parley.append("s", "later", Guarantee.AT_LEAST_ONCE, true);
        assertEquals("later", words(newer.message()));
        newer.link.close();
        get(parley.engine.batch().add(new SessionOp.Detached("s", 1, 60)).commit());
        new Client(3, true, 10).nothingMore();
    }

    /** When the process dies just behind the moment in which it is stored that there is no client, it is known what the client has got. */
    @Test
    void whatAClientHasGotIsStoredBeforeItIsStoredThatItHasLeft() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        fill(1, Guarantee.AT_LEAST_ONCE);
        client.texts(1);
        CountDownLatch release = parley.holdUp("s");
        client.link.close();
        parley.engine
                .shards()
                .of("s")
                .execute(() -> parley.engine
                        .batch()
                        .add(new SessionOp.Detached("s", 1, 60))
                        .commit());
        release.countDown();
        parley.settle();
        List<Op> ops = new ArrayList<>();
        try (JournalReader reader = parley.journal.reader(parley.journal.begin())) {
            while (reader.next()) {
                ops.addAll(BatchRecord.decode(reader.data()).ops());
            }
        }
        assertEquals(
                List.of(new InboxOp.Sent("s", 1), new SessionOp.Detached("s", 1, 60)),
                ops.subList(ops.size() - 2, ops.size()));
    }

    private static String words(Outbound.Deliver delivered) {
        return text(delivered) + (delivered.redelivered() ? " again" : "");
    }

    private void twoAreSeenByOneThatDiesWithTheProcess() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        fill(2, Guarantee.AT_LEAST_ONCE);
        client.texts(2);
        parley.settle();
        parley.crash();
    }

    /** And what comes before it is not. */
    private void thoseTwoAreFlaggedAfterTheNextCrash() throws Exception {
        parley.append("s", "later", Guarantee.AT_LEAST_ONCE, true);
        parley.settle();
        parley.crash();
        resume();
        Client again = new Client(true, 10);
        assertTrue(again.message().redelivered());
        assertTrue(again.message().redelivered());
        assertFalse(again.message().redelivered());
    }

    @Test
    void exactlyOnceIsReleasedAndNeverSentTwice() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        fill(2, Guarantee.EXACTLY_ONCE);
        client.texts(2);
        client.link.received(0);
        assertEquals(new Outbound.Release(0), client.next());
        parley.crash();
        Client again = new Client(true, 10);
        assertEquals(new Outbound.Release(0), again.next());
        Outbound.Deliver second = again.message();
        assertEquals(List.of(1L, true), List.of(second.sequence(), second.redelivered()));
        again.link.acknowledge(0);
        parley.settle();
        parley.engine.checkpoint();
        parley.crash();
        assertEquals(1, new Client(true, 10).message().sequence());
    }

    @Test
    void aReceivedStateThatOnlyTheViewHasIsKept() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        fill(1, Guarantee.EXACTLY_ONCE);
        client.texts(1);
        parley.engine.checkpoint();
        client.link.received(0);
        client.next();
        parley.engine.checkpoint();
        parley.crash();
        assertEquals(new Outbound.Release(0), new Client(true, 10).next());
    }

    @Test
    void withoutGuaranteeOnlyAConnectedClientGetsIt() throws Exception {
        parley.openSession("s", true);
        parley.append("s", "nobody there", Guarantee.AT_MOST_ONCE, false);
        Client client = new Client(true, 1);
        parley.append("s", "there", Guarantee.AT_MOST_ONCE, false);
        assertEquals("there", text(client.message()));
    }

    @Test
    void aClientThatTakesNothingLosesOnlyWhatHasNoGuarantee() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        client.link.writable(false);
        parley.append("s", "kept", Guarantee.AT_LEAST_ONCE, true);
        for (int i = 0; i < 10_050; i++) {
            parley.append("s", "q0", Guarantee.AT_MOST_ONCE, false);
        }
        client.nothingMore();
        client.link.writable(true);
        parley.settle();
        assertEquals(10_001, client.got.size());
        assertEquals(50, parley.status().sessions(10).get(0).dropped());
        assertTrue(
                client.got.stream().anyMatch(one -> text((Outbound.Deliver) one).equals("kept")));
    }

    @Test
    void aFullInboxDropsTheOldestThatWasNotSent() throws Exception {
        parley.limits = new InboxLimits(3, true);
        parley.openSession("s", true);
        // All at once: the second one too many comes before the drop for the first is on the journal.
        Batch batch = parley.engine.batch();
        for (int i = 0; i < 5; i++) {
            Message message = Message.to(Address.topic("t")).payload("m" + i).build();
            int place = batch.add(message, StoredMessage.plain(message));
            batch.add(new InboxOp.Append("s", place, Guarantee.AT_LEAST_ONCE, false, true));
        }
        get(batch.commit());
        parley.settle();
        assertEquals(List.of("m2", "m3", "m4"), new Client(true, 10).texts(3));
        parley.crash();
        assertEquals(List.of("m2", "m3", "m4"), new Client(true, 10).texts(3));
    }

    @Test
    void identifiersAndTheRetainedMarkStayWithTheMessage() throws Exception {
        parley.openSession("s", true);
        Batch batch = parley.engine.batch();
        Message message = Message.to(Address.topic("t")).payload("m").build();
        int place = batch.add(message, StoredMessage.plain(message));
        batch.add(new InboxOp.Append("s", place, Guarantee.AT_LEAST_ONCE, true, List.of(3, 268_435_455), true));
        batch.add(new InboxOp.Append("s", place, Guarantee.AT_MOST_ONCE, false, List.of(9), false));
        Client first = new Client(true, 10);
        get(batch.commit());
        List<List<Integer>> identifiers =
                List.of(first.message().subscriptions(), first.message().subscriptions());
        assertTrue(identifiers.contains(List.of(9)), "" + identifiers);
        parley.crash();
        Outbound.Deliver again = new Client(true, 10).message();
        assertEquals(List.of(3, 268_435_455), again.subscriptions());
        assertTrue(again.retained());
        parley.engine.checkpoint();
        parley.crash();
        assertEquals(List.of(3, 268_435_455), new Client(true, 10).message().subscriptions(), "from the view");
    }

    @Test
    void whatExpiresWhileTheConnectionTakesNothingIsNotDelivered() throws Exception {
        parley.openSession("s", true);
        Client client = new Client(true, 10);
        client.link.writable(false);
        Message message = Message.to(Address.topic("t"))
                .payload("old")
                .expiresAtMillis(parley.timers.now() + 1_000)
                .build();
        for (Guarantee guarantee : List.of(Guarantee.AT_MOST_ONCE, Guarantee.AT_LEAST_ONCE)) {
            Batch batch = parley.engine.batch();
            int place = batch.add(message, StoredMessage.plain(message));
            get(batch.add(new InboxOp.Append("s", place, guarantee, false, guarantee == Guarantee.AT_LEAST_ONCE))
                    .commit());
        }
        parley.settle();
        parley.timers.advance(Duration.ofSeconds(2));
        client.link.writable(true);
        parley.settle();
        client.nothingMore();
        assertEquals(2, parley.status().sessions(10).get(0).dropped());
    }

    @Test
    void aClosedSessionLeavesNothingBehind() throws Exception {
        parley.openSession("s", true);
        fill(3, Guarantee.AT_LEAST_ONCE);
        parley.engine.checkpoint();
        get(parley.engine.batch().add(new SessionOp.Closed("s", true)).commit());
        parley.openSession("s", true);
        parley.append("s", "of the new one", Guarantee.AT_LEAST_ONCE, true);
        parley.engine.checkpoint();
        parley.crash();
        Client client = new Client(true, 10);
        Outbound.Deliver only = client.message();
        assertEquals(List.of("of the new one", 0L), List.of(text(only), only.sequence()));
        client.nothingMore();
    }

    /** A client whose session ends and begins anew leaves behind that: what it had got is written down after the end. */
    @Test
    void whatWasSentToAnEndedSessionIsNotFlaggedInANewOne() throws Exception {
        parley.openSession("s", true);
        fill(3, Guarantee.AT_LEAST_ONCE);
        get(parley.engine.batch().add(new SessionOp.Closed("s", true)).commit());
        parley.openSession("s", true);
        get(parley.engine.batch().add(new InboxOp.Sent("s", 3)).commit());
        Client client = new Client(true, 10);
        parley.append("s", "of the new one", Guarantee.AT_LEAST_ONCE, true);
        Outbound.Deliver first = client.message();
        assertEquals(List.of("of the new one", 0L, false), List.of(text(first), first.sequence(), first.redelivered()));
    }

    /** The journal refuses an acknowledgement; when it is tried again, another session has the name. */
    @Test
    void whatWasAcknowledgedInAnEndedSessionIsNotRemovedFromANewOne() throws Exception {
        parley.openSession("s", true);
        fill(1, Guarantee.AT_LEAST_ONCE);
        Client before = new Client(true, 10);
        before.texts(1);
        parley.journal.refuse("No space left on device");
        before.link.acknowledge(0);
        parley.settle();
        parley.journal.resume();
        get(parley.engine.batch().add(new SessionOp.Closed("s", true)).commit());
        parley.openSession("s", true);
        parley.append("s", "of the new one", Guarantee.AT_LEAST_ONCE, true);
        parley.timers.advance(Duration.ofSeconds(2));
        parley.settle();
        parley.append("s", "behind it", Guarantee.AT_LEAST_ONCE, true);
        Client after = new Client(true, 10);
        assertEquals(List.of("of the new one", "behind it"), after.texts(2));
    }

    @Test
    void anInboxCanBeConsumedInProcess() throws Exception {
        parley.openSession("s", true);
        fill(3, Guarantee.EXACTLY_ONCE);
        Collected consumer =
                parley.consume(Address.session("s"), ConsumeOptions.DEFAULT).request(2);
        var first = consumer.next();
        consumer.next();
        parley.settle();
        consumer.nothingMore();
        get(first.ack());
        consumer.request(1);
        assertEquals("m2", Collected.text(consumer.next()));
        parley.crash();
        assertEquals(
                "m1",
                Collected.text(parley.consume(Address.session("s"), ConsumeOptions.DEFAULT)
                        .request(1)
                        .next()));
    }

    @Test
    void aTransientSessionsMessagesNeverReachTheJournal() throws Exception {
        parley.openSession("s", false);
        long end = parley.journal.end();
        Client client = new Client(false, 10);
        for (int i = 0; i < 10; i++) {
            parley.append("s", "m" + i, Guarantee.EXACTLY_ONCE, false);
            client.message();
            client.link.received(i);
            assertEquals(new Outbound.Release(i), client.next());
            client.link.acknowledge(i);
        }
        parley.settle();
        assertEquals(end, parley.journal.end());
        assertEquals(0, parley.engine.messages().residentBytes());
    }
}
