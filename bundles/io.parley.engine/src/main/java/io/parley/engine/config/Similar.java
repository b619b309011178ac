package io.parley.engine.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that somebody may have meant. */
final class Similar {

    private static final int MOST = 3;

    private Similar() {}

    /** The nearest ones of those known, three at the most. */
    static List<String> to(String name, Collection<String> known) {
        int limit = Math.max(2, name.length() / 4);
        return known.stream()
                .filter(one -> distance(name, one) <= limit)
                .sorted(Comparator.comparingInt((String one) -> distance(name, one))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** How many letters to add, to leave out, to change or to swap with their neighbours (Damerau-Levenshtein, restricted). */
    static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
                best = Math.min(best, cost[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    best = Math.min(best, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = best;
            }
        }
        return cost[one.length()][other.length()];
    }
}
