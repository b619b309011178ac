package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Message;
import io.parley.engine.Batch;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest extends InboxTests {

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
