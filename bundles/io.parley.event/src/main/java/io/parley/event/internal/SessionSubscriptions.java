package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Replays;
import io.parley.engine.contract.Shares;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.SubscriptionOp;
import io.parley.engine.op.TopicOp;
import io.parley.engine.plugin.MessageFilters;
import io.parley.engine.shard.Shard;
import io.parley.event.internal.Presence.Change;
import io.parley.event.internal.retained.RetainedDelivery;
import io.parley.event.internal.topic.TopicRules;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Adds and removes sessions' subscriptions. Calls for one session take effect in their order. */
final class SessionSubscriptions implements Subscriptions {

    /** What changes that are on their way to the journal lead to. */
    private record Changing(int count, boolean there) {}

    private final Engine engine;
    private final MessageFilters filters;
    private final TopicRules rules;
    private final SubscriptionTable table;
    private final SharedGroups groups;
    private final StartGate gate;
    private final RetainedDelivery retained;
    private final Presence presence;
    private final Supplier<EventSettings> settings;

    /** Sessions that are being taken elsewhere: what they listen to stays as it is. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();

    /** For each shard, owned by it: session, target. */
    private final Map<String, Map<SubscriptionTarget, Changing>>[] changing;

    @SuppressWarnings("unchecked")
    SessionSubscriptions(
            Engine engine,
            MessageFilters filters,
            TopicRules rules,
            SubscriptionTable table,
            StartGate gate,
            RetainedDelivery retained,
            Presence presence,
            Supplier<EventSettings> settings) {
        this.engine = engine;
        this.filters = filters;
        this.rules = rules;
        this.table = table;
        this.groups = table.groups();
        this.gate = gate;
        this.retained = retained;
        this.presence = presence;
        this.settings = settings;
        this.changing = new Map[engine.shards().count()];
        for (int i = 0; i < changing.length; i++) {
            changing[i] = new HashMap<>();
        }
    }

    @Override
    public CompletionStage<Void> subscribe(
            String session, boolean durable, SubscriptionRequest request, Consumer<Batch> more) {
        try {
            Requests.check(request, rules);
        } catch (RefusedException e) {
            return CompletableFuture.failedStage(e);
        }
        return request.options()
                .filter()
                .map(filter ->
                        filters.check(filter).thenCompose(good -> subscribeChecked(session, durable, request, more)))
                .orElseGet(() -> subscribeChecked(session, durable, request, more));
    }

    private CompletionStage<Void> subscribeChecked(
            String session, boolean durable, SubscriptionRequest request, Consumer<Batch> more) {
        return gate.call(session, (shard, result) -> {
            requireStaying(session);
            checkCount(session, request.target());
            if (request.target().group().isEmpty()) {
                add(shard, session, durable, request, more, result);
            } else {
                join(shard, session, durable, request, more, result);
            }
        });
    }

    /** On the session's shard. */
    void leaving(String session, boolean now) {
        if (now) {
            leaving.add(session);
        } else {
            leaving.remove(session);
        }
    }

    private void requireStaying(String session) {
        if (leaving.contains(session)) {
            throw new RefusedException(
                    Reason.CONFLICT, "Session '" + session + "' is being taken elsewhere; try again in a moment");
        }
    }

    private void join(
            Shard shard,
            String session,
            boolean durable,
            SubscriptionRequest request,
            Consumer<Batch> more,
            CompletableFuture<Void> result) {
        String queue = Shares.queue(request.target());
        Consumer<Batch> opening = batch -> {
            batch.add(new QueueOp.Opened(queue, durable));
            more.accept(batch);
        };
        groups.join(
                queue,
                session,
                request.options().filter(),
                () -> {
                    result.whenComplete((done, failure) -> groups.joined(queue));
                    StartGate.on(shard, () -> add(shard, session, durable, request, opening, result));
                },
                result::completeExceptionally);
    }

    private void add(
            Shard shard,
            String session,
            boolean durable,
            SubscriptionRequest request,
            Consumer<Batch> more,
            CompletableFuture<Void> result) {
        boolean isNew = !there(session, request.target());
        boolean joins = isNew && isGroup(request.target());
        if (joins) {
            checkGroups(session);
            table.members()
                    .enter(request.address().name(), session, settings.get().maxMembers());
        }
        SubscriptionOp op = new SubscriptionOp.Added(session, request, durable);
        Consumer<Batch> anew = durable && Requests.beginsAnew(request, isNew)
                ? batch -> {
                    String pattern = request.address().name();
                    batch.add(new TopicOp.CursorRemoved(Replays.name(session, pattern)));
                    more.accept(batch);
                }
                : more;
        commit(shard, session, request.target(), true, op, anew).whenComplete((done, failure) -> {
            if (joins) {
                table.members().entered(request.address().name(), session);
            }
            if (failure == null && Requests.getsRetained(request, isNew)) {
                retained.deliver(session, durable, request, more);
            }
            end(result, null, failure);
        });
    }

    private void checkCount(String session, SubscriptionTarget target) {
        int max = settings.get().maxSubscriptions();
        Map<SubscriptionTarget, SessionListener> own = table.of(session);
        Map<SubscriptionTarget, Changing> more = changing(session);
        if (own.size() + more.size() < max || there(session, target)) {
            return;
        }
        long adding = more.entrySet().stream()
                .filter(entry -> entry.getValue().there && !own.containsKey(entry.getKey()))
                .count();
        if (own.size() + adding >= max) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "Session '" + session + "' has " + max + " subscriptions already (" + EventSettings.PID + ": "
                            + EventSettings.SUBSCRIPTIONS + ")");
        }
    }

    private void checkGroups(String session) {
        Map<SubscriptionTarget, SessionListener> own = table.of(session);
        int max = settings.get().maxGroups();
        long groups =
                own.keySet().stream().filter(SessionSubscriptions::isGroup).count()
                        + changing(session).entrySet().stream()
                                .filter(entry -> isGroup(entry.getKey())
                                        && entry.getValue().there
                                        && !own.containsKey(entry.getKey()))
                                .count();
        if (groups >= max) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "Session '" + session + "' is in " + max + " groups already (" + EventSettings.PID + ": "
                            + EventSettings.GROUPS + ")");
        }
    }

    @Override
    public CompletionStage<Boolean> unsubscribe(
            String session, boolean durable, SubscriptionTarget target, Consumer<Batch> more) {
        return gate.call(session, (shard, result) -> {
            requireStaying(session);
            if (!there(session, target)) {
                result.complete(false);
                return;
            }
            commit(shard, session, target, false, new SubscriptionOp.Removed(session, target, durable), more)
                    .whenComplete((done, failure) -> end(result, true, failure));
        });
    }

    /** @param change of the membership, where it is one; null for none, since it was there, or is not, already */
    private CompletionStage<?> committed(
            String session, SubscriptionTarget target, Change change, Consumer<Batch> content) {
        if (change != null && isGroup(target)) {
            return presence.tellWith(target.address().name(), session, change, content);
        }
        Batch batch = engine.batch();
        content.accept(batch);
        return batch.commit();
    }

    static boolean isGroup(SubscriptionTarget target) {
        return target.address().kind() == Address.Kind.GROUP;
    }

    private static <T> void end(CompletableFuture<T> result, T value, Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(RefusedException.of(failure));
        }
    }

    @Override
    public CompletionStage<List<SubscriptionRequest>> of(String session) {
        return gate.call(
                session,
                (shard, result) -> result.complete(table.of(session).values().stream()
                        .map(SessionListener::request)
                        .toList()));
    }

    @Override
    public long count() {
        return table.count();
    }

    /** Whether it will be there once everything that is on its way has been applied. */
    private boolean there(String session, SubscriptionTarget target) {
        Changing now = changing(session).get(target);
        return now == null ? table.of(session).containsKey(target) : now.there;
    }

    /** Whether a change of the session's subscriptions is on its way. On its shard. */
    boolean isChanging(String session) {
        return !changing(session).isEmpty();
    }

    private Map<SubscriptionTarget, Changing> changing(String session) {
        return changing[engine.shards().indexOf(session)].getOrDefault(session, Map.of());
    }

    private CompletionStage<Void> commit(
            Shard shard,
            String session,
            SubscriptionTarget target,
            boolean there,
            SubscriptionOp op,
            Consumer<Batch> more) {
        boolean differs = there != there(session, target);
        Map<String, Map<SubscriptionTarget, Changing>> own = changing[shard.index()];
        own.computeIfAbsent(session, id -> new HashMap<>(2))
                .merge(target, new Changing(1, there), (a, b) -> new Changing(a.count + 1, b.there));
        CompletableFuture<Void> ended = new CompletableFuture<>();
        committed(session, target, differs ? there ? Change.JOINED : Change.LEFT : null, batch -> {
                    more.accept(batch);
                    batch.add(op);
                })
                .whenComplete((done, failure) -> StartGate.on(shard, () -> {
                    own.computeIfPresent(session, (id, changes) -> {
                        changes.computeIfPresent(
                                target, (key, now) -> now.count == 1 ? null : new Changing(now.count - 1, now.there));
                        return changes.isEmpty() ? null : changes;
                    });
                    end(ended, null, failure);
                }));
        return ended;
    }
}
