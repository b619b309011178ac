package io.parley.ratelimit.internal;

import io.github.bucket4j.TimeMeter;
import java.util.Map;
import java.util.function.Supplier;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One limit's configuration. */
@Component(
        service = RateLimitComponent.class,
        configurationPid = RateLimitComponent.FACTORY_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RateLimitConfig.class, factory = true)
public final class RateLimitComponent implements Supplier<RateLimit> {

    static final String FACTORY_PID = "io.parley.ratelimit";

    private static final Logger LOG = LoggerFactory.getLogger(RateLimitComponent.class);

    private final Counts counts = new Counts();
    private volatile RateLimit limit;

    /** A wrong value leaves what was good before. */
    @Activate
    @Modified
    void configure(Map<String, Object> properties) {
        String pid = String.valueOf(properties.getOrDefault(Constants.SERVICE_PID, FACTORY_PID));
        try {
            Settings settings = Settings.of(pid, properties);
            RateLimit before = limit;
            if (before == null || !before.settings().equals(settings)) {
                limit = new RateLimit(settings, counts, TimeMeter.SYSTEM_NANOTIME);
                LOG.info(
                        "{} limits each {} to {} {} in {} ms",
                        pid,
                        settings.scope(),
                        settings.rate(),
                        settings.bytes() ? "bytes" : "messages",
                        settings.period().toMillis());
            }
        } catch (IllegalArgumentException e) {
            LOG.error("{}; {}", e.getMessage(), limit == null ? "the limit is not used" : "the limit stays as it was");
        }
    }

    /** Null while there was no right configuration. */
    @Override
    public RateLimit get() {
        return limit;
    }
}
