package io.parley.messaging.internal.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteMemoryTest {

    private static final Address A = Address.queue("a");
    private static final Address B = Address.queue("b");

    private final List<String> gone = new ArrayList<>();
    private final RouteMemory memory = new RouteMemory(gone::add);

    @Test
    void theFirstOfTwoWhoAssignAtOnceCounts() {
        assertEquals(A, memory.assign("k", Optional.empty(), A));
        assertEquals(A, memory.assign("k", Optional.empty(), B));
        assertEquals(B, memory.assign("k", Optional.of(A), B));
        assertEquals(B, memory.assign("k", Optional.of(A), A));
        assertEquals(Optional.of(B), memory.of("k"));
    }

    @Test
    void whatWasAskedForLongestAgoGoesFirst() {
        memory.limit(2);
        memory.assign("1", Optional.empty(), A);
        memory.assign("2", Optional.empty(), A);
        memory.of("1");
        memory.assign("3", Optional.empty(), A);
        assertEquals(List.of("2"), gone);
        assertEquals(Optional.of(A), memory.of("1"));
        assertEquals(Optional.empty(), memory.of("2"));
        memory.limit(1);
        assertEquals(List.of("2", "3"), gone);
        assertEquals(2, memory.evictions());
        assertEquals(1, memory.size());
    }

    @Test
    void itIsMadeDurableUntilItIs() {
        memory.assign("k", Optional.empty(), A);
        assertEquals(Optional.of(A), memory.unstored("k"));
        assertEquals(Optional.empty(), memory.stored("k"));
        memory.stored("k", A);
        assertEquals(Optional.empty(), memory.unstored("k"));
        memory.assign("k", Optional.of(A), B);
        assertEquals(Optional.of(B), memory.unstored("k"));
        assertEquals(Optional.of(A), memory.stored("k"));
        memory.stored("k", B);
        assertEquals(Optional.of(B), memory.stored("k"));
        assertEquals(Optional.empty(), memory.unstored("other"));
    }
}
