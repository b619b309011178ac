package io.parley.sys.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Engine;
import io.parley.engine.config.ConfigurationReader;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.timer.Timers;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what has changed of Parley's figures, from time to time. */
@Component(
        configurationPid = "io.parley.sys",
        immediate = true,
        service = {})
@Designate(ocd = SysConfig.class)
public final class SysComponent {

    private static final Logger LOG = LoggerFactory.getLogger(SysComponent.class);

    /** Values in memory, without guarantee: who misses one gets the next. */
    private static final Origin ORIGIN = new Origin("parley", "", Guarantee.AT_MOST_ONCE, true);

    private final Engine engine;
    private final Pipeline pipeline;
    private final Collection<MetricSource> sources = new CopyOnWriteArrayList<>();
    private final SysTopics topics; // guarded by this
    private final long begun = System.nanoTime();
    private long last = begun; // guarded by this
    private int interval = 10; // guarded by this
    private boolean closed; // guarded by this
    private Timers.Timer timer = () -> {}; // guarded by this

    @Activate
    public SysComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference Pipeline pipeline) {
        this.engine = engine;
        this.pipeline = pipeline;
        topics = new SysTopics(context.getBundle().getVersion().toString());
        modified(properties);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addMetrics(MetricSource source) {
        sources.add(source);
    }

    void removeMetrics(MetricSource source) {
        sources.remove(source);
    }

    /** A wrong value leaves what was good before. */
    @Modified
    synchronized void modified(Map<String, Object> properties) {
        try {
            interval = new ConfigurationReader("io.parley.sys", properties).number("interval.seconds", 10, 0, 3_600);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good values stay", e.getMessage());
        }
        schedule();
    }

    @Deactivate
    synchronized void close() {
        closed = true;
        timer.cancel();
    }

    private synchronized void schedule() {
        timer.cancel();
        if (interval > 0 && !closed) {
            timer = engine.timers().after(Duration.ofSeconds(interval), engine.workers(), this::run);
        }
    }

    private void run() {
        try {
            publish();
        } catch (RuntimeException e) {
            LOG.warn("The topics under {} are not as they should be: {}", SysTopics.ROOT, e.getMessage());
        } finally {
            schedule();
        }
    }

    private void publish() {
        List<Metric> metrics = new ArrayList<>();
        sources.forEach(source -> metrics.addAll(source.metrics()));
        Runtime runtime = Runtime.getRuntime();
        Map<String, String> changes;
        synchronized (this) {
            long now = System.nanoTime();
            double seconds = Math.max(1, now - last) / 1e9;
            last = now;
            changes = topics.changes(
                    metrics, (now - begun) / 1_000_000_000L, runtime.totalMemory() - runtime.freeMemory(), seconds);
        }
        changes.forEach((topic, text) -> pipeline.accept(
                        Message.to(Address.topic(topic)).payload(text).build(), ORIGIN)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.debug("{}: {}", topic, RefusedException.of(failure).getMessage());
                    }
                }));
    }
}
