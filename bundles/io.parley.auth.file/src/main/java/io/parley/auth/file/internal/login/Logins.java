package io.parley.auth.file.internal.login;

import io.parley.auth.file.internal.users.PasswordHash;
import io.parley.auth.file.internal.users.User;
import io.parley.auth.file.internal.users.Users;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private final Guard guard;
    private final Verified verified;

    /** @param clock milliseconds of any clock that goes on */
    public Logins(Supplier<Users> users, Limits limits, HashPool pool, Refusals refusals, LongSupplier clock) {
        this.users = users;
        this.pool = pool;
        this.refusals = refusals;
        this.clock = clock;
        this.guard = new Guard(limits.freeFailures(), limits.longestDelayMillis());
        this.verified = new Verified(limits.cacheMillis(), new SecureRandom());
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
        if (hash.isPresent() && verified.contains(name, password, hash.get().encoded(), clock.getAsLong())) {
            return decided(new Decision.Accepted(name));
        }
        String origin = Origin.of(credentials.remote());
        Guard.Verdict verdict = guard.judge(origin, name, clock.getAsLong());
        if (verdict == Guard.Verdict.BLOCKED) {
            return refusals.late(TOO_MANY);
        }
        boolean late = verdict == Guard.Verdict.LATE;
        if (late && hash.isEmpty()) {
            failed(origin, name);
            return refusals.late(WRONG);
        }
        Optional<CompletableFuture<Boolean>> comparing = compare(hash, all.likeMost(), password);
        if (comparing.isEmpty()) {
            return decided(new Decision.Busy("too many logins at a time"));
        }
        return comparing.get().thenCompose(matches -> {
            if (matches) {
                guard.succeeded(origin, name, clock.getAsLong());
                verified.add(name, password, hash.orElseThrow().encoded(), clock.getAsLong());
                return decided(new Decision.Accepted(name));
            }
            failed(origin, name);
            return late ? refusals.late(WRONG) : decided(new Decision.Refused(WRONG));
        });
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

    /** For somebody who is not there, or has no hash, another one's is compared with, for nothing but the time. */
    private Optional<CompletableFuture<Boolean>> compare(
            Optional<PasswordHash> hash, Optional<PasswordHash> likeMost, byte[] password) {
        if (hash.isPresent()) {
            return pool.compute(() -> hash.get().matches(password));
        }
        return pool.compute(() -> {
            likeMost.ifPresent(other -> other.matches(password));
            return false;
        });
    }

    private static CompletionStage<Decision> decided(Decision decision) {
        return CompletableFuture.completedStage(decision);
    }
}
