package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.Op;
import io.parley.engine.op.SessionOp;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a client may have got before is marked when it is sent again, and nothing else is: whatever ended, and whoever died or came meanwhile. */
class InboxMarksTest extends InboxTests {

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
}
