package io.parley.ratelimit.internal;

import io.parley.api.message.Message;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Sender;
import io.parley.spi.interceptor.Verdict;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.MetricTable;
import io.parley.spi.plugin.Inline;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Offers the limits as one interceptor, as long as there are any. It is asked before others, which may have more to do. The configurations of its
 * name are those of the limits.
 */
@Component(
        name = "io.parley.ratelimit",
        configurationPolicy = ConfigurationPolicy.IGNORE,
        service = {Interceptor.class, MetricSource.class},
        property = "service.ranking:Integer=10000")
@Inline
public final class RateLimiterComponent implements Interceptor, MetricSource {

    @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<RateLimitComponent> components = List.of();

    private final RateLimiter limiter = new RateLimiter(() -> components);

    @Override
    public CompletionStage<Verdict> beforeAccept(Message message, Sender sender) {
        return limiter.beforeAccept(message, sender);
    }

    @Override
    public List<Metric> metrics() {
        List<RateLimit> limits = components.stream()
                .map(RateLimitComponent::get)
                .filter(Objects::nonNull)
                .toList();
        return new MetricTable<>(
                        limits, limit -> Map.of("name", limit.settings().name()))
                .counter(
                        "ratelimit.passed",
                        "Messages that were not too fast",
                        limit -> limit.counts().passed.sum())
                .counter(
                        "ratelimit.delayed",
                        "Messages that had to wait",
                        limit -> limit.counts().delayed.sum())
                .counter(
                        "ratelimit.rejected",
                        "Messages refused for being too fast",
                        limit -> limit.counts().rejected.sum())
                .counter(
                        "ratelimit.shared",
                        "Messages that took from the bucket that is shared when there are too many",
                        limit -> limit.counts().shared.sum())
                .gauge("ratelimit.buckets", "Buckets that are not full, or were not lately", RateLimit::buckets)
                .metrics();
    }
}
