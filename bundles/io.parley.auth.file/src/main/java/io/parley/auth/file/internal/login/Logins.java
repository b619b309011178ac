package io.parley.auth.file.internal.login;

import io.parley.auth.file.internal.users.PasswordHash;
import io.parley.auth.file.internal.users.User;
import io.parley.auth.file.internal.users.Users;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lets users in who know their password. Whoever is refused is not told whether the user exists, neither in words nor by the time
 * that it takes. Safe for all threads; never blocks.
 */
public final class Logins {

    /** More is nobody's password. */
    private static final int LONGEST_PASSWORD = 1_024;

    private static final String WRONG = "wrong user name or password";
    private static final String TOO_MANY = "too many failures; wait a while";

    /**
     * How logins are limited.
     *
     * @param freeFailures so many are not slowed down
     * @param longestDelayMillis so long a user or address waits at the most; 0 for no delays
     * @param cacheMillis so long a right password is remembered; 0 for not at all
     */
    public record Limits(int freeFailures, long longestDelayMillis, long cacheMillis) {}

    private final Supplier<Users> users;
    private final HashPool pool;
    private final Refusals refusals;
    private final LongSupplier clock;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder busy = new LongAdder();
    private final Guard guard;
    private final Verified verified;

    /** What is being compared, by its digest; each is in the pool, or about to be refused late, and both are bounded. */
    private final Map<ByteBuffer, CompletableFuture<Decision>> underWay = new ConcurrentHashMap<>();

    /** @param clock milliseconds of any clock that goes on */
    public Logins(Supplier<Users> users, Limits limits, HashPool pool, Refusals refusals, LongSupplier clock) {
        this.users = users;
        this.pool = pool;
        this.refusals = refusals;
        this.clock = clock;
        this.guard = new Guard(limits.freeFailures(), limits.longestDelayMillis());
        this.verified = new Verified(limits.cacheMillis(), new SecureRandom());
    }

    /** Counts what becomes of it. */
    public CompletionStage<Decision> counted(CompletionStage<Decision> login) {
        return login.whenComplete((decision, failure) -> {
            if (decision instanceof Decision.Accepted) {
                accepted.increment();
            } else if (decision instanceof Decision.Refused) {
                refused.increment();
            } else if (decision instanceof Decision.Busy) {
                busy.increment();
            }
        });
    }

    /** For people: what became of logins so far. */
    public String counts() {
        return accepted + " logins, " + refused + " refused, " + busy + " while busy";
    }

    /** By user name and password. */
    public CompletionStage<Decision> login(Credentials credentials) {
        if (credentials.user().isEmpty()) {
            return decided(new Decision.Abstained("no user name"));
        }
        String name = credentials.user().get();
        if (name.length() > User.LONGEST_NAME
                || credentials.secret().isEmpty()
                || credentials.secret().get().size() > LONGEST_PASSWORD) {
            return decided(new Decision.Refused("no password, or more than any user has"));
        }
        byte[] password = credentials.secret().get().toBytes();
        Users all = users.get();
        Optional<PasswordHash> hash = all.find(name).flatMap(User::password);
        String origin = Origin.of(credentials.remote());
        if (hash.isEmpty()) {
            return nobody(origin, name, all.likeMost(), password);
        }
        ByteBuffer digest = verified.digest(name, password, hash.get().encoded());
        if (verified.contains(digest, clock.getAsLong())) {
            return decided(new Decision.Accepted(name));
        }
        CompletableFuture<Decision> same = underWay.get(digest);
        return same != null ? same : compare(origin, name, hash.get(), password, digest);
    }

    /** Takes as long as for somebody: another one's hash is compared with, for nothing but the time. */
    private CompletionStage<Decision> nobody(
            String origin, String name, Optional<PasswordHash> likeMost, byte[] password) {
        Guard.Verdict verdict = guard.judge(origin, name, clock.getAsLong());
        if (verdict == Guard.Verdict.BLOCKED) {
            return refusals.late(TOO_MANY);
        }
        failed(origin, name);
        return verdict == Guard.Verdict.LATE
                ? refusals.late(WRONG)
                : pool.compute(() -> likeMost.isPresent() && likeMost.get().matches(password))
                        .thenApply(matches -> matches.<Decision>map(any -> new Decision.Refused(WRONG))
                                .orElseGet(Logins::busy));
    }

    /** Clients that come at once with the same name and password share one comparison. */
    private CompletionStage<Decision> compare(
            String origin, String name, PasswordHash hash, byte[] password, ByteBuffer digest) {
        Guard.Verdict verdict = guard.judge(origin, name, clock.getAsLong());
        if (verdict == Guard.Verdict.BLOCKED) {
            return refusals.late(TOO_MANY);
        }
        failed(origin, name);
        CompletableFuture<Decision> decision = pool.compute(() -> hash.matches(password))
                .thenCompose(matches -> {
                    if (matches.isPresent() && !matches.get()) {
                        return verdict == Guard.Verdict.LATE
                                ? refusals.late(WRONG)
                                : decided(new Decision.Refused(WRONG));
                    }
                    guard.undo(origin, name);
                    if (matches.isEmpty()) {
                        return decided(busy());
                    }
                    guard.succeeded(origin, name, clock.getAsLong());
                    verified.add(digest, clock.getAsLong());
                    return decided(new Decision.Accepted(name));
                });
        underWay.put(digest, decision);
        decision.whenComplete((done, failure) -> underWay.remove(digest, decision));
        return decision;
    }

    private static Decision busy() {
        return new Decision.Busy("too many logins at a time");
    }

    /** Whether somebody may try without a password; if not, the answer to give. */
    public Optional<CompletionStage<Decision>> refusal(Credentials credentials, String user) {
        Guard.Verdict verdict = guard.judge(Origin.of(credentials.remote()), user, clock.getAsLong());
        return verdict == Guard.Verdict.BLOCKED ? Optional.of(refusals.late(TOO_MANY)) : Optional.empty();
    }

    /** Somebody proved by other means than the password who they are. */
    public void succeeded(Credentials credentials, String user) {
        guard.succeeded(Origin.of(credentials.remote()), user, clock.getAsLong());
    }

    /** Somebody could not prove who they are. */
    public CompletionStage<Decision> failed(Credentials credentials, String user) {
        String origin = Origin.of(credentials.remote());
        boolean late = guard.judge(origin, user, clock.getAsLong()) != Guard.Verdict.FREE;
        failed(origin, user);
        return late ? refusals.late(WRONG) : decided(new Decision.Refused(WRONG));
    }

    private void failed(String origin, String name) {
        guard.failed(origin, name, clock.getAsLong());
    }

    private static CompletionStage<Decision> decided(Decision decision) {
        return CompletableFuture.completedStage(decision);
    }
}
