package io.parley.protocol.mqtt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.logging.Printable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientLogTest {

    @Test
    void linesAreBounded() {
        AtomicLong clock = new AtomicLong(-5);
        ClientLog log = new ClientLog(clock::get);
        assertEquals(ClientLog.LINES_A_SECOND + 1, permitted(log, 1_000));
        clock.addAndGet(500_000_000L);
        assertEquals(ClientLog.LINES_A_SECOND / 2, permitted(log, 1_000));
        clock.addAndGet(60_000_000_000L);
        assertEquals(ClientLog.LINES_A_SECOND + 1, permitted(log, 1_000));
    }

    private static int permitted(ClientLog log, int attempts) {
        int count = 0;
        for (int i = 0; i < attempts; i++) {
            count += log.permitted() ? 1 : 0;
        }
        return count;
    }

    @Test
    void whatClientsWroteCannotForgeLines() {
        assertEquals("a?b?c?", Printable.of("a\nb\u001bc\u202e"));
        assertTrue(Printable.of("x".repeat(70_000)).length() <= 81);
    }
}
