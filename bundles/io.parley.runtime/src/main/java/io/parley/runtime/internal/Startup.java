package io.parley.runtime.internal;

import io.parley.launcher.host.Host;
import io.parley.spi.health.Health;
import io.parley.spi.health.Health.Report;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Once all bundles are started, asks all {@link Health} services often until the start has succeeded or failed, and tells
 * the host.
 */
final class Startup implements AutoCloseable {

    private static final long PERIOD_MILLIS = 10;

    private final Host host;
    private final Bundle framework;
    private final Readiness readiness;
    private final ServiceTracker<Health, Health> parts;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "parley-startup"));

    Startup(BundleContext context, Host host, Set<String> required, Duration limit) {
        this.host = host;
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        this.readiness = new Readiness(required, limit, System.nanoTime());
        this.parts = new ServiceTracker<>(context, Health.class, null);
        parts.open();
        timer.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (framework.getState() != Bundle.ACTIVE) {
            return;
        }
        Readiness.Verdict verdict = readiness.judge(reports(), System.nanoTime());
        if (verdict instanceof Readiness.Ready ready) {
            ready.offers().forEach(host::announce);
            host.ready();
            timer.shutdown();
        } else if (verdict instanceof Readiness.Failed failed) {
            host.failed(failed.message());
            timer.shutdown();
        }
    }

    private Map<String, Report> reports() {
        Map<String, Report> reports = new HashMap<>();
        for (Health part : parts.getTracked().values()) {
            try {
                reports.put(part.subject(), part.report());
            } catch (RuntimeException e) {
                // A part that goes while it is asked will be back, or be missed when time is over.
            }
        }
        return reports;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        parts.close();
    }
}
