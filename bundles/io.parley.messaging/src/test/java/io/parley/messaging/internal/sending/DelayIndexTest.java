package io.parley.messaging.internal.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.engine.op.SendingOp;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages by address and id. */
@Timeout(10)
class DelayIndexTest {

    private final DelayIndex index = new DelayIndex();

    private DelayedEntry add(Message message) {
        String name = DelayedEntry.name(message);
        DelayedEntry entry = new DelayedEntry(
                new SendingOp.Delayed(name, 0, "p", "", Guarantee.AT_LEAST_ONCE, false, 1, true), new MessageRef(1, 0));
        index.add(entry);
        return entry;
    }

    private Set<DelayedEntry> found(Message message) {
        List<DelayedEntry> found = index.find(DelayedEntry.prefix(message.address(), message.id()));
        assertEquals(Set.copyOf(found).size(), found.size());
        return Set.copyOf(found);
    }

    @Test
    void oneIdMayBeThereMoreThanOnce() {
        Message one = Message.to(Address.queue("q")).payload("x").build();
        Message other = Message.to(Address.queue("q")).payload("x").build();
        DelayedEntry a = add(one);
        DelayedEntry b = add(one);
        DelayedEntry c = add(one);
        DelayedEntry d = add(other);
        assertEquals(4, index.size());
        assertEquals(Set.of(a, b, c), found(one));
        assertSame(b, index.get(b.name()));
        index.remove(b);
        assertNull(index.get(b.name()));
        assertFalse(index.has(b));
        assertEquals(Set.of(a, c), found(one));
        index.remove(c);
        assertTrue(index.has(a));
        assertEquals(Set.of(a), found(one));
        index.remove(a);
        assertEquals(Set.of(), found(one));
        assertEquals(Set.of(d), found(other));
        assertEquals(1, index.size());
    }

    @Test
    void anotherAddressIsAnotherOne() {
        Message one = Message.to(Address.queue("q")).payload("x").build();
        add(one);
        assertEquals(Set.of(), found(one.with().address(Address.queue("p")).build()));
    }

    @Test
    void manyComeAndGo() {
        Random random = new Random(3);
        List<DelayedEntry> there = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(3) > 0 || there.isEmpty()) {
                there.add(
                        add(Message.to(Address.queue("q" + i % 5)).payload("x").build()));
            } else {
                DelayedEntry gone = there.remove(random.nextInt(there.size()));
                index.remove(gone);
                assertFalse(index.has(gone));
                assertNull(index.get(gone.name()));
            }
        }
        assertEquals(there.size(), index.size());
        for (DelayedEntry entry : there) {
            assertSame(entry, index.get(entry.name()));
            String name = entry.name();
            assertEquals(List.of(entry), index.find(name.substring(0, name.length() - DelayedEntry.ORDER)));
        }
        there.forEach(index::remove);
        assertEquals(0, index.size());
        there.forEach(entry -> assertFalse(index.has(entry)));
    }
}
