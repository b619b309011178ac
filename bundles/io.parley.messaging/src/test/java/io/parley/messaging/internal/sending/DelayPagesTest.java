package io.parley.messaging.internal.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Arrays that are used again. */
@Timeout(10)
class DelayPagesTest {

    private final DelayPages pages = new DelayPages();

    private List<long[]> take(int count) {
        List<long[]> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(pages.take());
        }
        return taken;
    }

    @Test
    void whatIsGivenBackIsUsedAgainByOneAlone() {
        long[] page = pages.take();
        assertEquals(DelayPages.NUMBERS, page.length);
        assertNotSame(page, pages.take());
        pages.give(List.of(page));
        assertSame(page, pages.take());
        assertNotSame(page, pages.take());
    }

    @Test
    void noMoreThanSomeAreKept() {
        List<long[]> many = take(300);
        pages.give(many);
        assertEquals(256, pages.idle());
        pages.give(many.subList(0, 10));
        assertEquals(256, pages.idle());
    }

    @Test
    void whatIsNotNeededGoesInTheEndAndWhatIsNeededStays() {
        pages.give(take(100));
        pages.shrink();
        assertEquals(100, pages.idle(), "they had been in use");
        pages.give(take(60));
        pages.shrink();
        assertEquals(80, pages.idle(), "half of 40");
        for (int i = 0; i < 10; i++) {
            pages.give(take(60));
            pages.shrink();
        }
        assertEquals(60, pages.idle());
        for (int i = 0; i < 10; i++) {
            pages.shrink();
        }
        assertEquals(0, pages.idle());
    }
}
