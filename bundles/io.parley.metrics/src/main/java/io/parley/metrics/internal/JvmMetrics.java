package io.parley.metrics.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Kind;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.MetricTable;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the JVM knows of itself and its process, under the names that dashboards expect. Loads nothing before it is asked. */
final class JvmMetrics implements MetricSource {

    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;

    @Override
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>();
        process(all);
        memory(all);
        all.addAll(new MetricTable<>(
                        ManagementFactory.getGarbageCollectorMXBeans(), collector -> Map.of("gc", collector.getName()))
                .counter("jvm.gc.collections", "Collections of garbage", GarbageCollectorMXBean::getCollectionCount)
                .add(
                        "jvm.gc.collection",
                        Kind.COUNTER,
                        Unit.SECONDS,
                        "Time spent collecting garbage",
                        collector -> collector.getCollectionTime() / MILLIS)
                .metrics());
        all.add(Metric.gauge(
                "jvm.threads", "Threads", ManagementFactory.getThreadMXBean().getThreadCount()));
        all.add(Metric.gauge(
                "jvm.classes",
                "Loaded classes",
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount()));
        return all;
    }

    private static void process(List<Metric> all) {
        all.add(Metric.gauge(
                "process.start.time",
                Unit.SECONDS,
                "When the process began, as seconds since 1970",
                ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS));
        double nanos = system("ProcessCpuTime");
        if (nanos >= 0) {
            all.add(Metric.counter("process.cpu", Unit.SECONDS, "CPU time of the process", nanos / NANOS));
        }
        double open = system("OpenFileDescriptorCount");
        if (open >= 0) {
            all.add(Metric.gauge("process.open.fds", "Open file descriptors", open));
            all.add(Metric.gauge("process.max.fds", "How many may be open", system("MaxFileDescriptorCount")));
        }
    }

    /** By name, since not every framework shows bundles the classes; below 0 where that is not known here. */
    private static double system(String attribute) {
        try {
            Object value = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), attribute);
            return ((Number) value).doubleValue();
        } catch (JMException e) {
            return -1;
        }
    }

    private static void memory(List<Metric> all) {
        List<Map.Entry<String, MemoryUsage>> areas = List.of(
                Map.entry("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()),
                Map.entry("nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()));
        MetricTable<Map.Entry<String, MemoryUsage>> table =
                new MetricTable<>(areas, area -> Map.of("area", area.getKey()));
        usage(table, "jvm.memory.used", "Memory in use", MemoryUsage::getUsed);
        usage(table, "jvm.memory.committed", "Memory taken from the operating system", MemoryUsage::getCommitted);
        usage(table, "jvm.memory.max", "The most memory there may be; -1 where there is no limit", MemoryUsage::getMax);
        all.addAll(table.metrics());
        all.addAll(new MetricTable<>(
                        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class),
                        pool -> Map.of("pool", pool.getName()))
                .add(
                        "jvm.buffer.pool.used",
                        Kind.GAUGE,
                        Unit.BYTES,
                        "Memory of buffers outside the heap",
                        BufferPoolMXBean::getMemoryUsed)
                .metrics());
    }

    private static void usage(
            MetricTable<Map.Entry<String, MemoryUsage>> table,
            String name,
            String help,
            ToLongFunction<MemoryUsage> what) {
        table.add(name, Kind.GAUGE, Unit.BYTES, help, area -> what.applyAsLong(area.getValue()));
    }
}
