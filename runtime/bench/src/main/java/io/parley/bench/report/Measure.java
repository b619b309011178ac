package io.parley.bench.report;

/**
 * Something measured.
 *
 * @param name for example "p99"
 * @param unit for example "µs"
 * @param digits behind the point in a table
 */
public record Measure(String name, String unit, int digits) {

    /** "p99 [µs]". */
    public String title() {
        return name + " [" + unit + "]";
    }
}
