package io.parley.bench.idle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveHeapTest {

    @Test
    void theTotalIsRead() throws IOException {
        LiveHeap heap = LiveHeap.parse(Stream.of(
                "4711:",
                " num     #instances         #bytes  class name (module)",
                "-------------------------------------------------------",
                "   1:         21184        1822600  [B (java.base@17)",
                "Total        190000       12345678"));

        assertEquals(12_345_678, heap.bytes());
        assertEquals(List.of("   1:         21184        1822600  [B (java.base@17)"), heap.largest());
        assertThrows(IOException.class, () -> LiveHeap.parse(Stream.of("4711: no such process")));
    }

    @Test
    void whatIsKeptIsCounted() throws IOException {
        long pid = ProcessHandle.current().pid();
        long before = LiveHeap.of(pid).bytes();
        byte[] kept = new byte[16 << 20];
        long after = LiveHeap.of(pid).bytes();

        assertTrue(after - before > kept.length / 2, before + " and then " + after);
    }
}
