package io.parley.api.cache;

/**
 * What one cache has done since it was made.
 *
 * @param name the cache's name
 * @param entries now
 * @param hits reads that found a value
 * @param misses reads that found none
 * @param evictions entries that went because of the bound
 * @param invalidations entries that went because what they showed had changed
 */
public record CacheStatistics(String name, long entries, long hits, long misses, long evictions, long invalidations) {}
