package io.parley.metrics.internal;

import io.parley.spi.metrics.Metric;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MBean, registered a while after the start, since the JVM's management takes a tenth of a second to load. Safe for all threads. */
final class Jmx implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Jmx.class);

    static final String NAME = "io.parley:type=Metrics";

    private final Supplier<List<Metric>> metrics;
    private boolean registered; // guarded by this
    private boolean closed; // guarded by this

    /** @param seconds after which the MBean is registered */
    Jmx(Supplier<List<Metric>> metrics, long seconds) {
        this.metrics = metrics;
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS).execute(this::register);
    }

    private synchronized void register() {
        if (closed) {
            return;
        }
        try {
            server().registerMBean(new MetricsBean(metrics), new ObjectName(NAME));
            registered = true;
        } catch (JMException e) {
            LOG.warn("There are no metrics by JMX: {}", e.toString());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (registered) {
            registered = false;
            try {
                server().unregisterMBean(new ObjectName(NAME));
            } catch (JMException e) {
                LOG.warn("{} stays: {}", NAME, e.toString());
            }
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }
}
