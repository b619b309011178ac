package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.messaging.internal.Handover.Added;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandoverTest {

    private static final class Numbered extends Handover.Link<Numbered> {
        private final int sender;
        private final int number;

        Numbered(int sender, int number) {
            this.sender = sender;
            this.number = number;
        }
    }

    private final Handover<Numbered> handover = new Handover<>();

    private List<Integer> take() {
        List<Integer> taken = new ArrayList<>();
        handover.take(each -> taken.add(each.number));
        return taken;
    }

    @Test
    void theFirstOfThemTellsAndAllComeInOrder() {
        assertEquals(Added.FIRST, handover.add(new Numbered(0, 1), 1, 10));
        assertEquals(Added.BEHIND, handover.add(new Numbered(0, 2), 1, 10));
        assertEquals(Added.BEHIND, handover.add(new Numbered(0, 3), 1, 10));
        assertEquals(List.of(1, 2, 3), take());
        assertEquals(List.of(), take());
        assertEquals(Added.FIRST, handover.add(new Numbered(0, 4), 1, 10));
        assertEquals(List.of(4), take());
    }

    @Test
    void whatIsOnItsWayCostsNoMoreThanItMay() {
        assertEquals(Added.FIRST, handover.add(new Numbered(0, 1), 6, 10));
        assertEquals(Added.REFUSED, handover.add(new Numbered(0, 2), 5, 10));
        assertEquals(Added.BEHIND, handover.add(new Numbered(0, 3), 4, 10));
        assertEquals(Added.REFUSED, handover.add(new Numbered(0, 4), 1, 10));
        assertEquals(List.of(1, 3), take());
        assertEquals(Added.FIRST, handover.add(new Numbered(0, 5), 10, 10));
    }

    /** Whoever handed over the next one may be held up before it has said so. */
    @Test
    void allComeInOrderWhereNobodyHasSaidYetWhatIsNext() {
        List<Numbered> all =
                IntStream.range(0, 6).mapToObj(i -> new Numbered(0, i)).toList();
        all.forEach(each -> handover.add(each, 1, 10));
        all.get(0).next = null;
        all.get(2).next = null;
        all.get(4).next = null;
        assertEquals(List.of(0, 1, 2, 3, 4, 5), take());
    }

    @Test
    void ofManySendersNothingIsLostAndEachKeepsItsOrder() throws Exception {
        int senders = 4;
        int each = 20_000;
        AtomicInteger told = new AtomicInteger();
        Thread[] threads = new Thread[senders];
        for (int i = 0; i < senders; i++) {
            int sender = i;
            threads[i] = new Thread(() -> {
                for (int number = 0; number < each; number++) {
                    if (handover.add(new Numbered(sender, number), 1, Integer.MAX_VALUE) == Added.FIRST) {
                        told.incrementAndGet();
                    }
                }
            });
            threads[i].start();
        }
        int[] next = new int[senders];
        int rounds = 0;
        while (Arrays.stream(next).sum() < senders * each) {
            int before = Arrays.stream(next).sum();
            handover.take(one -> assertEquals(next[one.sender]++, one.number));
            rounds += Arrays.stream(next).sum() > before ? 1 : 0;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(rounds, told.get(), "once for all that comes until somebody looks");
    }
}
