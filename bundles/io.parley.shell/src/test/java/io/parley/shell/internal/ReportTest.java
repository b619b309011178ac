package io.parley.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.cache.CacheOptions;
import io.parley.api.cache.CacheService;
import io.parley.api.cache.CacheStatistics;
import io.parley.api.cache.NamedCache;
import io.parley.engine.plugin.PluginStatus;
import io.parley.engine.status.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void sessionIsPutTogetherFromWhatEachServiceKnows() {
        Status holders = new Status() {
            @Override
            public List<Session> sessions(int limit) {
                return List.of(
                        new Session("b", "", "DETACHED", 0, 0, false, 0, 0, 0, 0, false),
                        new Session("a", "ann", "ACTIVE", 0, 0, false, 0, 0, 0, 0, false));
            }
        };
        Status inboxes = new Status() {
            @Override
            public List<Session> sessions(int limit) {
                return List.of(new Session("a", "", "", 12, 2, true, 20, 8, 1, 3, true));
            }
        };
        assertEquals("""
                SESSION  PRINCIPAL  STATE     INBOX  INFLIGHT  PARKED  IN  OUT  REDELIVERED  DROPPED  SLOW
                a        ann        ACTIVE       12         2  yes     20    8            1        3  yes
                b        -          DETACHED      0         0  no       0    0            0        0  no""", Report.sessions(List.of(inboxes, holders), 10));
        assertEquals(2, Report.sessions(List.of(inboxes, holders), 1).lines().count());
    }

    @Test
    void queuesAndPluginsAreSorted() {
        Status status = new Status() {
            @Override
            public List<Queue> queues() {
                return List.of(
                        new Queue("z", 0, 0, 0, 0, 0, 0, 0, 0, 0, "", 0),
                        new Queue("a", 1, 2, 3, 4, 5, 6, 7, 8, 9, "zstd", 2));
            }

            @Override
            public List<PluginStatus> plugins() {
                return List.of(new PluginStatus("compressor", "zstd", 1, 0, 5, 0, 0, 0, 7));
            }
        };
        assertEquals("""
                QUEUE  CONSUMERS  WAITING  LEASED  PARKED  IN  OUT  REDELIVERED  DROPPED  REFUSED  COMPRESSOR  SLOW
                a              1        2       3       4   5    6            7        8        9  zstd           2
                z              0        0       0       0   0    0            0        0        0  -              0""", Report.queues(List.of(status)));
        assertEquals("""
                KIND        NAME  INSTANCES  HOLDS  CALLS  FAILURES  REDONE  OVERRUNS  PARKED
                compressor  zstd          1      0      5         0       0         0       7""", Report.plugins(List.of(status)));
        assertEquals("TOPIC  EVENTS  LAST  RETAINED  PARKED", Report.topics(List.of(status), 5));
    }

    @Test
    void namesCannotControlTheTerminal() {
        assertEquals("A\n?[2Jx?", new Table("A").row("\u001b[2Jx\n").toString());
    }

    @Test
    void rowsHaveAllColumns() {
        assertThrows(IllegalArgumentException.class, () -> new Table("A", "B").row(1));
    }

    @Test
    void cachesAreSorted() {
        CacheService service = new CacheService() {
            @Override
            public <K, V> NamedCache<K, V> cache(String name, Class<K> keys, Class<V> values, CacheOptions options) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<CacheStatistics> statistics() {
                return List.of(new CacheStatistics("z", 1, 2, 3, 4, 5), new CacheStatistics("a", 0, 0, 0, 0, 0));
            }
        };
        assertEquals("""
                CACHE  ENTRIES  HITS  MISSES  EVICTED  INVALIDATED
                a            0     0       0        0            0
                z            1     2       3        4            5""", Report.caches(List.of(service)));
    }
}
