package io.parley.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table at the end. */
final class Report {

    private static final String ROW = "%-12s %-14s %9s %9s %6s %11s %12s %10s%n";

    private Report() {}

    /** @param lines how many publishers send to how many addresses */
    static String of(Map<Ledger.Line, Ledger.Figures> figures, int lines, Pauses pauses, int swaps) {
        StringBuilder text = new StringBuilder();
        text.append(ROW.formatted("from", "to", "sent", "received", "lost", "duplicated", "redelivered", "reordered"));
        figures.forEach((line, one) -> text.append(ROW.formatted(
                line.from(),
                line.to(),
                number(one.sent()),
                number(one.received()),
                number(one.lost()),
                number(one.duplicated()),
                number(one.redelivered()),
                number(one.reordered()))));
        text.append("longest pause: %s ms without a swap, %s ms during %d swaps, %s ms across SIGKILL and restart%n"
                .formatted(
                        number(pauses.millis(Pauses.Phase.PLAIN)),
                        number(pauses.millis(Pauses.Phase.SWAPS)),
                        swaps,
                        number(pauses.millis(Pauses.Phase.KILL))));
        text.append(verdict(figures, lines)).append(System.lineSeparator());
        return text.toString();
    }

    private static String verdict(Map<Ledger.Line, Ledger.Figures> figures, int lines) {
        List<String> broken = new ArrayList<>();
        long lost = figures.values().stream().mapToLong(Ledger.Figures::lost).sum();
        long duplicated =
                figures.values().stream().mapToLong(Ledger.Figures::duplicated).sum();
        long reordered =
                figures.values().stream().mapToLong(Ledger.Figures::reordered).sum();
        if (lost > 0) {
            broken.add(number(lost) + " acknowledged messages are lost");
        }
        if (duplicated > 0) {
            broken.add(number(duplicated) + " messages came twice, unmarked");
        }
        if (reordered > 0) {
            broken.add(number(reordered) + " messages came out of order");
        }
        if (figures.size() < lines) {
            broken.add(
                    "only " + figures.size() + " of " + lines + " publishers and addresses had anything acknowledged");
        }
        return broken.isEmpty()
                ? "kept: nothing lost, nothing doubled, everything in order"
                : "BROKEN: " + String.join("; ", broken);
    }

    static boolean kept(Map<Ledger.Line, Ledger.Figures> figures, int lines) {
        return figures.size() == lines && figures.values().stream().allMatch(Ledger.Figures::kept);
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
