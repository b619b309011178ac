package io.parley.metrics.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Kind;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.Reading;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricsBeanTest {

    private final Histogram fsync = Histogram.ofTimes("journal.fsync", "How long it took");

    private List<Metric> metrics() {
        return List.of(
                fsync.metric(),
                Metric.gauge("session.open", "Sessions", 3),
                new Metric(
                        "queue.dropped",
                        Kind.COUNTER,
                        Unit.NONE,
                        "Dropped",
                        List.of(
                                Reading.value(1, "reason", "expired", "queue", "a"),
                                Reading.value(2, "reason", "overflow", "queue", "a"))));
    }

    @Test
    void figuresAreAttributes() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName(Jmx.NAME);
        fsync.add(2_000_000_000L);
        try (Jmx jmx = new Jmx(this::metrics, 0)) {
            while (!server.isRegistered(name)) {
                LockSupport.parkNanos(jmx, 1_000_000);
            }
            assertEquals(3, server.getMBeanInfo(name).getAttributes().length);
            assertEquals(3.0, server.getAttribute(name, "session.open"));
            TabularData dropped = (TabularData) server.getAttribute(name, "queue.dropped");
            CompositeData row = dropped.get(new Object[] {"overflow", "a"});
            assertEquals(2.0, row.get("value"));
            TabularData times = (TabularData) ((Attribute)
                            server.getAttributes(name, new String[] {"journal.fsync.seconds", "nothing"})
                                    .get(0))
                    .getValue();
            CompositeData all = (CompositeData) times.values().iterator().next();
            assertEquals(1L, all.get("count"));
            assertEquals(2.0, all.get("sum"));
            assertThrows(AttributeNotFoundException.class, () -> server.getAttribute(name, "nothing"));
        }
        assertEquals(false, server.isRegistered(name));
    }
}
