package io.parley.transport.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.transport.ListenerStatus;
import io.parley.transport.Listeners;
import io.parley.transport.internal.config.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that all listeners share, and the list of listeners. */
@Component(
        service = {TransportComponent.class, Listeners.class, MetricSource.class},
        configurationPid = TransportComponent.PID)
@Designate(ocd = TransportConfig.class)
public final class TransportComponent implements Listeners, MetricSource {
    static final String PID = "io.parley.transport";

    private static final Logger LOG = LoggerFactory.getLogger(TransportComponent.class);

    private final Transport transport = new Transport(Transport.defaultThreads());
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    @Activate
    @Modified
    void configure(Map<String, Object> properties) {
        try {
            int threads = new Settings(PID, properties).number("threads", 0, 0, 256);
            transport.threads(threads == 0 ? Transport.defaultThreads() : threads);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good configuration stays in force", e.getMessage());
        } finally {
            BorrowedThread.leave();
        }
    }

    @Deactivate
    void deactivate() {
        transport.close();
        BorrowedThread.leave();
    }

    Transport transport() {
        return transport;
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    @Override
    public List<ListenerStatus> listeners() {
        return listeners.stream()
                .map(Listener::status)
                .sorted(Comparator.comparing(ListenerStatus::name))
                .toList();
    }

    @Override
    public List<Metric> metrics() {
        return ListenerMetrics.of(listeners());
    }
}
