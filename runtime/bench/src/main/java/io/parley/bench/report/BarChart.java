package io.parley.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The first measure of a comparison as an SVG picture: a panel with a scale of its own for each group of loads, in it a
 * bar for each load and side with whiskers from least to most, and behind it the median, the ratio and whether it met its
 * target.
 */
final class BarChart {

    private static final List<String> COLOURS = List.of("#9aa5b1", "#2f6fde", "#d97706", "#059669");
    private static final String PLAIN = "#000000";
    private static final String MET = "#047857";
    private static final String MISSED = "#b91c1c";
    private static final int TOP = 34;
    private static final int LINE = 18;
    private static final int GAP = 8;
    private static final int LABEL_CHARACTER = 7;
    private static final int BARS = 300;
    private static final int FIGURES = 200;

    private final Comparison comparison;
    private final Measure measure;
    private final int labels;
    private final int columns;
    private final List<String> shapes = new ArrayList<>();

    private BarChart(Comparison comparison) {
        this.comparison = comparison;
        measure = comparison.measures().get(0);
        labels = longestLabel() * LABEL_CHARACTER + 16;
        columns = comparison.groups().size() > 1 ? 2 : 1;
    }

    static String of(Comparison comparison) {
        return new BarChart(comparison).draw();
    }

    private String draw() {
        int width = columns * (labels + BARS + FIGURES);
        text(10, 20, "start", PLAIN, comparison.title() + ": " + measure.title());
        int y = TOP;
        List<String> groups = List.copyOf(comparison.groups());
        for (int i = 0; i < groups.size(); i += columns) {
            int bottom = y;
            for (int column = 0; column < columns && i + column < groups.size(); column++) {
                bottom = Math.max(bottom, panel(groups.get(i + column), column * (width / columns), y));
            }
            y = bottom + GAP;
        }
        return format("<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'>\n", width, y)
                + "<rect width='100%' height='100%' fill='white'/>\n"
                + String.join("\n", shapes)
                + "\n</svg>\n";
    }

    /** Draws one and returns where it ends. */
    private int panel(String group, int x, int top) {
        List<String> loads = comparison.loads(group);
        double scale = BARS / most(loads);
        int y = top;
        if (!group.isEmpty()) {
            text(x + labels, y + 14, "start", PLAIN, group);
            y += LINE + 4;
        }
        for (String load : loads) {
            int side = 0;
            for (String name : comparison.sides(load)) {
                bar(load, name, COLOURS.get(side++ % COLOURS.size()), scale, x, y);
                y += LINE;
            }
            y += GAP;
        }
        return y;
    }

    private void bar(String load, String side, String colour, double scale, int x, int y) {
        double median = comparison.median(load, side, measure);
        int left = x + labels;
        text(left - 8, y + 13, "end", PLAIN, comparison.label(load) + ": " + side);
        shapes.add(format(
                "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
                left, y + 2, median * scale, LINE - 4, colour));
        double[] values = comparison.values(load, side, measure);
        shapes.add(format(
                "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='black'/>",
                left + least(values) * scale, y + LINE / 2, left + most(values) * scale, y + LINE / 2));
        String figure = format("%,.0f", median);
        if (comparison.ratio(load, side).isPresent()) {
            figure += format(" = %.2f ×", comparison.ratio(load, side).getAsDouble());
        }
        if (comparison.met(load, side).isPresent()) {
            figure += format(", wanted %s", comparison.target(load).getAsDouble());
        }
        String verdict =
                comparison.met(load, side).map(met -> met ? MET : MISSED).orElse(PLAIN);
        text(left + BARS + 8, y + 13, "start", verdict, figure);
    }

    private int longestLabel() {
        int longest = 0;
        for (String load : comparison.loads()) {
            for (String side : comparison.sides(load)) {
                longest = Math.max(longest, comparison.label(load).length() + 2 + side.length());
            }
        }
        return longest;
    }

    private double most(List<String> loads) {
        double most = 1;
        for (String load : loads) {
            for (String side : comparison.sides(load)) {
                most = Math.max(most, most(comparison.values(load, side, measure)));
            }
        }
        return most;
    }

    private static double most(double[] values) {
        double most = 0;
        for (double value : values) {
            most = Math.max(most, value);
        }
        return most;
    }

    private static double least(double[] values) {
        double least = Double.MAX_VALUE;
        for (double value : values) {
            least = Math.min(least, value);
        }
        return least;
    }

    private void text(int x, int y, String anchor, String colour, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        shapes.add(format(
                "<text x='%d' y='%d' font-family='sans-serif' font-size='12' fill='%s' text-anchor='%s'>%s</text>",
                x, y, colour, anchor, escaped));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
