package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.api.session.StateValue;
import io.parley.testkit.MemoryCaches;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** State is read through a cache that comes and goes, and nobody can tell but by the time it takes. */
@Timeout(60)
class StateCacheTest {

    private static final OptionalLong ANY = OptionalLong.empty();

    private final MemoryCaches caches = new MemoryCaches();
    private final MemoryCaches others = new MemoryCaches();
    private Host host = new Host(Settings.DEFAULT);

    @AfterEach
    void close() {
        host.close();
    }

    private CompletionStage<Long> put(String session, String key, String value) {
        return host.service().putState(session, key, Payload.utf8(value), ANY);
    }

    private String read(String session, String key) {
        Optional<StateValue> value = get(host.service().state(session, key));
        return value.map(found -> new String(found.value().toBytes()) + "@" + found.version())
                .orElse("none");
    }

    private void stored() {
        host.engine.checkpoint();
        host.settle();
    }

    @Test
    void valueIsReadFromTheViewOnce() {
        host.core.cache().use(caches);
        host.open("a", false, HOUR);
        get(put("a", "k", "one"));
        stored();
        for (int i = 0; i < 3; i++) {
            assertEquals("one@1", read("a", "k"));
        }
        assertEquals(2, caches.statistics(StateCache.NAME).hits());
        get(put("a", "k", "two"));
        assertEquals(0, caches.statistics(StateCache.NAME).entries());
        assertEquals("two@2", read("a", "k"));
    }

    @Test
    void largeValuesAreNotKept() {
        host.core.cache().use(caches);
        host.open("a", false, HOUR);
        String large = "x".repeat(StateCache.LARGEST + 1);
        get(put("a", "k", large));
        stored();
        assertEquals(large + "@1", read("a", "k"));
        assertEquals(0, caches.statistics(StateCache.NAME).entries());
    }

    @Test
    void cacheThatMissedTheChangesTellsNothingOld() {
        host.core.cache().use(caches);
        host.open("a", false, HOUR);
        get(put("a", "k", "one"));
        stored();
        assertEquals("one@1", read("a", "k"));
        host.core.cache().stop(caches);
        get(host.service().removeState("a", "k", ANY));
        get(put("a", "k", "another"));
        stored();
        host.core.cache().use(caches);
        assertEquals("another@3", read("a", "k"));
    }

    @Test
    void sessionBeginsWithoutWhatOneOfThatNameHad() {
        host.core.cache().use(caches);
        host.open("a", false, HOUR);
        get(put("a", "k", "one"));
        stored();
        assertEquals("one@1", read("a", "k"));
        get(host.service().close("a"));
        assertEquals(0, caches.statistics(StateCache.NAME).entries());
        host.open("a", false, HOUR);
        assertEquals("none", read("a", "k"));
    }

    @Test
    void readsAreWhatAModelSaysWhateverComesBetween() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, Map<String, String>> model = new HashMap<>();
        for (int step = 0; step < 4_000; step++) {
            String session = "s" + random.nextInt(3);
            String key = "k" + random.nextInt(3);
            String name = session + "/" + key;
            Map<String, String> state = model.computeIfAbsent(session, id -> {
                host.open(id, false, HOUR);
                return new HashMap<>();
            });
            switch (random.nextInt(12)) {
                case 0, 1 -> {
                    long version = get(put(session, key, "v" + step));
                    state.put(key, "v" + step + "@" + version);
                }
                case 2 -> {
                    get(host.service().removeState(session, key, ANY));
                    state.remove(key);
                }
                case 3, 4 -> stored();
                case 5 -> host.core.cache().use(random.nextBoolean() ? caches : others);
                case 6 -> host.core.cache().stop(random.nextBoolean() ? caches : others);
                case 7 -> {
                    if (random.nextInt(10) == 0) {
                        get(host.service().close(session));
                        model.remove(session);
                    } else if (random.nextInt(20) == 0) {
                        host = host.restart();
                    }
                }
                default ->
                    assertEquals(
                            state.getOrDefault(key, "none"),
                            read(session, key),
                            name + ", step " + step + ", seed " + seed);
            }
        }
    }

    /** Each reader must see at least what was acknowledged before it asked. */
    @Test
    void readIsNeverOlderThanWhatWasAcknowledgedBefore() throws Exception {
        host.core.cache().use(caches);
        host.open("a", false, HOUR);
        AtomicLong acknowledged = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        Thread background = new Thread(() -> {
            while (!done.get()) {
                host.engine.checkpoint();
                if (ThreadLocalRandom.current().nextInt(8) == 0) {
                    host.core.cache().stop(caches);
                    host.core.cache().use(caches);
                }
            }
        });
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 2_000; i++) {
                acknowledged.set(get(put("a", "k", "v")));
            }
            done.set(true);
        });
        get(put("a", "k", "v"));
        background.start();
        writer.start();
        while (!done.get()) {
            long before = acknowledged.get();
            long version = get(host.service().state("a", "k")).orElseThrow().version();
            assertTrue(version >= before, version + " is older than " + before);
        }
        background.join();
        writer.join();
    }
}
