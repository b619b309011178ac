package io.parley.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A comparison as aligned text. */
public final class TextTable {

    private TextTable() {}

    public static String of(Comparison comparison) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("load", "side"));
        comparison.measures().forEach(measure -> head.add(measure.title()));
        head.addAll(List.of("ratio", "target"));
        rows.add(head);
        for (String load : comparison.loads()) {
            for (String side : comparison.sides(load)) {
                rows.add(row(comparison, load, side));
            }
        }
        StringBuilder text = new StringBuilder(comparison.title()).append('\n');
        int[] widths = widths(rows);
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                String pad = " ".repeat(widths[column] - cell.length());
                text.append(column < 2 ? cell + pad : pad + cell).append("  ");
            }
            text.setLength(text.toString().stripTrailing().length());
            text.append('\n');
        }
        comparison.notes().forEach(note -> text.append("  ").append(note).append('\n'));
        return text.toString();
    }

    private static List<String> row(Comparison comparison, String load, String side) {
        List<String> row = new ArrayList<>(List.of(load, side));
        for (Measure measure : comparison.measures()) {
            double median = comparison.median(load, side, measure);
            row.add(Double.isNaN(median) ? "-" : number(median, measure.digits()));
        }
        OptionalDouble ratio = comparison.ratio(load, side);
        row.add(ratio.isPresent() ? number(ratio.getAsDouble(), 2) : "");
        row.add(comparison
                .met(load, side)
                .map(met -> comparison.wanted(load) + (met ? " met" : " MISSED"))
                .orElse(""));
        return row;
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }
}
