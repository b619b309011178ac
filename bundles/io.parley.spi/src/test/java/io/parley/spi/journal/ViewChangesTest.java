package io.parley.spi.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes in order, those that are worked out later among them. */
@Timeout(10)
class ViewChangesTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ViewChanges put(ViewChanges into, String key) {
        return into.put("t", bytes(key), bytes("value"));
    }

    private static List<String> keys(ViewChanges changes) {
        return changes.changes().stream()
                .map(change -> new String(((ViewChanges.Put) change).key(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatIsWorkedOutLaterKeepsItsPlace() {
        ViewChanges changes = new ViewChanges().later(more -> put(more, "a"));
        put(put(changes, "b"), "c");
        changes.later(more -> put(put(more, "d"), "e")).later(more -> {});
        put(changes, "f");
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), keys(changes));
    }

    @Test
    void itIsWorkedOutOnceAndNotBeforeSomebodyLooks() {
        AtomicInteger times = new AtomicInteger();
        ViewChanges changes = new ViewChanges().later(more -> {
            times.incrementAndGet();
            put(more, "a");
        });
        put(changes, "b");
        assertEquals(0, times.get());
        assertEquals(List.of("a", "b"), keys(changes));
        assertEquals(List.of("a", "b"), keys(changes));
        assertEquals(1, times.get());
        put(changes, "c").later(more -> put(more, "d"));
        assertEquals(List.of("a", "b", "c", "d"), keys(changes));
        assertEquals(1, times.get());
    }

    @Test
    void othersAreAddedWithWhatTheyWorkOut() {
        ViewChanges others = put(new ViewChanges(), "b").later(more -> put(more, "c"));
        ViewChanges changes = put(new ViewChanges(), "a").addAll(others);
        put(others, "not among them");
        assertEquals(List.of("a", "b", "c", "d"), keys(put(changes, "d")));
    }

    private static List<String> visited(ViewChanges changes) {
        List<String> keys = new ArrayList<>();
        changes.forEach(change -> keys.add(new String(((ViewChanges.Put) change).key(), StandardCharsets.UTF_8)));
        return keys;
    }

    @Test
    void whoVisitsThemSeesThemInOrderEachTimeAndNothingIsKept() {
        AtomicInteger times = new AtomicInteger();
        ViewChanges others = put(new ViewChanges(), "c").later(more -> {
            times.incrementAndGet();
            put(more, "d").later(evenMore -> put(evenMore, "e")).addAll(put(new ViewChanges(), "f"));
        });
        ViewChanges changes =
                put(new ViewChanges().later(more -> put(more, "a")), "b").addAll(others);
        put(changes, "g");
        assertEquals(0, times.get());
        assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), visited(changes));
        assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), visited(changes));
        assertEquals(2, times.get());
        assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), keys(changes));
        assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), visited(changes));
        assertEquals(3, times.get());
    }
}
