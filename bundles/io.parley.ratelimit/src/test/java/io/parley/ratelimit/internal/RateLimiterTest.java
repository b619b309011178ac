package io.parley.ratelimit.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.interceptor.Sender;
import io.parley.spi.interceptor.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RateLimiterTest {

    private static final Sender ANNA = new Sender("anna", "session-1");
    private static final Sender ANNA_ELSEWHERE = new Sender("anna", "session-2");
    private static final Sender BERT = new Sender("bert", "session-3");
    private static final Sender IN_PROCESS = new Sender("parley", "");
    private static final Message MESSAGE =
            Message.to(Address.queue("orders")).payload("12345").build();

    private final ManualClock clock = new ManualClock();
    private final List<Supplier<RateLimit>> limits = new ArrayList<>();
    private final RateLimiter limiter = new RateLimiter(() -> limits);

    /** @param configuration key, value, key, value */
    private RateLimit limit(String... configuration) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < configuration.length; i += 2) {
            properties.put(configuration[i], configuration[i + 1]);
        }
        RateLimit limit = new RateLimit(Settings.of("io.parley.ratelimit~test", properties), new Counts(), clock);
        limits.add(() -> limit);
        return limit;
    }

    private Verdict send(Sender sender) {
        return send(sender, MESSAGE);
    }

    private Verdict send(Sender sender, Message message) {
        return limiter.beforeAccept(message, sender).toCompletableFuture().join();
    }

    /** How many of some messages pass at once. */
    private int passing(Sender sender, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            passed += send(sender) instanceof Verdict.Pass ? 1 : 0;
        }
        return passed;
    }

    @Test
    void eachConnectionHasABucketOfItsOwn() {
        limit("rate", "10", "policy", "reject");
        assertEquals(10, passing(ANNA, 15));
        assertEquals(10, passing(ANNA_ELSEWHERE, 15));
        assertEquals(15, passing(IN_PROCESS, 15));
        clock.pass(Duration.ofMillis(300));
        assertEquals(3, passing(ANNA, 15));
        clock.pass(Duration.ofHours(1));
        assertEquals(10, passing(ANNA, 15));
    }

    @Test
    void eachPrincipalHasOneForAllItsConnections() {
        limit("scope", "principal", "rate", "10", "policy", "reject");
        assertEquals(10, passing(ANNA, 15));
        assertEquals(0, passing(ANNA_ELSEWHERE, 15));
        assertEquals(10, passing(BERT, 15));
        assertEquals(15, passing(IN_PROCESS, 15));
    }

    @Test
    void eachAddressHasOneForAllItsSenders() {
        limit("scope", "address", "rate", "10", "policy", "reject", "match", "queue:*");
        assertEquals(10, passing(ANNA, 15));
        assertEquals(0, passing(BERT, 5));
        assertEquals(0, passing(IN_PROCESS, 5));
        Message topic = Message.to(Address.topic("a/b")).build();
        assertInstanceOf(Verdict.Pass.class, send(ANNA, topic));
    }

    @Test
    void burstAndPeriodAreWhatIsConfigured() {
        limit("rate", "6", "period.ms", "60000", "burst", "2", "policy", "reject");
        assertEquals(2, passing(ANNA, 5));
        clock.pass(Duration.ofSeconds(9));
        assertEquals(0, passing(ANNA, 5));
        clock.pass(Duration.ofSeconds(1));
        assertEquals(1, passing(ANNA, 5));
    }

    @Test
    void bytesCountAsPayloads() {
        limit("unit", "bytes", "rate", "12", "policy", "reject");
        assertEquals(2, passing(ANNA, 5));
        clock.pass(Duration.ofMillis(250));
        assertEquals(1, passing(ANNA, 5));
    }

    @Test
    void whatIsTooFastIsRefusedInWords() {
        RateLimit limit = limit("rate", "1", "policy", "reject");
        send(ANNA);
        Verdict.Reject reject = assertInstanceOf(Verdict.Reject.class, send(ANNA));
        assertEquals(Reason.LIMIT, reject.reason());
        assertEquals(
                "Too fast: the limit 'test' lets connection 'session-1' send 1 messages in 1000 ms, and 1 at once",
                reject.words());
        assertEquals(1, limit.counts().passed.sum());
        assertEquals(1, limit.counts().rejected.sum());
    }

    @Test
    void whatIsTooFastIsDelayedJustAsLongAsItTakes() {
        RateLimit limit = limit("rate", "10", "burst", "1", "delay.max.ms", "250");
        assertInstanceOf(Verdict.Pass.class, send(ANNA));
        assertEquals(Duration.ofMillis(100), ((Verdict.Delay) send(ANNA)).duration());
        assertEquals(Duration.ofMillis(200), ((Verdict.Delay) send(ANNA)).duration());
        assertInstanceOf(Verdict.Reject.class, send(ANNA));
        clock.pass(Duration.ofMillis(100));
        assertEquals(Duration.ofMillis(200), ((Verdict.Delay) send(ANNA)).duration(), "what was refused took nothing");
        assertEquals(3, limit.counts().delayed.sum());
    }

    @Test
    void allLimitsHoldAndOneThatRefusesCostsTheOthersNothing() {
        limit("rate", "10", "policy", "reject");
        limit("scope", "principal", "rate", "4", "policy", "reject");
        assertEquals(4, passing(ANNA, 8));
        limits.remove(1);
        assertEquals(6, passing(ANNA, 20));
    }

    @Test
    void thereAreNeverMoreBucketsThanAllowedAndFullOnesGoFirst() {
        RateLimit limit = limit("rate", "2", "policy", "reject", "buckets.max", "10");
        for (int i = 0; i < 100; i++) {
            send(new Sender("p", "s" + i));
        }
        assertEquals(10, limit.buckets());
        assertEquals(90, limit.counts().shared.sum());
        assertEquals(88, limit.counts().rejected.sum(), "all others share one bucket");
        clock.pass(Duration.ofSeconds(2));
        assertEquals(2, passing(BERT, 5), "there is room again");
        assertEquals(1, limit.buckets());
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() {
        limit("scope", "principal", "rate", "1000", "policy", "reject");
        AtomicInteger passed = new AtomicInteger();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(CompletableFuture.runAsync(() -> passed.addAndGet(passing(ANNA, 5_000))));
        }
        threads.forEach(CompletableFuture::join);
        assertEquals(1_000, passed.get());
    }

    @Test
    void aLimitThatIsNotConfiguredRightLimitsNothing() {
        limits.add(() -> null);
        assertEquals(5, passing(ANNA, 5));
    }

    private static String wrong(String key, String value) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> Settings.of("io.parley.ratelimit~test", Map.of(key, value)))
                .getMessage();
    }

    @Test
    void wrongValuesAreNamed() {
        assertEquals(
                "io.parley.ratelimit~test: rate is a whole number from 1 to 1000000000, not '0'", wrong("rate", "0"));
        assertTrue(wrong("scope", "planet").endsWith("scope is connection or principal or address, not 'planet'"));
        assertTrue(wrong("policy", "").contains("policy is delay or reject"));
        assertTrue(wrong("period.ms", "1s").contains("period.ms"));
        assertTrue(wrong("match", " ").contains("match"));
        assertTrue(wrong("buckets.max", "-1").contains("buckets.max"));
    }

    @Test
    void aConfigurationChangesLiveAndAWrongOneDoesNot() {
        RateLimitComponent component = new RateLimitComponent();
        limits.add(component);
        component.configure(Map.of("rate", "many"));
        assertEquals(5, passing(ANNA, 5));
        component.configure(Map.of("rate", "2", "policy", "reject"));
        assertEquals(2, passing(ANNA, 5));
        component.configure(Map.of("rate", "2", "policy", "nothing"));
        assertEquals(0, passing(ANNA, 5));
        component.configure(Map.of("rate", "3", "policy", "reject"));
        assertEquals(3, passing(ANNA, 5));
        assertEquals(5, component.get().counts().passed.sum());
    }
}
