package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.cache.CacheStatistics;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.engine.op.Cause;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.StoredMessage;
import io.parley.testkit.MemoryCaches;
import io.parley.testkit.MemoryJournal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads of messages through a cache that comes and goes. */
@Timeout(60)
class MessageCacheTest {

    private final Fixture at = new Fixture();
    private final MemoryCaches caches = new MemoryCaches();

    @AfterEach
    void close() {
        at.close();
    }

    private void begin() {
        at.start("a").join(new Recorder(at.engine, "a"));
        at.engine.use(caches);
    }

    /** Where the message then is on the journal. */
    private MessageRef send(String text) throws Exception {
        Message message = Message.to(Address.queue("q")).payload(text).build();
        long position = at.journal.end();
        Batch batch = at.engine.batch();
        int place = batch.add(message, StoredMessage.plain(message));
        Fixture.get(batch.add(new QueueOp.Append("q", place, true)).commit());
        return new MessageRef(position, place);
    }

    private String read(MessageRef ref) throws Exception {
        return new String(Fixture.get(at.engine.messages().load(ref)).payload().toBytes());
    }

    private CacheStatistics figures() {
        return caches.statistics(MessageCache.NAME);
    }

    @Test
    void messageIsReadFromTheJournalOnce() throws Exception {
        begin();
        MessageRef ref = send("one");
        for (int i = 0; i < 5; i++) {
            assertEquals("one", read(ref));
        }
        assertEquals(4, figures().hits());
        at.engine.stop(caches);
        assertEquals("one", read(ref));
        assertEquals(4, figures().hits());
    }

    @Test
    void largeMessagesAreNotKept() throws Exception {
        begin();
        String large = "x".repeat(MessageCache.LARGEST + 1);
        assertEquals(large, read(send(large)));
        assertEquals(0, figures().entries());
    }

    @Test
    void entriesAndWhatIsKnownOfThemAreBounded() {
        begin();
        Message message = Message.to(Address.queue("q")).payload("m").build();
        MessageCache cache = at.engine.messages().cache();
        for (int i = 0; i < 10 * MessageCache.ENTRIES; i++) {
            cache.put(new MessageRef(i, 0), message);
            assertTrue(cache.known() <= MessageCache.KEYS, () -> cache.known() + " keys");
        }
        assertTrue(figures().entries() <= MessageCache.ENTRIES, () -> figures().entries() + " entries");
        assertTrue(figures().entries() > 0);
    }

    @Test
    void whatTheJournalGivesUpGoes() throws Exception {
        begin();
        MessageRef first = send("one");
        assertEquals("one", read(first));
        Fixture.get(at.engine
                .batch()
                .add(new QueueOp.Remove("q", 1, Cause.ACKNOWLEDGED, true))
                .commit());
        at.engine.checkpoint();
        MessageRef second = send("two");
        assertEquals("two", read(second));
        assertTrue(at.journal.begin() > first.position());
        assertEquals(1, figures().entries());
        assertEquals(1, figures().invalidations());
    }

    @Test
    void anotherJournalHasOtherMessagesAtTheSamePlaces() throws Exception {
        begin();
        MessageRef ref = send("one");
        assertEquals("one", read(ref));
        Message other = Message.to(Address.queue("q")).payload("other").build();
        MessageCache elsewhere = new MessageCache(new MemoryJournal());
        elsewhere.use(caches);
        elsewhere.put(ref, other);
        assertEquals("one", read(ref));
    }
}
