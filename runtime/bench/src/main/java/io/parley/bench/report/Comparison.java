package io.parley.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Figures of two or more sides under the same loads, round by round. The first measure is the one compared, with targets
 * where more of it is better, and with limits where less is. For one thread.
 */
public final class Comparison {

    private final String title;
    private final String baseline;
    private final List<Measure> measures;
    private final Map<String, Map<String, List<double[]>>> rounds = new LinkedHashMap<>();
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param title for people
     * @param baseline the side to which others are compared
     * @param measures at least one
     */
    public Comparison(String title, String baseline, List<Measure> measures) {
        this.title = title;
        this.baseline = baseline;
        this.measures = List.copyOf(measures);
    }

    /** One round of one side, values in the order of the measures. */
    public void add(String load, String side, double... values) {
        if (values.length != measures.size()) {
            throw new IllegalArgumentException(measures.size() + " values are due, not " + values.length);
        }
        rounds.computeIfAbsent(load, key -> new LinkedHashMap<>())
                .computeIfAbsent(side, key -> new ArrayList<>())
                .add(values);
    }

    /** The ratio to the baseline that others should reach under the load. */
    public void target(String load, double ratio) {
        targets.put(load, new Target(ratio, false));
    }

    /** The ratio to the baseline that others should not exceed under the load. */
    public void atMost(String load, double ratio) {
        targets.put(load, new Target(ratio, true));
    }

    /**
     * Where a chart shows the load.
     *
     * @param group the loads that share one picture and its scale; in other groups the figures may be quite different
     * @param label what tells the load from others of its group
     */
    public void group(String load, String group, String label) {
        places.put(load, new Place(group, label));
    }

    /** A line below the table: what does not show in numbers. */
    public void note(String line) {
        notes.add(line);
    }

    public String title() {
        return title;
    }

    public List<Measure> measures() {
        return measures;
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    public Set<String> loads() {
        return new LinkedHashSet<>(rounds.keySet());
    }

    public Set<String> sides(String load) {
        return rounds.get(load).keySet();
    }

    /** The groups in the order of their first loads; "" is that of loads without any. */
    public Set<String> groups() {
        Set<String> groups = new LinkedHashSet<>();
        rounds.keySet().forEach(load -> groups.add(place(load).group));
        return groups;
    }

    /** The loads of one group. */
    public List<String> loads(String group) {
        return rounds.keySet().stream()
                .filter(load -> place(load).group.equals(group))
                .toList();
    }

    /** The load's name within its group. */
    public String label(String load) {
        return place(load).label;
    }

    /** One measure's values in the order of the rounds. */
    public double[] values(String load, String side, Measure measure) {
        int index = measures.indexOf(measure);
        return rounds.get(load).get(side).stream()
                .mapToDouble(round -> round[index])
                .toArray();
    }

    public double median(String load, String side, Measure measure) {
        double[] values = values(load, side, measure);
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** Median by median of the first measure; empty for the baseline itself, or without it. */
    public OptionalDouble ratio(String load, String side) {
        if (side.equals(baseline) || !rounds.get(load).containsKey(baseline)) {
            return OptionalDouble.empty();
        }
        Measure first = measures.get(0);
        return OptionalDouble.of(median(load, side, first) / median(load, baseline, first));
    }

    /** Whether the side reached the target, or kept the limit; empty for the baseline, and without either. */
    public Optional<Boolean> met(String load, String side) {
        OptionalDouble ratio = ratio(load, side);
        Target target = targets.get(load);
        return ratio.isEmpty() || target == null ? Optional.empty() : Optional.of(target.met(ratio.getAsDouble()));
    }

    /** The ratio that should be reached, or not exceeded. */
    public OptionalDouble target(String load) {
        Target target = targets.get(load);
        return target == null ? OptionalDouble.empty() : OptionalDouble.of(target.ratio);
    }

    /** The target in words: ">= 1.20", or "<= 1.03"; empty without any. */
    public String wanted(String load) {
        Target target = targets.get(load);
        return target == null ? "" : String.format(Locale.ROOT, "%s %.2f", target.most ? "<=" : ">=", target.ratio);
    }

    private Place place(String load) {
        return places.getOrDefault(load, new Place("", load));
    }

    private record Place(String group, String label) {}

    private record Target(double ratio, boolean most) {
        boolean met(double value) {
            return most ? value <= ratio : value >= ratio;
        }
    }
}
