package io.parley.messaging.internal.transaction;

import io.parley.api.cache.NamedCache;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.transaction.Transaction;
import io.parley.engine.Batch;
import io.parley.engine.contract.Additions;
import io.parley.engine.contract.Enlists;
import io.parley.engine.contract.States;
import io.parley.engine.pipeline.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A transaction to which changes are added. */
final class OpenTransaction implements Transaction, Additions {

    private final Transactions with;
    private final Duration timeout;
    private final long deadline;

    /** Each makes its part ready when the transaction is committed. */
    private final List<Supplier<CompletionStage<Part>>> changes = new ArrayList<>();

    private final List<Runnable> invalidations = new ArrayList<>();
    private final Set<Delivery> deliveries = new HashSet<>();
    private final Set<String> values = new HashSet<>();
    private long bytes;
    private boolean ended;

    OpenTransaction(Transactions with, Duration timeout) {
        this.with = with;
        this.timeout = timeout;
        this.deadline = with.engine().timers().now() + timeout.toMillis();
    }

    @Override
    public synchronized Transaction acknowledge(Delivery delivery) {
        if (!(Objects.requireNonNull(delivery, "delivery") instanceof Enlists part)) {
            throw new RefusedException(Reason.INVALID, "This delivery is none of a queue or an inbox of this Parley");
        }
        if (!deliveries.add(delivery)) {
            throw new RefusedException(Reason.INVALID, "This delivery is acknowledged in this transaction already");
        }
        return add(0, () -> CompletableFuture.completedStage(Part.of(part::acknowledgeIn)));
    }

    @Override
    public Transaction send(Message message) {
        send(message, Origin.IN_PROCESS);
        return this;
    }

    @Override
    public synchronized void send(Message message, Origin origin) {
        add(
                message.payload().size(),
                () -> with.pipeline().prepare(message, origin).thenApply(Sent::new));
    }

    @Override
    public synchronized void add(Consumer<Batch> change) {
        add(0, () -> CompletableFuture.completedStage(Part.of(change)));
    }

    @Override
    public Transaction putState(String session, String key, Payload value, OptionalLong expected) {
        return put("session", session, with::states, key, value, expected);
    }

    @Override
    public Transaction removeState(String session, String key, OptionalLong expected) {
        return remove("session", session, with::states, key, expected);
    }

    @Override
    public Transaction putGroupState(String session, String group, String key, Payload value, OptionalLong expected) {
        return put("group", group, () -> with.states().ofGroups(session), key, value, expected);
    }

    @Override
    public Transaction removeGroupState(String session, String group, String key, OptionalLong expected) {
        return remove("group", group, () -> with.states().ofGroups(session), key, expected);
    }

    private synchronized Transaction put(
            String what, String name, Supplier<States> states, String key, Payload value, OptionalLong expected) {
        Objects.requireNonNull(value, "value");
        once(what, name, key);
        return add(
                value.size(),
                () -> expected(states, name, key, expected)
                        .thenApply(version -> Part.of(batch -> states.get().put(batch, name, key, value, version))));
    }

    private synchronized Transaction remove(
            String what, String name, Supplier<States> states, String key, OptionalLong expected) {
        once(what, name, key);
        return add(
                0,
                () -> expected(states, name, key, expected)
                        .thenApply(version -> Part.of(batch -> states.get().remove(batch, name, key, version))));
    }

    private void once(String what, String name, String key) {
        if (!values.add(what + name.length() + " " + name + key)) {
            throw new RefusedException(
                    Reason.INVALID,
                    "'" + key + "' of " + what + " '" + name + "' is changed in this transaction already");
        }
    }

    private static CompletionStage<Long> expected(
            Supplier<States> states, String name, String key, OptionalLong version) {
        return version.isPresent()
                ? CompletableFuture.completedStage(version.getAsLong())
                : states.get().version(name, key);
    }

    @Override
    public synchronized <K> Transaction invalidate(NamedCache<K, ?> cache, K key) {
        check(0);
        invalidations.add(() -> cache.invalidate(key));
        return this;
    }

    private Transaction add(long more, Supplier<CompletionStage<Part>> change) {
        check(more);
        bytes += more;
        changes.add(change);
        return this;
    }

    private void check(long more) {
        if (ended) {
            throw new IllegalStateException("The transaction has ended");
        }
        if (changes.size() + invalidations.size() >= MOST_CHANGES) {
            throw new RefusedException(Reason.LIMIT, "A transaction has " + MOST_CHANGES + " changes at the most");
        }
        if (bytes + more > MOST_BYTES) {
            throw new RefusedException(
                    Reason.LIMIT, "A transaction has " + MOST_BYTES + " bytes of payload at the most");
        }
    }

    @Override
    public synchronized CompletionStage<Void> commit() {
        if (ended) {
            return CompletableFuture.failedStage(new RefusedException(Reason.INVALID, "The transaction has ended"));
        }
        ended = true;
        long rest = deadline - with.engine().timers().now();
        if (rest <= 0) {
            return CompletableFuture.failedStage(Commit.late(timeout));
        }
        return new Commit(with, timeout, invalidations).run(changes, Duration.ofMillis(rest));
    }

    @Override
    public synchronized void rollback() {
        ended = true;
    }
}
