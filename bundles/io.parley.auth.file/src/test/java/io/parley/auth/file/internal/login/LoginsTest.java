package io.parley.auth.file.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.auth.file.internal.text.LineException;
import io.parley.auth.file.internal.users.Users;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginsTest {

    /** All of them have the password "U*U". */
    private static final String HASH = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    private static final String OTHER = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HashPool pool = new HashPool(2, 50);
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private volatile Users users = users("anna " + HASH, "bernd " + HASH);
    private Logins logins = logins(60_000);

    @AfterEach
    void close() {
        timer.shutdownNow();
        pool.close();
    }

    private Logins logins(long cacheMillis) {
        return new Logins(
                () -> users,
                new Logins.Limits(5, 60_000, cacheMillis),
                pool,
                new Refusals(timer, Duration.ofMillis(20)),
                clock::get);
    }

    private static Users users(String... lines) {
        try {
            return Users.read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        } catch (LineException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<Decision> start(String address, String user, String password) {
        try {
            return logins.login(new Credentials(
                            "c",
                            Optional.ofNullable(user),
                            Optional.ofNullable(password).map(Payload::utf8),
                            new InetSocketAddress(InetAddress.getByName(address), 1)))
                    .toCompletableFuture();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Decision login(String address, String user, String password) {
        try {
            return start(address, user, password).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private boolean accepted(String address, String user, String password) {
        return login(address, user, password) instanceof Decision.Accepted;
    }

    private String reason(String address, String user, String password) {
        return ((Decision.Refused) login(address, user, password)).reason();
    }

    @Test
    void whoKnowsThePasswordIsLetIn() {
        assertEquals(new Decision.Accepted("anna"), login("10.0.0.1", "anna", "U*U"));
        assertEquals("wrong user name or password", reason("10.0.0.1", "anna", "u*u"));
        assertEquals("wrong user name or password", reason("10.0.0.1", "nobody", "U*U"));
        assertTrue(login("10.0.0.1", null, null) instanceof Decision.Abstained);
        assertTrue(login("10.0.0.1", "anna", null) instanceof Decision.Refused);
        assertTrue(login("10.0.0.1", "anna", "x".repeat(2_000)) instanceof Decision.Refused);
        assertTrue(login("10.0.0.1", "a".repeat(60_000), "x") instanceof Decision.Refused);
    }

    @Test
    void eachFailureDoublesTheWait() {
        for (int i = 0; i < 6; i++) {
            assertEquals("wrong user name or password", reason("10.0.0.1", "anna", "x"));
        }
        long wait = 500;
        for (int i = 0; i < 10; i++) {
            assertTrue(reason("10.0.0.1", "anna", "U*U").contains("too many"), "even with the right one");
            clock.addAndGet(wait - 1);
            assertTrue(reason("10.0.0.1", "anna", "x").contains("too many"));
            clock.addAndGet(1);
            assertEquals("wrong user name or password", reason("10.0.0.1", "anna", "x"));
            wait = Math.min(60_000, wait * 2);
        }
        clock.addAndGet(60_000);
        assertTrue(accepted("10.0.0.1", "anna", "U*U"));
        assertEquals("wrong user name or password", reason("10.0.0.1", "anna", "x"), "begins anew");
    }

    @Test
    void othersAreNotSlowedDown() {
        for (int i = 0; i < 20; i++) {
            login("10.0.0.1", "anna", "x");
            login("10.0.0.1", "nobody", "x");
        }
        assertTrue(accepted("10.0.0.2", "anna", "U*U"), "from another address");
        assertTrue(accepted("10.0.0.1", "bernd", "U*U"), "from the same address");
    }

    @Test
    void ofAnIpv6AddressTheNetworkCounts() {
        for (int i = 0; i < 6; i++) {
            login("2001:db8::" + i, "anna", "x");
        }
        assertTrue(reason("2001:db8::99", "anna", "U*U").contains("too many"));
        assertTrue(accepted("2001:db8:0:1::1", "anna", "U*U"));
    }

    @Test
    void oneUserFromManyAddresses() {
        logins = logins(0);
        assertTrue(accepted("10.9.9.9", "anna", "U*U"));
        for (int i = 0; i < 60; i++) {
            login("10.1.0." + i, "anna", "x");
        }
        assertTrue(reason("10.1.1.1", "anna", "U*U").contains("too many"));
        assertTrue(accepted("10.9.9.9", "anna", "U*U"), "from where she has been before");
        assertTrue(accepted("10.1.1.1", "bernd", "U*U"));
    }

    @Test
    void rightPasswordIsRememberedForAWhile() throws Exception {
        assertTrue(accepted("10.0.0.1", "anna", "U*U"));
        occupyPool();
        assertTrue(start("10.0.0.3", "anna", "U*U").getNow(null) instanceof Decision.Accepted, "without a hash");
        assertFalse(start("10.0.0.3", "anna", "U*U*").isDone());
        users = users("anna " + OTHER);
        assertFalse(start("10.0.0.3", "anna", "U*U").isDone(), "another hash in the file");
        users = users("anna " + HASH);
        clock.addAndGet(60_000);
        assertFalse(start("10.0.0.3", "anna", "U*U").isDone(), "forgotten");
    }

    @Test
    void nothingIsRememberedWhenOff() throws Exception {
        logins = logins(0);
        assertTrue(accepted("10.0.0.1", "anna", "U*U"));
        occupyPool();
        assertFalse(start("10.0.0.1", "anna", "U*U").isDone());
    }

    /** Both threads are busy until the test ends. */
    private void occupyPool() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            pool.compute(() -> {
                busy.countDown();
                try {
                    return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            });
        }
        assertTrue(busy.await(20, TimeUnit.SECONDS));
    }

    @Test
    void fullQueueIsBusy() throws Exception {
        occupyPool();
        for (int i = 0; i < 50; i++) {
            assertFalse(start("10.0.0." + i, "anna", "x" + i).isDone());
        }
        assertTrue(start("10.0.0.99", "anna", "U*U").getNow(null) instanceof Decision.Busy);
    }

    @Test
    void sameLoginsShareOneComparison() throws Exception {
        occupyPool();
        for (int i = 0; i < 500; i++) {
            assertFalse(start("10.0.0.1", "anna", "U*U").isDone());
        }
        assertFalse(start("10.0.0.1", "anna", "other").isDone(), "there is room in the queue");
    }

    /** Before the first failure is known. */
    @Test
    void whatIsBegunCountsAlready() throws Exception {
        occupyPool();
        List<CompletableFuture<Decision>> attempts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            attempts.add(start("10.0.0.1", i % 2 == 0 ? "anna" : "nobody" + i, "x" + i));
        }
        // Those that wait for the pool have one second in all.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        long refused = attempts.stream()
                .filter(attempt -> {
                    try {
                        long left = Math.max(0, end - System.nanoTime());
                        return attempt.get(left, TimeUnit.NANOSECONDS) instanceof Decision.Refused;
                    } catch (Exception e) {
                        return false;
                    }
                })
                .count();
        assertTrue(refused > 180, refused + " were refused without being compared");
        assertFalse(start("10.0.0.1", "bernd", "U*U").isDone(), "there is room in the queue");
    }

    /** An attack of many names and passwords from one address, as fast as it can, and two users who log in meanwhile. */
    @Test
    void floodOfFailuresLeavesRoomForOthers() throws Exception {
        List<CompletableFuture<Decision>> attack = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            assertTrue(login("10.0.0.1", "nobody" + i, "x") instanceof Decision.Refused);
        }
        for (int i = 0; i < 5_000; i++) {
            attack.add(start("10.0.0.1", i % 10 == 0 ? "anna" : "nobody" + i, "x" + i));
        }
        assertTrue(accepted("10.0.0.2", "anna", "U*U"), "from another address");
        assertTrue(accepted("10.0.0.1", "bernd", "U*U"), "from the same address");
        for (CompletableFuture<Decision> one : attack) {
            Decision decision = one.get(20, TimeUnit.SECONDS);
            assertTrue(decision instanceof Decision.Refused || decision instanceof Decision.Busy, decision::toString);
        }
    }

    @Test
    void nothingGrowsForEver() {
        Guard guard = new Guard(5, 60_000);
        for (int i = 0; i < 100_000; i++) {
            guard.succeeded("address" + i, "friend" + i, i);
            guard.failed("address" + i, "user" + i, i);
        }
        assertEquals(4 * 10_000, guard.size());
        Verified verified = new Verified(60_000, new SecureRandom());
        for (int i = 0; i < 20_000; i++) {
            verified.add(verified.digest("user" + i, new byte[] {1}, "hash"), 0);
        }
        assertEquals(10_000, verified.size());
    }

    @Test
    void lateRefusalsAreBounded() throws Exception {
        Refusals refusals = new Refusals(timer, Duration.ofHours(1));
        for (int i = 0; i < Refusals.MOST_WAITING; i++) {
            assertFalse(refusals.late("x").toCompletableFuture().isDone());
        }
        assertTrue(refusals.late("x").toCompletableFuture().isDone());
    }

    @Test
    void unknownUsersCostTheSame() {
        long known = 0;
        long unknown = 0;
        logins = logins(0);
        for (int i = 0; i < 40; i++) {
            long begun = System.nanoTime();
            login("10.2.0." + i, "anna", "x");
            long middle = System.nanoTime();
            login("10.3.0." + i, "nobody" + i, "x");
            known += middle - begun;
            unknown += System.nanoTime() - middle;
        }
        assertTrue(unknown > known / 3, unknown + " ns for unknown users, " + known + " for known ones");
    }
}
