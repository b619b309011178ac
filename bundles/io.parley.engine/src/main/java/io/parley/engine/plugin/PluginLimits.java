package io.parley.engine.plugin;

/**
 * Bounds of the plug-in registry.
 *
 * @param drainMillis how long a plug-in that goes away may take to end its calls
 * @param overrunMillis how long one call may take before the plug-in is set aside
 * @param parked how many pieces of work may wait for one absent plug-in
 * @param tries how many calls may overrun before the work is given up
 */
public record PluginLimits(long drainMillis, long overrunMillis, int parked, int tries) {

    private static final int TWICE = 2;

    public static final PluginLimits DEFAULT = new PluginLimits(2_000, 10_000, 100_000);

    public PluginLimits(long drainMillis, long overrunMillis, int parked) {
        this(drainMillis, overrunMillis, parked, TWICE);
    }

    /** These, but a call may take that long, once. */
    PluginLimits once(long millis) {
        return new PluginLimits(drainMillis, millis, parked, 1);
    }

    public PluginLimits {
        if (drainMillis < 0 || overrunMillis < 1 || parked < 0) {
            throw new IllegalArgumentException("Limits are positive: " + drainMillis + " ms to drain, " + overrunMillis
                    + " ms for a call, " + parked + " parked");
        }
    }
}
