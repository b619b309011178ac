package io.parley.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a load reached in the measured time.
 *
 * @param perSecond records or messages
 * @param cpuMicros processor time of this process for each of them
 */
public record Rate(double perSecond, double cpuMicros) {

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** A beginning, to be compared with the end. */
    public record Start(long count, long nanos, long cpuNanos) {

        /** What came about since, where the count is now that one. */
        public Rate until(long countNow) {
            long done = countNow - count;
            return new Rate(
                    done * 1e9 / (System.nanoTime() - nanos), (PROCESS.getProcessCpuTime() - cpuNanos) / 1e3 / done);
        }
    }

    public static Start start(long count) {
        return new Start(count, System.nanoTime(), PROCESS.getProcessCpuTime());
    }
}
