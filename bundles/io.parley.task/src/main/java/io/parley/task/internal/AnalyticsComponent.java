package io.parley.task.internal;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.task.SessionAnalytics;
import io.parley.engine.Engine;
import io.parley.engine.contract.ClientFigures;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.timer.Timers;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers analytics, and tells of them from time to time. A wrong configuration is named by {@link TaskComponent}. */
@Component(
        configurationPid = Settings.PID,
        immediate = true,
        service = {})
public final class AnalyticsComponent {

    private static final Logger LOG = LoggerFactory.getLogger(AnalyticsComponent.class);

    /** Values in memory, without guarantee: who misses one gets the next. */
    private static final Origin ORIGIN = new Origin("parley", "", Guarantee.AT_MOST_ONCE, true);

    private final Engine engine;
    private final Pipeline pipeline;
    private final Analytics analytics;
    private final ServiceRegistration<SessionAnalytics> registration;
    private int seconds = Settings.DEFAULT_ANALYTICS; // guarded by this
    private boolean closed; // guarded by this
    private Timers.Timer timer = () -> {}; // guarded by this

    @Activate
    public AnalyticsComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference Pipeline pipeline,
            @Reference SessionFigures figures,
            @Reference ClientFigures clients) {
        this.engine = engine;
        this.pipeline = pipeline;
        analytics = new Analytics(figures, clients, engine.timers()::now, engine.workers());
        registration = context.registerService(SessionAnalytics.class, analytics, null);
        modified(properties);
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public synchronized void modified(Map<String, Object> properties) {
        try {
            seconds = Settings.of(properties).analyticsSeconds();
        } catch (IllegalArgumentException e) {
            LOG.debug("{}", e.getMessage());
        }
        schedule();
    }

    @Deactivate
    public synchronized void close() {
        closed = true;
        timer.cancel();
        registration.unregister();
        analytics.close();
    }

    private synchronized void schedule() {
        timer.cancel();
        if (seconds > 0 && !closed) {
            timer = engine.timers().after(Duration.ofSeconds(seconds), engine.workers(), this::tell);
        }
    }

    private void tell() {
        try {
            AnalyticsReport.of(analytics).forEach(this::publish);
        } catch (RuntimeException e) {
            LOG.warn("{} is not as it should be: {}", AnalyticsReport.TOPIC, e.getMessage());
        } finally {
            schedule();
        }
    }

    private void publish(Message message) {
        pipeline.accept(message, ORIGIN).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug(
                        "{}: {}",
                        message.address(),
                        RefusedException.of(failure).getMessage());
            }
        });
    }
}
