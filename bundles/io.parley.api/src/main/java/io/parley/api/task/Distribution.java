package io.parley.api.task;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How long something took. Times are counted in classes, and each of these is the upper end of its class: half of all took no longer than
 * the median, and so on. What is above all classes counts as the end of the last one.
 *
 * @param count of how many; with none all times are zero
 * @param median of half
 * @param p90 of 90 in 100
 * @param p99 of 99 in 100
 * @param longest of all
 */
public record Distribution(long count, Duration median, Duration p90, Duration p99, Duration longest) {

    /** Of nothing. */
    public static final Distribution NONE =
            new Distribution(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    public Distribution {
        Objects.requireNonNull(median, "median");
        Objects.requireNonNull(p90, "p90");
        Objects.requireNonNull(p99, "p99");
        Objects.requireNonNull(longest, "longest");
    }

    /**
     * From what was counted.
     *
     * @param ends the upper ends of the classes, ascending
     * @param counts how many there are in each, and how many above
     */
    public static Distribution of(List<Duration> ends, List<Long> counts) {
        if (counts.size() != ends.size() + 1) {
            throw new IllegalArgumentException(counts.size() + " counts for " + ends.size() + " classes");
        }
        long all = counts.stream().mapToLong(Long::longValue).sum();
        return all == 0
                ? NONE
                : new Distribution(
                        all,
                        end(ends, counts, (all + 1) / 2),
                        end(ends, counts, all - all / 10),
                        end(ends, counts, all - all / 100),
                        end(ends, counts, all));
    }

    /** Of the class with the one that has that place in the order. */
    private static Duration end(List<Duration> ends, List<Long> counts, long place) {
        long below = 0;
        for (int i = 0; i < ends.size(); i++) {
            below += counts.get(i);
            if (below >= place) {
                return ends.get(i);
            }
        }
        return ends.get(ends.size() - 1);
    }
}
