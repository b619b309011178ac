package io.parley.cache.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.cache.CacheOptions;
import io.parley.api.cache.CacheStatistics;
import io.parley.api.cache.NamedCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EhcacheServiceTest {

    private static final CacheOptions TEN = new CacheOptions(10, Duration.ZERO);

    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final EhcacheService service = new EhcacheService(clock::get);

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void whatWasPutIsFoundUntilItIsInvalidated() {
        NamedCache<String, Integer> cache = service.cache("a", String.class, Integer.class, TEN);
        cache.put("one", 1);
        cache.put("two", 2);
        assertEquals(Optional.of(1), cache.get("one"));

        cache.invalidate("one");
        cache.invalidate("never there");

        assertEquals(Optional.empty(), cache.get("one"));
        assertEquals(Optional.of(2), cache.get("two"));
        assertEquals(List.of(new CacheStatistics("a", 1, 2, 1, 0, 1)), List.copyOf(service.statistics()));
    }

    @Test
    void clearingCountsEachEntry() {
        NamedCache<Integer, String> cache = service.cache("a", Integer.class, String.class, TEN);
        IntStream.range(0, 7).forEach(i -> cache.put(i, "v"));

        cache.clear();

        assertEquals(new CacheStatistics("a", 0, 0, 0, 0, 7), only());
    }

    @Test
    void theBoundEvicts() {
        NamedCache<Integer, String> cache = service.cache("a", Integer.class, String.class, TEN);
        IntStream.range(0, 1000).forEach(i -> cache.put(i, "v"));

        long found =
                IntStream.range(0, 1000).filter(i -> cache.get(i).isPresent()).count();

        assertEquals(10, found);
        assertEquals(new CacheStatistics("a", 10, 10, 990, 990, 0), only());
    }

    @Test
    void anEntryLivesItsTimeAndIsNoEviction() {
        NamedCache<String, String> cache =
                service.cache("a", String.class, String.class, new CacheOptions(10, Duration.ofSeconds(5)));
        cache.put("k", "v");
        clock.addAndGet(4_999);
        assertEquals(Optional.of("v"), cache.get("k"));
        clock.addAndGet(1);

        assertEquals(Optional.empty(), cache.get("k"));
        assertEquals(new CacheStatistics("a", 0, 1, 1, 0, 0), only());
    }

    @Test
    void oneNameIsOneCacheOfOneType() {
        NamedCache<String, Integer> cache = service.cache("a", String.class, Integer.class, TEN);

        assertSame(cache, service.cache("a", String.class, Integer.class, new CacheOptions(99, Duration.ZERO)));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> service.cache("a", String.class, Long.class, TEN))
                .getMessage();
        assertEquals(
                "Cache 'a' holds java.lang.String -> java.lang.Integer, not java.lang.String -> java.lang.Long",
                message);
    }

    @Test
    void valuesAreKeptNotCopied() {
        NamedCache<String, List<?>> cache = lists();
        List<Integer> value = new ArrayList<>();
        cache.put("k", value);

        assertSame(value, cache.get("k").orElseThrow());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private NamedCache<String, List<?>> lists() {
        return (NamedCache) service.cache("lists", String.class, List.class, TEN);
    }

    @Test
    void aClosedCacheHoldsNothingAndHarmsNobody() {
        NamedCache<String, Integer> cache = service.cache("a", String.class, Integer.class, TEN);
        cache.put("one", 1);
        service.close();
        service.close();

        cache.put("two", 2);
        cache.invalidate("one");
        cache.clear();

        assertEquals(Optional.empty(), cache.get("one"));
        assertTrue(service.statistics().isEmpty());
        assertThrows(IllegalStateException.class, () -> service.cache("b", String.class, Integer.class, TEN));
    }

    @Test
    void aCacheWhoseTypesHaveGoneIsMadeAnew() {
        NamedCache<String, Integer> cache = service.cache("a", String.class, Integer.class, TEN);
        service.cache("b", String.class, String.class, TEN).put("k", "v");
        cache.put("one", 1);

        service.closeCachesOf(type -> type == Integer.class);

        assertEquals(Optional.empty(), cache.get("one"));
        assertEquals("b", only().name());
        NamedCache<String, Long> other = service.cache("a", String.class, Long.class, TEN);
        other.put("one", 1L);
        assertEquals(Optional.of(1L), other.get("one"));
    }

    @Test
    void countsAreExactUnderManyThreads() throws Exception {
        NamedCache<Integer, Integer> cache =
                service.cache("a", Integer.class, Integer.class, new CacheOptions(10_000, Duration.ZERO));
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int base = thread * 1000;
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = base; i < base + 1000; i++) {
                    cache.get(i);
                    cache.put(i, i);
                    cache.get(i);
                    cache.get(i);
                    if (i % 4 == 0) {
                        cache.invalidate(i);
                    }
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

        assertEquals(new CacheStatistics("a", 3000, 8000, 4000, 0, 1000), only());
    }

    private CacheStatistics only() {
        assertEquals(1, service.statistics().size());
        return service.statistics().iterator().next();
    }
}
