package io.parley.metrics.internal;

import io.parley.api.cache.CacheService;
import io.parley.api.cache.CacheStatistics;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.MetricTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the caches say of themselves. */
final class CacheMetrics implements MetricSource {

    private final Collection<CacheService> services;

    CacheMetrics(Collection<CacheService> services) {
        this.services = services;
    }

    @Override
    public List<Metric> metrics() {
        List<CacheStatistics> caches = services.stream()
                .flatMap(service -> service.statistics().stream())
                .toList();
        return new MetricTable<>(caches, cache -> Map.of("cache", cache.name()))
                .gauge("cache.entries", "Entries of the cache", CacheStatistics::entries)
                .counter("cache.hits", "Reads that found a value", CacheStatistics::hits)
                .counter("cache.misses", "Reads that found none", CacheStatistics::misses)
                .counter("cache.evicted", "Entries that went because of the cache's limit", CacheStatistics::evictions)
                .counter(
                        "cache.invalidated",
                        "Entries that went because what they showed had changed",
                        CacheStatistics::invalidations)
                .metrics();
    }
}
