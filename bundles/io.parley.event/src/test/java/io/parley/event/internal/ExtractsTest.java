package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.message.RefusedException;
import io.parley.engine.contract.Histories;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExtractsTest {

    private static final Histories.Keeping KEEPING = new Histories.Keeping("log/+/+", 168, 64, 0);

    private Host at = new Host();

    @AfterEach
    void close() {
        at.close();
    }

    private Histories.Extract read(Optional<Cursor> after, int limit, String... patterns) {
        return Host.get(at.core.histories().read(List.of(patterns), after, limit));
    }

    /** All pages of that size, whatever happens between them. */
    private List<String> pages(int limit, Runnable between, String... patterns) {
        List<String> all = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        Histories.Extract page;
        do {
            page = read(next, limit, patterns);
            assertTrue(page.events().size() <= limit);
            for (Event event : page.events()) {
                all.add(Host.text(event));
                next = Optional.of(event.cursor());
            }
            between.run();
        } while (page.more());
        return all;
    }

    @Test
    void severalPatternsGiveEachEventOnceInOrder() {
        at.core.histories().keep(this, KEEPING);
        Random random = new Random(7);
        List<String> all = new ArrayList<>();
        List<String> ofB = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            String from = "abc".substring(random.nextInt(3)).substring(0, 1);
            String to = "abc".substring(random.nextInt(3)).substring(0, 1);
            at.publish("log/" + from + "/" + to, "" + i);
            all.add("" + i);
            if ((from + to).contains("b")) {
                ofB.add("" + i);
            }
        }
        for (int limit : new int[] {1, 7, 256, 1_000}) {
            assertEquals(ofB, pages(limit, () -> {}, "log/b/+", "log/+/b"), "pages of " + limit);
        }
        assertEquals(all, pages(300, () -> {}, "log/+/+"));
        at = at.restart();
        assertEquals(ofB, pages(100, () -> {}, "log/b/+", "log/+/b"));
    }

    @Test
    void whatComesMeanwhileDoesNotShiftPages() {
        at.core.histories().keep(this, KEEPING);
        for (int i = 0; i < 50; i++) {
            at.publish("log/a/" + i % 3, "" + i);
        }
        int[] more = {50};
        List<String> all = pages(
                10,
                () -> {
                    if (more[0] < 60) {
                        at.publish("log/a/0", "" + more[0]++);
                    }
                },
                "log/a/+");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            expected.add("" + i);
        }
        assertEquals(expected, all);
        assertTrue(all.size() > 50, "what came meanwhile comes last");
    }

    @Test
    void nothingIsKeptBeforeOrAfterwards() {
        at.publish("log/a/b", "before");
        at.core.histories().keep(this, KEEPING);
        at.publish("log/a/b", "kept");
        at.core.histories().release(this);
        at.publish("log/a/b", "after");
        assertEquals(List.of("kept"), pages(10, () -> {}, "log/+/+"));
    }

    /** So that a page of large ones fits into memory; one that is larger than a page comes alone. */
    @Test
    void pagesOfLargePayloadsEndEarly() {
        at.core.histories().keep(this, KEEPING);
        List<String> all = new ArrayList<>();
        for (int mib : new int[] {6, 6, 6, 6, 6, 17, 1}) {
            String text = ("" + mib).repeat(mib << 20).substring(0, mib << 20);
            at.publish("log/a/b", text);
            all.add(text);
        }
        Histories.Extract first = read(Optional.empty(), 100, "log/+/+");
        assertTrue(first.more());
        assertEquals(4, first.events().size(), "12 MiB are too few, and 24 enough");
        assertEquals(all, pages(100, () -> {}, "log/+/+"));
    }

    @Test
    void whatIsKeptOfEachTopicIsTold() {
        at.core.histories().keep(this, new Histories.Keeping("log/+/+", 0, 0, 3));
        assertEquals(List.of(), kept("log/+/+"));
        for (int i = 0; i < 5; i++) {
            at.publish("log/a/b", "" + i);
        }
        at.publish("log/c/d", "0");
        assertEquals(List.of("log/a/b 1 5 4", "log/c/d 1 1 0"), kept("log/+/+"));
        assertEquals(List.of("log/c/d 1 1 0"), kept("log/c/d", "log/+/d", "other"));
        givenUp(() -> kept("log/a/b").equals(List.of("log/a/b 3 5 4")));
        at.engine.checkpoint();
        at = at.restart();
        assertEquals(List.of("log/a/b 3 5 4", "log/c/d 1 1 0"), kept("log/+/+"), "what is stored is waited for");
        at.core.histories().keep(this, new Histories.Keeping("log/+/+", 1, 0, 0));
        givenUp(() -> kept("log/c/d").equals(List.of("log/c/d 2 1 none")));
    }

    /** Until retention has done that, whenever it begins. */
    private void givenUp(BooleanSupplier done) {
        do {
            at.timers.advance(Duration.ofHours(2));
        } while (!done.getAsBoolean());
    }

    /** Topic, first and last sequence, and the text of the event at the place of the last one, which is read by itself. */
    private List<String> kept(String... patterns) {
        return get(at.core.histories().kept(List.of(patterns))).stream()
                .map(one -> one.topic() + " " + one.first() + " " + one.last() + " " + textAt(one))
                .sorted()
                .toList();
    }

    private String textAt(Histories.Kept kept) {
        return read(Optional.empty(), 1_000, kept.topic()).events().stream()
                .filter(event -> event.cursor().equals(kept.end()))
                .map(Host::text)
                .findFirst()
                .orElse("none");
    }

    @Test
    void thereMayBeNothing() {
        Histories.Extract none = read(Optional.empty(), 10, "log/+/+");
        assertEquals(List.of(), none.events());
        assertFalse(none.more());
        assertEquals(
                RefusedException.Reason.INVALID,
                assertThrows(RefusedException.class, () -> read(Optional.of(new Cursor("no")), 10, "log/+/+"))
                        .reason());
    }
}
