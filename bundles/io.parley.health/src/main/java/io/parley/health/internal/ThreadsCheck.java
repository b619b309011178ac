package io.parley.health.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/** Whether threads wait for each other for ever. */
final class ThreadsCheck implements HealthCheck {

    @Override
    public Result execute() {
        long[] locked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        if (locked == null) {
            return new Result(Result.Status.OK, "No threads wait for each other");
        }
        String names = Arrays.stream(ManagementFactory.getThreadMXBean().getThreadInfo(locked))
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                .sorted()
                .collect(Collectors.joining(", "));
        return new Result(Result.Status.CRITICAL, "Threads wait for each other: " + names);
    }
}
