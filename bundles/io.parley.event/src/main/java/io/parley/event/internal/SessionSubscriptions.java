package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.op.SubscriptionOp;
import io.parley.engine.shard.Shard;
import io.parley.event.internal.match.Topics;
import io.parley.event.internal.retained.RetainedDelivery;
import io.parley.spi.protocol.Guarantee;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Adds and removes sessions' subscriptions. Calls for one session take effect in their order. */
final class SessionSubscriptions implements Subscriptions {

    /** What changes that are on their way to the journal lead to. */
    private record Changing(int count, boolean there) {}

    private final Engine engine;
    private final SubscriptionTable table;
    private final StartGate gate;
    private final RetainedDelivery retained;
    private final Supplier<EventSettings> settings;

    /** For each shard, owned by it: session, address. */
    private final Map<String, Map<Address, Changing>>[] changing;

    @SuppressWarnings("unchecked")
    SessionSubscriptions(
            Engine engine,
            SubscriptionTable table,
            StartGate gate,
            RetainedDelivery retained,
            Supplier<EventSettings> settings) {
        this.engine = engine;
        this.table = table;
        this.gate = gate;
        this.retained = retained;
        this.settings = settings;
        this.changing = new Map[engine.shards().count()];
        for (int i = 0; i < changing.length; i++) {
            changing[i] = new HashMap<>();
        }
    }

    @Override
    public CompletionStage<Void> subscribe(
            String session, boolean durable, Address address, Guarantee maximum, Consumer<Batch> more) {
        return gate.call(session, (shard, result) -> {
            check(session, address);
            CompletionStage<Void> committed = commit(
                    shard,
                    session,
                    address,
                    true,
                    new SubscriptionOp.Added(session, address.toString(), maximum, durable),
                    more);
            committed.whenComplete((done, failure) -> {
                if (failure == null && address.kind() == Address.Kind.TOPIC) {
                    retained.deliver(session, durable, address.name(), maximum, more);
                }
                end(result, null, failure);
            });
        });
    }

    private void check(String session, Address address) {
        switch (address.kind()) {
            case TOPIC -> Topics.checkPattern(address.name());
            case QUEUE -> {
                // Any name is one of a queue.
            }
            default ->
                throw new RefusedException(
                        Reason.INVALID, "Subscriptions are to topic: and queue: addresses, not to " + address);
        }
        int max = settings.get().maxSubscriptions();
        Map<Address, SessionListener> own = table.of(session);
        long adding = changing(session).entrySet().stream()
                .filter(entry -> entry.getValue().there && !own.containsKey(entry.getKey()))
                .count();
        if (!there(session, address) && own.size() + adding >= max) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "Session '" + session + "' has " + max + " subscriptions already (" + EventSettings.PID + ": "
                            + EventSettings.SUBSCRIPTIONS + ")");
        }
    }

    @Override
    public CompletionStage<Boolean> unsubscribe(
            String session, boolean durable, Address address, Consumer<Batch> more) {
        return gate.call(session, (shard, result) -> {
            if (!there(session, address)) {
                result.complete(false);
                return;
            }
            commit(
                            shard,
                            session,
                            address,
                            false,
                            new SubscriptionOp.Removed(session, address.toString(), durable),
                            more)
                    .whenComplete((done, failure) -> end(result, true, failure));
        });
    }

    private static <T> void end(CompletableFuture<T> result, T value, Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(RefusedException.of(failure));
        }
    }

    @Override
    public CompletionStage<Map<Address, Guarantee>> of(String session) {
        return gate.call(
                session,
                (shard, result) -> result.complete(table.of(session).values().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                listener -> listener.address, listener -> listener.maximum))));
    }

    @Override
    public long count() {
        return table.count();
    }

    /** Whether it will be there once everything that is on its way has been applied. */
    private boolean there(String session, Address address) {
        Changing now = changing(session).get(address);
        return now == null ? table.of(session).containsKey(address) : now.there;
    }

    private Map<Address, Changing> changing(String session) {
        return changing[engine.shards().indexOf(session)].getOrDefault(session, Map.of());
    }

    private CompletionStage<Void> commit(
            Shard shard, String session, Address address, boolean there, SubscriptionOp op, Consumer<Batch> more) {
        Batch batch = engine.batch().add(op);
        more.accept(batch);
        Map<String, Map<Address, Changing>> own = changing[shard.index()];
        own.computeIfAbsent(session, id -> new HashMap<>(2))
                .merge(address, new Changing(1, there), (a, b) -> new Changing(a.count + 1, b.there));
        CompletableFuture<Void> ended = new CompletableFuture<>();
        batch.commit()
                .whenComplete((done, failure) -> StartGate.on(shard, () -> {
                    own.computeIfPresent(session, (id, changes) -> {
                        changes.computeIfPresent(
                                address, (key, now) -> now.count == 1 ? null : new Changing(now.count - 1, now.there));
                        return changes.isEmpty() ? null : changes;
                    });
                    end(ended, null, failure);
                }));
        return ended;
    }
}
