package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.engine.Batch;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inboxes whose entries the view alone has. */
@Timeout(60)
class ParkedInboxTest {

    private static final int MORE_THAN_A_PAGE = 2 * ColdEntries.PAGE + 50;

    private final Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    private final class Client implements AutoCloseable {

        private final String session;
        private final BlockingQueue<Outbound> got = new LinkedBlockingQueue<>();
        private final Inboxes.Link link;

        Client(String session, int window) {
            this.session = session;
            get(parley.engine.batch().add(new SessionOp.Resumed(session, 60)).commit());
            link = parley.messaging.attachNobody(session, window, got::addAll);
        }

        Outbound.Deliver next() throws InterruptedException {
            Outbound outbound = got.poll(10, TimeUnit.SECONDS);
            assertNotNull(outbound, "nothing delivered");
            return assertInstanceOf(Outbound.Deliver.class, outbound);
        }

        void nothingMore() {
            parley.settle();
            assertNull(got.poll());
        }

        /** Leaves; what it has acknowledged is known by then. */
        @Override
        public void close() {
            link.close();
            parley.settle();
            detach(session);
        }
    }

    private static String text(Outbound.Deliver delivered) {
        return Collected.text(delivered.message());
    }

    private void detach(String session) {
        get(parley.engine.batch().add(new SessionOp.Detached(session, 1, 60)).commit());
        parley.settle();
    }

    private void checkpoint() {
        parley.engine.checkpoint();
        parley.settle();
    }

    private void open(String session, int messages) {
        parley.openSession(session, true);
        detach(session);
        for (int i = 0; i < messages; i++) {
            parley.append(session, "m" + i, Guarantee.AT_LEAST_ONCE, true);
        }
    }

    private boolean parked(String session) {
        return parley.messaging.inbox(session).orElseThrow() instanceof ParkedInbox;
    }

    private long waiting(String session) {
        return parley.status().sessions(100).stream()
                .filter(one -> one.id().equals(session))
                .findFirst()
                .orElseThrow()
                .inbox();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, MORE_THAN_A_PAGE})
    void nothingOfAnInboxStaysInMemoryAndAllOfItComesBackInOrder(int messages) throws Exception {
        open("s", messages);
        checkpoint();
        assertTrue(parked("s"));
        assertEquals(0, parley.engine.messages().residentBytes());
        assertEquals(messages, waiting("s"));
        parley.append("s", "behind", Guarantee.AT_LEAST_ONCE, true);

        Client client = new Client("s", 7);
        for (int i = 0; i < messages; i++) {
            Outbound.Deliver delivered = client.next();
            assertEquals("m" + i, text(delivered));
            assertEquals(i, delivered.sequence());
            assertFalse(delivered.redelivered());
            client.link.acknowledge(i);
        }
        assertEquals("behind", text(client.next()));
        client.link.acknowledge(messages);
        awaitWaiting("s", 0);
        checkpoint();
        assertEquals(0, parley.engine.references());
        client.close();
        checkpoint();
        assertTrue(parked("s"));
    }

    @Test
    void afterARestartEntriesAreNotReadBeforeTheyAreNeeded() throws Exception {
        open("s", MORE_THAN_A_PAGE);
        checkpoint();
        parley.crash();
        assertTrue(parked("s"));
        assertEquals(MORE_THAN_A_PAGE, waiting("s"));

        try (Client client = new Client("s", 10)) {
            for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
                assertEquals("m" + i, text(client.next()));
                client.link.acknowledge(i);
            }
            awaitWaiting("s", 0);
        }
        checkpoint();
        assertEquals(0, parley.engine.references());
    }

    @Test
    void whatWasAcknowledgedSinceTheViewWasWrittenIsNotSentAgainAfterACrash() throws Exception {
        open("s", 10);
        checkpoint();
        try (Client client = new Client("s", 10)) {
            for (int i = 0; i < 10; i++) {
                client.next();
            }
            for (long done : new long[] {0, 4, 9}) {
                client.link.acknowledge(done);
            }
            awaitWaiting("s", 7);
        }
        parley.crash();
        assertEquals(7, waiting("s"));
        checkpoint();
        assertTrue(parked("s"));
        assertEquals(7, parley.engine.references());
        Client again = new Client("s", 10);
        for (long left : new long[] {1, 2, 3, 5, 6, 7, 8}) {
            Outbound.Deliver delivered = again.next();
            assertEquals(left, delivered.sequence());
            assertTrue(delivered.redelivered());
        }
        again.nothingMore();
    }

    @Test
    void aReceivedStateOutlivesParking() throws Exception {
        parley.openSession("s", true);
        parley.append("s", "m0", Guarantee.EXACTLY_ONCE, true);
        parley.append("s", "m1", Guarantee.EXACTLY_ONCE, true);
        try (Client client = new Client("s", 10)) {
            client.next();
            client.next();
            client.link.received(0);
            assertEquals(new Outbound.Release(0), client.got.poll(10, TimeUnit.SECONDS));
        }
        checkpoint();
        assertTrue(parked("s"));
        Client again = new Client("s", 10);
        assertEquals(new Outbound.Release(0), again.got.poll(10, TimeUnit.SECONDS));
        assertEquals("m1", text(again.next()));
    }

    /** [MQTT-3.3.2-5]: only what the server has not begun to deliver. */
    @Test
    void whatWasOnItsWayBeforeParkingDoesNotExpireAndTheOthersDo() throws Exception {
        parley.openSession("s", true);
        for (String text : List.of("begun", "waiting")) {
            Message message = Message.to(Address.topic("t"))
                    .payload(text)
                    .expiresAtMillis(parley.timers.now() + 1_000)
                    .build();
            Batch batch = parley.engine.batch();
            int place = batch.add(message, StoredMessage.plain(message));
            get(batch.add(new InboxOp.Append("s", place, Guarantee.AT_LEAST_ONCE, false, true))
                    .commit());
        }
        try (Client client = new Client("s", 1)) {
            assertEquals("begun", text(client.next()));
        }
        checkpoint();
        assertTrue(parked("s"));
        parley.timers.advance(Duration.ofSeconds(2));
        Client again = new Client("s", 1);
        Outbound.Deliver delivered = again.next();
        assertEquals("begun", text(delivered));
        assertTrue(delivered.redelivered());
        again.link.acknowledge(delivered.sequence());
        awaitWaiting("s", 0);
        again.nothingMore();
    }

    @Test
    void aParkedInboxThatIsFullGivesWayToWhatIsNew() throws Exception {
        parley.limits = new InboxLimits(5, true);
        open("s", 5);
        checkpoint();
        assertTrue(parked("s"));
        for (int i = 5; i < 8; i++) {
            parley.append("s", "m" + i, Guarantee.AT_LEAST_ONCE, true);
        }
        awaitWaiting("s", 5);
        checkpoint();
        assertEquals(5, parley.engine.references());
        assertEquals(3, parley.status().sessions(1).get(0).dropped());
        parley.crash();
        Client client = new Client("s", 10);
        for (int i = 3; i < 8; i++) {
            assertEquals("m" + i, text(client.next()));
        }
        client.nothingMore();
    }

    /** What was acknowledged goes to the journal first, and what has to give way is read on other threads. */
    private void awaitWaiting(String session, long wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (waiting(session) != wanted) {
            assertTrue(System.nanoTime() < end, waiting(session) + " wait, not " + wanted);
            Thread.onSpinWait();
        }
    }

    @Test
    void theEndOfTheSessionIsTheEndOfItsParkedInbox() throws Exception {
        open("s", 10);
        open("t", 3);
        checkpoint();
        assertEquals(13, parley.engine.references());
        get(parley.engine.batch().add(new SessionOp.Closed("s", true)).commit());
        parley.openSession("s", true);
        parley.append("s", "new", Guarantee.AT_LEAST_ONCE, true);
        detach("s");
        checkpoint();
        assertEquals(4, parley.engine.references());
        parley.crash();
        Client client = new Client("s", 10);
        Outbound.Deliver only = client.next();
        assertEquals("new", text(only));
        assertEquals(0, only.sequence());
        client.nothingMore();
    }

    @Test
    void ofALongInboxOfAConnectedClientOnlyAPartIsInMemory() throws Exception {
        parley.openSession("s", true);
        Client client = new Client("s", 1);
        int messages = 17_000;
        Batch batch = parley.engine.batch();
        for (int i = 0; i < messages; i++) {
            Message message = Message.to(Address.topic("t")).payload("m" + i).build();
            int place = batch.add(message, StoredMessage.plain(message));
            batch.add(new InboxOp.Append("s", place, Guarantee.AT_LEAST_ONCE, false, true));
        }
        get(batch.commit());
        checkpoint();
        InboxState inbox = (InboxState) parley.messaging.inbox("s").orElseThrow();
        assertTrue(
                inbox.backlog().residents().size() < 2_000,
                inbox.backlog().residents().size() + " entries in memory");
        assertEquals(messages, waiting("s"));
        for (int i = 0; i < messages; i++) {
            assertEquals("m" + i, text(client.next()));
            client.link.acknowledge(i);
            if (i % 5_000 == 4_999) {
                checkpoint();
            }
        }
        awaitWaiting("s", 0);
        checkpoint();
        assertEquals(0, parley.engine.references());
    }

    /** Anything may happen at any time; whoever connects then gets what a plain list says, in order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void inboxesAgreeWithAModel(long seed) throws Exception {
        Random random = new Random(seed);
        List<Model> models = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            models.add(new Model("s" + i));
            parley.openSession("s" + i, true);
            detach("s" + i);
        }
        for (int step = 0; step < 300; step++) {
            Model model = models.get(random.nextInt(models.size()));
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> model.append(1 + random.nextInt(random.nextInt(10) == 0 ? 600 : 4));
                case 4, 5, 6 -> checkpoint();
                case 7 -> parley.crash();
                case 8 -> model.move(random);
                case 9 -> model.reopen(random);
                default -> model.connect(random);
            }
            if (step % 10 == 0) {
                model.append(1);
                checkpoint();
                int all = models.stream().mapToInt(one -> one.entries.size()).sum();
                assertEquals(all, parley.engine.references(), "references at step " + step);
                for (Model one : models) {
                    assertEquals(one.entries.size(), waiting(one.session), one.session + " at step " + step);
                }
            }
        }
    }

    private final class Model {

        private final String session;
        private final Map<Long, String> entries = new TreeMap<>();
        private long next;
        private int texts;

        Model(String session) {
            this.session = session;
        }

        void append(int count) {
            Batch batch = parley.engine.batch();
            for (int i = 0; i < count; i++) {
                String text = session + "-" + texts++;
                Message message = Message.to(Address.topic("t")).payload(text).build();
                int place = batch.add(message, StoredMessage.plain(message));
                batch.add(new InboxOp.Append(session, place, Guarantee.AT_LEAST_ONCE, false, true));
                entries.put(next++, text);
            }
            get(batch.commit());
        }

        /** A message is copied forward, or one that is no longer there. */
        void move(Random random) {
            if (next == 0) {
                return;
            }
            long sequence = random.nextInt((int) next);
            Message message = Message.to(Address.topic("t"))
                    .payload(entries.getOrDefault(sequence, "gone"))
                    .build();
            Batch batch = parley.engine.batch();
            int place = batch.add(message, StoredMessage.plain(message));
            get(batch.add(new InboxOp.Move(session, sequence, place)).commit());
        }

        void reopen(Random random) {
            if (random.nextInt(4) == 0) {
                get(parley.engine
                        .batch()
                        .add(new SessionOp.Closed(session, true))
                        .add(new SessionOp.Opened(session, "anonymous", 60, 1, true))
                        .commit());
                detach(session);
                entries.clear();
                next = 0;
            }
        }

        void connect(Random random) throws InterruptedException {
            int window = 1 + random.nextInt(50);
            int most = random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(40);
            try (Client client = new Client(session, window)) {
                Iterator<Map.Entry<Long, String>> expected = entries.entrySet().iterator();
                for (int i = 0; i < most && expected.hasNext(); i++) {
                    Map.Entry<Long, String> entry = expected.next();
                    Outbound.Deliver delivered = client.next();
                    assertEquals(entry.getValue(), text(delivered));
                    assertEquals(entry.getKey(), delivered.sequence());
                    client.link.acknowledge(entry.getKey());
                    expected.remove();
                    if (random.nextInt(100) == 0) {
                        checkpoint();
                    }
                }
                if (!expected.hasNext()) {
                    client.nothingMore();
                }
                awaitWaiting(session, entries.size());
            }
        }
    }
}
