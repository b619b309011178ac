package io.parley.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The first measure of a comparison as an SVG picture with a bar for each load and side, whiskers from least to most. */
final class BarChart {

    private static final List<String> COLOURS = List.of("#9aa5b1", "#2f6fde", "#d97706", "#059669");
    private static final int LABELS = 260;
    private static final int BARS = 520;
    private static final int LINE = 20;

    private BarChart() {}

    static String of(Comparison comparison) {
        Measure measure = comparison.measures().get(0);
        List<String> shapes = new ArrayList<>();
        double scale = BARS / max(comparison, measure);
        shapes.add(text(10, 20, "bold", "start", comparison.title() + ": " + measure.title()));
        int y = 36;
        for (String load : comparison.loads()) {
            int colour = 0;
            for (String side : comparison.sides(load)) {
                double median = comparison.median(load, side, measure);
                double width = median * scale;
                shapes.add(text(LABELS - 8, y + 14, "normal", "end", load + ": " + side));
                shapes.add(format(
                        "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
                        LABELS, y + 2, width, LINE - 4, COLOURS.get(colour++ % COLOURS.size())));
                shapes.add(whisker(comparison.values(load, side, measure), scale, y + LINE / 2));
                shapes.add(text(LABELS + BARS + 10, y + 14, "normal", "start", format("%,.0f", median)));
                y += LINE;
            }
            y += LINE / 2;
        }
        return format("<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'>\n", LABELS + BARS + 110, y)
                + "<rect width='100%' height='100%' fill='white'/>\n"
                + String.join("\n", shapes)
                + "\n</svg>\n";
    }

    private static String whisker(double[] values, double scale, int y) {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (double value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return format(
                "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='black'/>",
                LABELS + least * scale, y, LABELS + most * scale, y);
    }

    private static double max(Comparison comparison, Measure measure) {
        double max = 1;
        for (String load : comparison.loads()) {
            for (String side : comparison.sides(load)) {
                for (double value : comparison.values(load, side, measure)) {
                    max = Math.max(max, value);
                }
            }
        }
        return max;
    }

    private static String text(int x, int y, String weight, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        return format(
                "<text x='%d' y='%d' font-family='sans-serif' font-size='12' font-weight='%s' text-anchor='%s'>%s</text>",
                x, y, weight, anchor, escaped);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
