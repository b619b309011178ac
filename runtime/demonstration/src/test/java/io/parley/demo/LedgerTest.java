package io.parley.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.demo.Ledger.Figures;
import io.parley.demo.Ledger.Line;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LedgerTest {

    private final Ledger ledger = new Ledger(Set.of("a", "b"));

    private Figures figures(String to) {
        return ledger.figures().get(new Line("p", to));
    }

    @Test
    void whatATopicHasMustReachEverySubscriber() {
        ledger.acknowledged("p", "t", 1);
        ledger.acknowledged("p", "t", 2);
        ledger.received("a", "p", "t", 1, false);
        ledger.received("a", "p", "t", 2, false);
        ledger.received("b", "p", "t", 2, false);
        assertEquals(new Figures(2, 3, 1, 0, 0, 0), figures("t"));
        assertEquals(1, ledger.missing());
        ledger.received("b", "p", "t", 1, true);
        assertEquals(new Figures(2, 4, 0, 0, 1, 0), figures("t"));
        assertTrue(figures("t").kept());
    }

    @Test
    void whatAQueueHasMustReachOneConsumer() {
        ledger.acknowledged("p", "$queue/q", 1);
        ledger.received("b", "p", "$queue/q", 1, false);
        assertEquals(new Figures(1, 1, 0, 0, 0, 0), figures("$queue/q"));
        ledger.received("a", "p", "$queue/q", 1, false);
        assertEquals(new Figures(1, 2, 0, 1, 0, 0), figures("$queue/q"));
        assertFalse(figures("$queue/q").kept());
    }

    @Test
    void theOrderOfEachPublisherAndAddressIsWatched() {
        for (int number : new int[] {1, 3, 2}) {
            ledger.acknowledged("p", "t", number);
            ledger.received("a", "p", "t", number, false);
            ledger.received("b", "p", "t", number, number == 2);
            ledger.received("a", "other", "t", 4 - number, false);
        }
        assertEquals(new Figures(3, 6, 0, 0, 1, 1), figures("t"));
    }

    @Test
    void whatWasNotAcknowledgedMayBeLost() {
        ledger.received("a", "p", "t", 1, false);
        assertEquals(0, ledger.missing());
        assertEquals(0, ledger.sent());
        assertEquals(1, ledger.received());
    }
}
