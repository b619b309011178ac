package io.parley.health.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engine.contract.Page;
import io.parley.spi.health.Health;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ChecksTest {

    private static final long MIB = 1L << 20;

    private record Part(String subject, Health.Report report) implements Health {}

    private static Result.Status disk(long mib) {
        return new DiskCheck(Path.of("data"), () -> new Settings(100, 10, true), folder -> mib * MIB)
                .execute()
                .getStatus();
    }

    private static TaggedCheck check(String name, Result.Status status, String... tags) {
        return new TaggedCheck(name, List.of(tags), () -> new Result(status, name + " says so"));
    }

    private static String answer(List<TaggedCheck> checks) {
        Page page = new CheckedPage("/ready", Tags.READY, checks, status -> status == Result.Status.OK);
        Page.Answer answer = page.answer("");
        return answer.status() + "\n" + new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void partsKeepTheirWords() {
        Map<Health.Status, Result.Status> statuses = new EnumMap<>(Health.Status.class);
        for (Health.Status status : Health.Status.values()) {
            Result result = new PartCheck(new Part("x", new Health.Report(status, "words"))).execute();
            assertEquals("words", result.iterator().next().getMessage());
            statuses.put(status, result.getStatus());
        }
        assertEquals(
                Map.of(
                        Health.Status.STARTING, Result.Status.TEMPORARILY_UNAVAILABLE,
                        Health.Status.UP, Result.Status.OK,
                        Health.Status.DEGRADED, Result.Status.WARN,
                        Health.Status.DOWN, Result.Status.CRITICAL),
                statuses);
    }

    @Test
    void partsAreFoundByTags() {
        assertTrue(Tags.of("listener:mqtt").containsAll(List.of("parley", "ready", "listeners")));
        assertTrue(Tags.of("journal").contains("journal"));
        assertTrue(Tags.of("lag").contains("lag"));
        assertTrue(Tags.of("plugins").contains("plugins"));
        assertEquals(List.of("parley", "consumers"), Tags.of("consumers"));
        assertEquals(List.of("parley", "search"), Tags.of("search"));
        assertTrue(Tags.of("auth:file").contains("auth"));
    }

    @Test
    void aDiskIsToldOfBeforeItIsFull() {
        assertEquals(Result.Status.OK, disk(100));
        assertEquals(Result.Status.WARN, disk(99));
        assertEquals(Result.Status.WARN, disk(10));
        assertEquals(Result.Status.CRITICAL, disk(9));
        DiskCheck.Space gone = folder -> {
            throw new IOException("gone");
        };
        Result result = new DiskCheck(Path.of("data"), () -> Settings.DEFAULT, gone).execute();
        assertEquals(Result.Status.CRITICAL, result.getStatus());
    }

    @Test
    void oneThatIsNotWellMakesThePageUnwell() {
        List<TaggedCheck> checks = new ArrayList<>(List.of(
                check("b", Result.Status.OK, "ready"),
                check("a", Result.Status.OK, "other", "ready"),
                check("c", Result.Status.CRITICAL, "other")));
        assertEquals("200\nOK a: a says so\nOK b: b says so\n", answer(checks));
        checks.add(check("d", Result.Status.WARN, "ready"));
        assertEquals("503\nOK a: a says so\nOK b: b says so\nWARN d: d says so\n", answer(checks));
    }

    @Test
    void oneThatFailsIsUnwell() {
        HealthCheck broken = () -> {
            throw new IllegalStateException("not now");
        };
        String answer = answer(List.of(new TaggedCheck("broken", List.of("ready"), broken)));
        assertEquals("503\nHEALTH_CHECK_ERROR broken: java.lang.IllegalStateException: not now\n", answer);
    }

    @Test
    void checksOfOthersJoinByTheirProperties() {
        HealthCheck check = () -> new Result(Result.Status.OK, "");
        assertEquals(
                new TaggedCheck("mine", List.of("ready", "x"), check),
                TaggedCheck.of(check, Map.of(HealthCheck.NAME, "mine", HealthCheck.TAGS, new String[] {"ready", "x"})));
        assertEquals(
                List.of("ready"),
                TaggedCheck.of(check, Map.of(HealthCheck.TAGS, "ready")).tags());
        assertFalse(TaggedCheck.of(check, Map.of()).name().isEmpty());
    }

    @Test
    void threadsThatWaitForEachOtherAreNamed() throws Exception {
        assertEquals(Result.Status.OK, new ThreadsCheck().execute().getStatus());
        Lock one = new ReentrantLock();
        Lock other = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread first = lockBoth("deadlocked-1", one, other, both);
        Thread second = lockBoth("deadlocked-2", other, one, both);
        Result result = new ThreadsCheck().execute();
        while (result.isOk()) {
            Thread.onSpinWait();
            result = new ThreadsCheck().execute();
        }
        assertEquals(
                "Threads wait for each other: deadlocked-1, deadlocked-2",
                result.iterator().next().getMessage());
        first.interrupt();
        second.interrupt();
        first.join();
        second.join();
    }

    private static Thread lockBoth(String name, Lock mine, Lock theirs, CountDownLatch both) {
        Thread thread = new Thread(
                () -> {
                    mine.lock();
                    both.countDown();
                    try {
                        both.await();
                        theirs.lockInterruptibly();
                        theirs.unlock();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        mine.unlock();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void wrongValuesAreNamed() {
        assertEquals(Settings.DEFAULT, Settings.of(Map.of()));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Settings.of(Map.of("disk.warn.mib", "much")))
                .getMessage();
        assertEquals("io.parley.health: disk.warn.mib is a whole number from 0 to 1073741824, not 'much'", message);
    }
}
