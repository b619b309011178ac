package io.parley.sys.internal;

/** How much happens in a minute, averaged over the last 1, 5 and 15 minutes with the weight of the past fading away. For one thread. */
final class Load {

    static final int[] MINUTES = {1, 5, 15};

    private final double[] averages = new double[MINUTES.length];
    private long last;
    private boolean begun;

    /**
     * Takes a reading.
     *
     * @param total what has happened so far
     * @param seconds since the reading before, above 0
     */
    void read(long total, double seconds) {
        // A service that started anew counts from 0 again.
        long more = begun && total >= last ? total - last : begun ? total : 0;
        last = total;
        begun = true;
        double rate = more * 60 / seconds;
        for (int i = 0; i < averages.length; i++) {
            double fading = Math.exp(-seconds / (60.0 * MINUTES[i]));
            averages[i] = averages[i] * fading + rate * (1 - fading);
        }
    }

    /** @param index in {@link #MINUTES} */
    double average(int index) {
        return averages[index];
    }
}
