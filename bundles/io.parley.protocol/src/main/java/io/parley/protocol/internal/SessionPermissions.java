package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.Connection;
import io.parley.spi.security.Authorizer.Action;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What one client may do, remembered for as long as nothing changes. What waits for a decision keeps its order: nothing that the
 * client asked for later overtakes it. Safe for all threads; calls that have an order come from one at a time.
 */
final class SessionPermissions {

    private static final int MOST_REMEMBERED = 100;
    private static final int MOST_WAITING = 1_000;

    private final Permissions permissions;
    private final Connection connection;
    private final String principal;
    private final String clientId;
    private volatile Admission admission;
    private Watcher watcher; // guarded by this
    private String setting = ""; // guarded by this
    private List<String> named = List.of(); // guarded by this
    private long generation; // guarded by this
    private Map<Question, Boolean> remembered; // guarded by this
    private ArrayDeque<Waiting<?>> waiting; // guarded by this

    SessionPermissions(Permissions permissions, Connection connection, Admission admission, String clientId) {
        this.permissions = permissions;
        this.connection = connection;
        this.admission = admission;
        this.principal = admission.accepted().principal();
        this.clientId = clientId;
    }

    /** Who is to know of changes; called on workers. */
    interface Watcher {

        /** Something may no longer be allowed that was. */
        void permissionsChanged();

        /** The client may no longer be connected. */
        void revoked();
    }

    /** Tells of changes until {@link #close}. */
    synchronized void watch(Watcher by) {
        watcher = by;
        permissions.watch(this);
    }

    /** The client has authenticated anew, as the same principal. */
    void admitted(Admission again) {
        admission = again;
    }

    /** Whether what the client was let in by counts no longer. */
    boolean isRevoked() {
        return permissions.isRevoked(admission);
    }

    /** Why a client that was revoked while it came is not let in. */
    RefusedException revocation() {
        return new RefusedException(Reason.NOT_ALLOWED, "'" + principal + "' was revoked while it authenticated");
    }

    void revoked() {
        watcher().revoked();
    }

    /** The client is sent away since it is revoked. */
    void sentAway() {
        permissions.sentAway();
    }

    void close() {
        permissions.forget(this);
    }

    void changed() {
        watcher().permissionsChanged();
    }

    private synchronized Watcher watcher() {
        return watcher;
    }

    /**
     * Does it if it is allowed, behind everything that was asked for earlier.
     *
     * @return fails with NOT_ALLOWED; UNAVAILABLE when nobody can say; LIMIT when too much waits for decisions
     */
    <T> CompletionStage<T> whenAllowed(Action action, Address address, Supplier<CompletionStage<T>> then) {
        List<String> names = permissions.concerned(named());
        Question question = new Question(action, address);
        if (nothingWaits()
                && (names.isEmpty() || Boolean.TRUE.equals(remembered(question, permissions.generation())))) {
            return then.get();
        }
        Waiting<T> next = new Waiting<>(question, then);
        synchronized (this) {
            if (waiting != null && !waiting.isEmpty()) {
                if (waiting.size() >= MOST_WAITING) {
                    return CompletableFuture.failedStage(new RefusedException(
                            Reason.LIMIT,
                            "Session '" + clientId + "' waits for " + MOST_WAITING + " decisions of " + names));
                }
                waiting.add(next);
                return next.result;
            }
        }
        CompletableFuture<Boolean> decision = decision(question).toCompletableFuture();
        if (decision.isDone()) {
            next.settle(decision);
            return next.result;
        }
        synchronized (this) {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            waiting.add(next);
        }
        decision.whenComplete((allowed, failure) -> goOn(decision));
        return next.result;
    }

    /** Whether it is allowed, as far as that can be said; see {@link Permissions#decide}. */
    CompletionStage<Boolean> allowed(Action action, Address address) {
        return decision(new Question(action, address));
    }

    private synchronized boolean nothingWaits() {
        return waiting == null || waiting.isEmpty();
    }

    /** The head's decision is there; so may be those of others behind it. */
    private void goOn(CompletableFuture<Boolean> first) {
        CompletableFuture<Boolean> decision = first;
        Waiting<?> head = head();
        while (true) {
            head.settle(decision);
            head = next();
            if (head == null) {
                return;
            }
            decision = decision(head.question).toCompletableFuture();
            if (!decision.isDone()) {
                CompletableFuture<Boolean> later = decision;
                later.whenComplete((allowed, failure) -> goOn(later));
                return;
            }
        }
    }

    private synchronized Waiting<?> head() {
        return waiting.peek();
    }

    private synchronized Waiting<?> next() {
        waiting.remove();
        return waiting.peek();
    }

    private CompletionStage<Boolean> decision(Question question) {
        List<String> chosen = named();
        List<String> names = permissions.concerned(chosen);
        if (names.isEmpty()) {
            return CompletableFuture.completedStage(true);
        }
        // Read before asking: an answer from before a change must not be remembered as one from after it.
        long now = permissions.generation();
        Boolean known = remembered(question, now);
        if (known != null) {
            return CompletableFuture.completedStage(known);
        }
        return permissions.decide(chosen, principal, clientId, question).thenApply(allowed -> {
            remember(question, allowed, names, now);
            return allowed;
        });
    }

    private synchronized List<String> named() {
        String now = connection.setting("authorizer").orElse("");
        if (!now.equals(setting)) {
            setting = now;
            named = Names.of(now);
            remembered = null;
        }
        return named;
    }

    private synchronized Boolean remembered(Question question, long now) {
        if (generation != now) {
            generation = now;
            remembered = null;
        }
        return remembered == null ? null : remembered.get(question);
    }

    private synchronized void remember(Question question, boolean allowed, List<String> by, long asOf) {
        if (generation != asOf || !permissions.concerned(named).equals(by)) {
            return;
        }
        if (remembered == null) {
            remembered = new LinkedHashMap<>(4, 0.75f, true);
        }
        remembered.put(question, allowed);
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
    }

    /** What is to be done once it is allowed. */
    private final class Waiting<T> {

        private final Question question;
        private final Supplier<CompletionStage<T>> then;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Waiting(Question question, Supplier<CompletionStage<T>> then) {
            this.question = question;
            this.then = then;
        }

        /** @param decision complete */
        void settle(CompletableFuture<Boolean> decision) {
            try {
                if (!decision.join()) {
                    permissions.denied();
                    throw new RefusedException(Reason.NOT_ALLOWED, principal + " may not " + question);
                }
                then.get().whenComplete((value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(RefusedException.of(failure));
                    }
                });
            } catch (RefusedException | CompletionException e) {
                result.completeExceptionally(RefusedException.of(e));
            }
        }
    }
}
