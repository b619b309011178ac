package io.parley.event.internal.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PatternIndexTest {

    private static final class Listener {
        private final String pattern;

        Listener(String pattern) {
            this.pattern = pattern;
        }

        @Override
        public String toString() {
            return pattern;
        }
    }

    private final PatternIndex<Listener> index = new PatternIndex<>(listener -> listener.pattern);

    /** Among them all examples of MQTT 3.1.1 section 4.7. */
    @ParameterizedTest
    @CsvSource({
        "sport/tennis/player1/#, sport/tennis/player1, true",
        "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
        "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
        "sport/tennis/player1/#, sport/tennis/player10, false",
        "sport/#, sport, true",
        "#, sport/tennis, true",
        "#, /, true",
        "sport/tennis/+, sport/tennis/player1, true",
        "sport/tennis/+, sport/tennis/player1/ranking, false",
        "sport/+, sport, false",
        "sport/+, sport/, true",
        "+/+, /finance, true",
        "/+, /finance, true",
        "+, /finance, false",
        "#, $SYS/x, false",
        "+/monitor/Clients, $SYS/monitor/Clients, false",
        "+, $SYS, false",
        "+/#, $SYS/x, false",
        "$SYS/#, $SYS/monitor, true",
        "$SYS/#, $SYS, true",
        "$SYS/monitor/+, $SYS/monitor/Clients, true",
        "a/$b, a/$b, true",
        "a/+, a/$b, true",
        "+/b/#, a/b/c/d, true",
        "+/b/#, a/b, true",
        "+/b/#, a/c, false",
        "a, A, false",
        "a, a/, false",
        "a/, a, false",
        "a//b, a//b, true",
        "a/+/b, a//b, true",
        "/, /, true",
        "+/+, /, true",
        "a/b, a, false",
        "a, a/b, false"
    })
    void patternsMatchAsTheSpecificationSays(String pattern, String topic, boolean matches) {
        Listener listener = new Listener(pattern);
        index.add(listener);

        assertEquals(matches, Topics.matches(pattern, topic), "matches");
        assertEquals(matches ? List.of(listener) : List.of(), index.match(topic));
        index.remove(listener);
        assertEquals(List.of(), index.match(topic));
        assertTrue(index.bare());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a#", "a/#/b", "a/b+", "+a", "a/+b/c", "#/a", "##", ""})
    void wrongPatternsAreRefused(String pattern) {
        assertThrows(RefusedException.class, () -> Topics.checkPattern(pattern));
    }

    @Test
    void levelsAreLimited() {
        Topics.checkPattern("a/".repeat(127) + "a");
        assertThrows(RefusedException.class, () -> Topics.checkPattern("a/".repeat(128) + "a"));
        assertThrows(RefusedException.class, () -> Topics.checkName("/".repeat(128)));
        assertThrows(RefusedException.class, () -> Topics.checkName("a/+"));
        assertThrows(RefusedException.class, () -> Topics.checkName("a/#"));
    }

    @Test
    void theIndexAgreesWithComparingEachPattern() {
        Random random = new Random(7);
        List<Listener> listeners = new ArrayList<>();
        for (int round = 0; round < 3_000; round++) {
            if (random.nextInt(3) > 0 || listeners.isEmpty()) {
                Listener listener = new Listener(pattern(random));
                listeners.add(listener);
                index.add(listener);
            } else {
                Listener gone = listeners.remove(random.nextInt(listeners.size()));
                index.remove(gone);
            }
            String topic = topic(random);
            List<Listener> expected = listeners.stream()
                    .filter(listener -> Topics.matches(listener.pattern, topic))
                    .toList();
            List<Listener> found = index.match(topic);
            assertEquals(expected.size(), found.size(), topic);
            assertEquals(new HashSet<>(expected), new HashSet<>(found), topic);
        }
        assertEquals(listeners.size(), index.size());
        listeners.forEach(index::remove);
        assertTrue(index.bare(), "no node is left behind");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void manyPatternsComeAndGoAndTheIndexStillAgrees(long seed) {
        Random random = new Random(seed);
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            Listener listener = new Listener(widePattern(random));
            listeners.add(listener);
            index.add(listener);
        }
        for (int round = 0; round < 1_000; round++) {
            Listener gone = listeners.remove(random.nextInt(listeners.size()));
            index.remove(gone);
            String topic = wideTopic(random);
            List<Listener> expected = listeners.stream()
                    .filter(listener -> Topics.matches(listener.pattern, topic))
                    .toList();
            List<Listener> found = index.match(topic);
            assertEquals(expected.size(), found.size(), topic);
            assertEquals(new HashSet<>(expected), new HashSet<>(found), topic);
            if (round % 100 == 0) {
                Set<Listener> all = new HashSet<>();
                index.forEach(all::add);
                assertEquals(new HashSet<>(listeners), all);
            }
        }
    }

    private static String wideTopic(Random random) {
        StringBuilder topic = new StringBuilder("n" + random.nextInt(30));
        for (int rest = random.nextInt(5); rest > 0; rest--) {
            topic.append("/n").append(random.nextInt(30) / (1 + random.nextInt(30)));
        }
        return topic.toString();
    }

    private static String widePattern(Random random) {
        String[] levels = wideTopic(random).split("/");
        for (int i = 0; i < levels.length; i++) {
            levels[i] = random.nextInt(3) == 0 ? "+" : levels[i];
        }
        return String.join("/", levels) + (random.nextInt(4) == 0 ? "/#" : "");
    }

    @Test
    void longPatternsOfWildcardsAreOneWay() {
        StringBuilder pattern = new StringBuilder("+");
        for (int level = 1; level < Topics.MAX_LEVELS; level++) {
            add(pattern + "/#");
            add(pattern.toString());
            pattern.append("/+");
        }
        String topic = "a/".repeat(Topics.MAX_LEVELS - 1) + "a";

        List<Listener> found = new ArrayList<>();
        assertEquals(Topics.MAX_LEVELS, index.match(topic, found), "visited nodes");
        assertEquals(Topics.MAX_LEVELS - 1, found.size());
    }

    @Test
    void aMatchVisitsNoMoreThanTheArrangementsOfWildcardsThatThereAre() {
        Random random = new Random(11);
        String[] arrangements = {"n/n/n/n/n", "+/n/n/n/n", "+/+/n/n/n", "n/n/+/n/n", "n/+/n/+/n"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder pattern = new StringBuilder();
            for (char c : arrangements[random.nextInt(arrangements.length)].toCharArray()) {
                pattern.append(c == 'n' ? "n" + random.nextInt(3) : "" + c);
            }
            add(pattern + "/x" + i + "/#");
        }
        for (int round = 0; round < 1_000; round++) {
            String topic = "n%d/n%d/n%d/n%d/n%d/x%d"
                    .formatted(
                            random.nextInt(3),
                            random.nextInt(3),
                            random.nextInt(3),
                            random.nextInt(3),
                            random.nextInt(3),
                            random.nextInt(20_000));
            int visited = index.match(topic, new ArrayList<>());
            // 1 at the root; of the first n levels there are 2, 4, 5, 5 and 5 arrangements; "/x…" adds none.
            assertTrue(visited <= 1 + 2 + 4 + 5 + 5 + 5 + 5, topic + " visits " + visited);
        }
    }

    @Test
    void theWorstThatPatternsCanDoIsTwoWaysALevel() {
        int levels = 10;
        for (int which = 0; which < 1 << levels; which++) {
            StringBuilder pattern = new StringBuilder();
            for (int level = 0; level < levels; level++) {
                pattern.append((which >> level & 1) == 0 ? "a/" : "+/");
            }
            add(pattern + "x");
        }
        // Without the one that has no wildcard, which is not in the tree.
        int most = (1 << levels + 1) - 2;

        assertEquals(most, index.match("a/".repeat(levels) + "y", new ArrayList<>()), "visited nodes");
        assertEquals(levels + 1, index.match("b/".repeat(levels) + "y", new ArrayList<>()), "visited nodes");
    }

    private void add(String pattern) {
        index.add(new Listener(pattern));
    }

    private static String topic(Random random) {
        String[] levels = {"a", "b", "", "$x"};
        StringBuilder topic = new StringBuilder(levels[random.nextInt(4)]);
        for (int rest = random.nextInt(3); rest > 0; rest--) {
            topic.append('/').append(levels[random.nextInt(4)]);
        }
        return topic.isEmpty() ? "/" : topic.toString();
    }

    private static String pattern(Random random) {
        String[] levels = {"a", "b", "", "$x", "+"};
        StringBuilder pattern = new StringBuilder(levels[random.nextInt(5)]);
        for (int rest = random.nextInt(3); rest > 0; rest--) {
            pattern.append('/').append(levels[random.nextInt(5)]);
        }
        if (random.nextInt(3) == 0) {
            pattern.append("/#");
        }
        return pattern.isEmpty() ? "#" : pattern.toString();
    }

    @Test
    void whoIsThereAllTheTimeIsAlwaysFound() throws InterruptedException {
        Listener steady = new Listener("a/b");
        index.add(steady);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean missed = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(2);
        for (int reader = 0; reader < 2; reader++) {
            Thread thread = new Thread(() -> {
                while (!stop.get()) {
                    if (!index.match("a/b").contains(steady)) {
                        missed.set(true);
                    }
                }
                ended.countDown();
            });
            thread.setDaemon(true);
            thread.start();
        }
        for (int i = 0; i < 20_000; i++) {
            Listener passing = new Listener(List.of("a/+", "a/b/#", "a/b").get(i % 3));
            index.add(passing);
            assertTrue(index.match("a/b").contains(passing), "found once the change has returned");
            index.remove(passing);
            assertFalse(index.match("a/b").contains(passing));
        }
        stop.set(true);
        assertTrue(ended.await(10, TimeUnit.SECONDS));
        assertFalse(missed.get());
    }

    @Test
    void manyListenersOfOneTopicComeAndGo() {
        List<Listener> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Listener listener = new Listener("a");
            all.add(listener);
            index.add(listener);
        }
        assertEquals(new HashSet<>(all), new HashSet<>(index.match("a")));
        all.forEach(index::remove);
        assertTrue(index.bare());
    }

    @Test
    void manyAreAddedAtOnceToThoseThatAreThere() {
        Random random = new Random(9);
        List<Listener> all = new ArrayList<>();
        PatternIndex<Listener>.Bulk bulk = index.bulk();
        for (int i = 0; i < 2_000; i++) {
            Listener listener = new Listener(pattern(random));
            all.add(listener);
            if (i % 20 == 0) {
                index.add(listener);
            } else {
                bulk.add(listener);
            }
        }
        index.addAll(bulk);
        assertEquals(all.size(), index.size());
        for (int i = 0; i < 500; i++) {
            String topic = topic(random);
            List<Listener> expected = all.stream()
                    .filter(listener -> Topics.matches(listener.pattern, topic))
                    .toList();
            List<Listener> found = index.match(topic);
            assertEquals(expected.size(), found.size(), topic);
            assertEquals(new HashSet<>(expected), new HashSet<>(found), topic);
        }
        all.forEach(index::remove);
        assertTrue(index.bare());
    }

    @Test
    void theMoreSpecificPatternComesFirst() {
        List<String> patterns = new ArrayList<>(List.of("#", "a/#", "+/b", "a/+", "a/b", "a/b/#", "+/#", "a/+/c"));
        patterns.sort(Topics::bySpecificity);
        assertEquals(
                "a/b",
                patterns.stream()
                        .filter(p -> Topics.matches(p, "a/b"))
                        .findFirst()
                        .orElseThrow());
        assertEquals(
                "a/b/#",
                patterns.stream()
                        .filter(p -> Topics.matches(p, "a/b/c"))
                        .findFirst()
                        .orElseThrow());
        assertEquals(
                "a/+/c",
                patterns.stream()
                        .filter(p -> Topics.matches(p, "a/x/c"))
                        .findFirst()
                        .orElseThrow());
        assertEquals(
                "+/b",
                patterns.stream()
                        .filter(p -> Topics.matches(p, "x/b"))
                        .findFirst()
                        .orElseThrow());
        assertEquals("#", patterns.get(patterns.size() - 1));
    }
}
