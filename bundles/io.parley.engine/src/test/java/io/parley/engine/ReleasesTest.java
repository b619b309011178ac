package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.testkit.MemoryJournal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory of messages that come in and leave together. */
@Timeout(20)
class ReleasesTest {

    private static final int SIZE = 20_000;

    private final MemoryJournal journal = new MemoryJournal();
    private final Messages messages = new Messages(journal, null, null, 4 * SIZE);

    private static Message message() {
        return Message.to(Address.queue("q"))
                .payload(Payload.copyOf(new byte[SIZE]))
                .build();
    }

    private MessageRef[] hold(int count, int holders) {
        Messages.Holding holding = messages.new Holding();
        MessageRef[] refs = new MessageRef[count];
        for (int i = 0; i < count; i++) {
            refs[i] = holding.hold(1, i, message(), holders);
        }
        holding.end();
        return refs;
    }

    @Test
    void whatComesInTogetherCountsAndTheLimitHoldsAmongThem() {
        MessageRef[] refs = hold(6, 1);
        assertNotNull(refs[2].message());
        assertNull(refs[4].message());
        assertNull(refs[5].message());
        long each = messages.residentBytes() / 3;
        assertEquals(3 * each, messages.residentBytes());
        Releases gone = new Releases();
        for (MessageRef ref : refs) {
            gone.add(ref);
        }
        assertEquals(3 * each, messages.residentBytes());
        gone.end();
        assertEquals(0, messages.residentBytes());
        gone.end();
        assertEquals(0, messages.residentBytes());
    }

    @Test
    void whatSomebodyElseHoldsStays() {
        MessageRef[] refs = hold(2, 2);
        long both = messages.residentBytes();
        Releases gone = new Releases();
        gone.add(refs[0]);
        gone.add(refs[1]);
        gone.add(refs[1]);
        gone.end();
        assertEquals(both / 2, messages.residentBytes());
        refs[0].release();
        assertEquals(0, messages.residentBytes());
    }

    @Test
    void whatWasHeldBeforeAllWasForgottenTakesNothingFromWhatIsHeldNow() {
        MessageRef before = hold(1, 1)[0];
        messages.forget();
        MessageRef[] now = hold(2, 1);
        long both = messages.residentBytes();
        Releases gone = new Releases();
        gone.add(now[0]);
        gone.add(before);
        gone.end();
        assertEquals(both / 2, messages.residentBytes());
        gone.add(now[1]);
        gone.end();
        assertEquals(0, messages.residentBytes());
    }
}
