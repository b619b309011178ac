package io.parley.demo;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was acknowledged and what was received, message by message. Safe for all threads. */
final class Ledger {

    private final Set<String> subscribers;
    private final Map<Line, BitSet> acknowledged = new HashMap<>(); // guarded by this, as all below
    private final Map<Seen, BitSet> received = new HashMap<>();
    private final Map<Seen, Integer> last = new HashMap<>();
    private final Map<Line, long[]> counts = new HashMap<>();

    /** The messages of one publisher to one address: numbered from 1, in their order. */
    record Line(String from, String to) implements Comparable<Line> {

        @Override
        public int compareTo(Line other) {
            return Comparator.comparing(Line::to).thenComparing(Line::from).compare(this, other);
        }
    }

    /** Those messages as somebody sees them: a subscriber of a topic, or all consumers of a queue together. */
    private record Seen(String by, Line line) {}

    /**
     * What became of the messages of a line.
     *
     * @param sent acknowledged to their publishers
     * @param received deliveries
     * @param lost acknowledged and not delivered to everybody who is to get them
     * @param duplicated delivered again and not marked as such
     * @param redelivered delivered again, and marked
     * @param reordered delivered behind a later one of their publisher, and not marked as redelivered
     */
    record Figures(long sent, long received, long lost, long duplicated, long redelivered, long reordered) {

        boolean kept() {
            return lost == 0 && duplicated == 0 && reordered == 0;
        }
    }

    private static final int RECEIVED = 0;
    private static final int DUPLICATED = 1;
    private static final int REDELIVERED = 2;
    private static final int REORDERED = 3;

    /** @param subscribers who get every message to a topic */
    Ledger(Set<String> subscribers) {
        this.subscribers = Set.copyOf(subscribers);
    }

    synchronized void acknowledged(String from, String to, int number) {
        acknowledged.computeIfAbsent(new Line(from, to), line -> new BitSet()).set(number);
    }

    synchronized void received(String by, String from, String to, int number, boolean marked) {
        Line line = new Line(from, to);
        long[] count = counts.computeIfAbsent(line, none -> new long[4]);
        count[RECEIVED]++;
        BitSet seen = received.computeIfAbsent(new Seen(all(to) ? by : "", line), group -> new BitSet());
        if (marked) {
            count[REDELIVERED]++;
        } else if (seen.get(number)) {
            count[DUPLICATED]++;
        } else if (last.getOrDefault(new Seen(by, line), 0) > number) {
            count[REORDERED]++;
        }
        seen.set(number);
        last.merge(new Seen(by, line), number, Math::max);
    }

    /** Whether each subscriber gets what is sent there. */
    private static boolean all(String to) {
        return !to.startsWith("$");
    }

    /** Deliveries that are still to come. */
    synchronized long missing() {
        return acknowledged.keySet().stream().mapToLong(this::missing).sum();
    }

    private long missing(Line line) {
        Set<String> groups = all(line.to) ? subscribers : Set.of("");
        long missing = 0;
        for (String group : groups) {
            BitSet rest = (BitSet) acknowledged.get(line).clone();
            rest.andNot(received.getOrDefault(new Seen(group, line), new BitSet()));
            missing += rest.cardinality();
        }
        return missing;
    }

    synchronized long sent() {
        return acknowledged.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    synchronized long received() {
        return counts.values().stream().mapToLong(count -> count[RECEIVED]).sum();
    }

    /** By address, and by publisher. */
    synchronized Map<Line, Figures> figures() {
        Map<Line, Figures> figures = new TreeMap<>();
        acknowledged.keySet().forEach(line -> figures.put(line, figures(line)));
        return figures;
    }

    private Figures figures(Line line) {
        long sent = acknowledged.get(line).cardinality();
        long[] count = counts.getOrDefault(line, new long[4]);
        return new Figures(
                sent, count[RECEIVED], missing(line), count[DUPLICATED], count[REDELIVERED], count[REORDERED]);
    }
}
