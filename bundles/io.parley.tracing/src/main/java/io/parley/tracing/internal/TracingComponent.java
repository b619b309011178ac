package io.parley.tracing.internal;

import io.parley.spi.configuration.DataFolder;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.tracing.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers a tracer while tracing is on. While it is off nothing of OpenTelemetry is loaded. */
@Component(configurationPid = Settings.PID, immediate = true, service = MetricSource.class)
@Designate(ocd = TracingConfig.class)
public final class TracingComponent implements MetricSource {

    private static final Logger LOG = LoggerFactory.getLogger(TracingComponent.class);

    /** So long the end of the bundle waits for the last spans to be sent. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final BundleContext context;
    private final Path folder;
    private final Figures figures = new Figures();
    private Settings settings; // guarded by this; null before the first good ones
    private Silence silence; // guarded by this; null until it is on for the first time
    private Traces traces; // guarded by this; null while it is off
    private ServiceRegistration<Tracer> registration; // guarded by this; null while it is off

    @Activate
    public TracingComponent(BundleContext context) {
        this.context = context;
        this.folder = DataFolder.of(context);
    }

    /** A wrong value leaves what was good before. */
    @Activate
    @Modified
    synchronized void configure(Map<String, Object> properties) {
        try {
            Settings next = Settings.of(properties, folder);
            if (!next.equals(settings)) {
                use(next);
                settings = next;
            }
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good values stay", e.getMessage());
        }
    }

    private void use(Settings next) {
        if (!next.enabled()) {
            stop(Duration.ZERO);
            return;
        }
        if (silence == null) {
            silence = new Silence();
        }
        Traces before = traces;
        if (before == null || !next.sending().equals(settings.sending())) {
            traces = new Traces(next.sending(), context.getBundle().getVersion().toString(), figures);
            LOG.info("Traces go to {}", next.sending().endpoint());
        }
        // The next one is there before the one before it goes: no message in between is missed.
        ServiceRegistration<Tracer> ended = registration;
        registration = context.registerService(Tracer.class, traces.tracer(next.sampling()), null);
        if (ended != null) {
            ended.unregister();
        }
        if (before != null && before != traces) {
            before.close();
        }
    }

    private void stop(Duration patience) {
        if (traces != null) {
            registration.unregister();
            registration = null;
            traces.close(patience);
            traces = null;
        }
    }

    @Override
    public synchronized List<Metric> metrics() {
        if (traces != null) {
            traces.read();
        }
        return figures.metrics();
    }

    @Deactivate
    synchronized void close() {
        stop(FAREWELL);
        if (silence != null) {
            silence.close();
            silence = null;
        }
    }
}
