package io.parley.health.internal;

import io.parley.engine.config.ConfigurationReader;
import java.util.Map;

/**
 * The validated configuration.
 *
 * @param warnMib with less free space on the disk it is a warning
 * @param criticalMib with less it is critical
 * @param readyDegraded whether a Parley that works in part is ready
 */
record Settings(int warnMib, int criticalMib, boolean readyDegraded) {

    static final String PID = "io.parley.health";

    static final Settings DEFAULT = new Settings(1_024, 128, true);

    private static final int MOST_MIB = 1 << 30;

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    static Settings of(Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(PID, properties);
        return new Settings(
                in.number("disk.warn.mib", DEFAULT.warnMib, 0, MOST_MIB),
                in.number("disk.critical.mib", DEFAULT.criticalMib, 0, MOST_MIB),
                in.flag("ready.degraded", DEFAULT.readyDegraded));
    }
}
