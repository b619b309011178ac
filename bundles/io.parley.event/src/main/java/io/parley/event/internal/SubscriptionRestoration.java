package io.parley.event.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.contract.SessionPart.Kind;
import io.parley.engine.contract.SessionPart.Restoration;
import io.parley.engine.contract.Shares;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.SubscriptionForm;
import io.parley.engine.op.SubscriptionOp;
import io.parley.event.internal.topic.TopicRules;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns the records of what a session listens to into ops. */
final class SubscriptionRestoration implements Restoration {

    private final String session;
    private final Batch batch;
    private final TopicRules rules;
    private final SubscriptionTable table;
    private final EventSettings settings;
    private final Map<SubscriptionTarget, SubscriptionRequest> requests = new LinkedHashMap<>();
    private int groups;

    SubscriptionRestoration(
            String session, Batch batch, TopicRules rules, SubscriptionTable table, EventSettings settings) {
        this.session = session;
        this.batch = batch;
        this.rules = rules;
        this.table = table;
        this.settings = settings;
    }

    @Override
    public void take(Kind kind, RecordReader in) {
        SubscriptionRequest request = SubscriptionForm.readRequest(in, SubscriptionForm.readTarget(in));
        Requests.check(request, rules);
        if (requests.put(request.target(), request) != null) {
            throw new IllegalArgumentException("it subscribes twice to " + request.target());
        }
        groups += SessionSubscriptions.isGroup(request.target()) ? 1 : 0;
        limit(requests.size(), settings.maxSubscriptions(), "subscriptions", EventSettings.SUBSCRIPTIONS);
        limit(groups, settings.maxGroups(), "groups", EventSettings.GROUPS);
    }

    private void limit(int count, int most, String what, String key) {
        if (count > most) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "Session '" + session + "' has more than the " + most + " " + what + " that are allowed here ("
                            + EventSettings.PID + ": " + key + ")");
        }
    }

    @Override
    public CompletionStage<Void> complete() {
        CompletionStage<Void> added = CompletableFuture.completedStage(null);
        for (SubscriptionRequest request : requests.values()) {
            added = added.thenCompose(done -> add(request));
        }
        return added;
    }

    private CompletionStage<Void> add(SubscriptionRequest request) {
        CompletableFuture<Void> added = new CompletableFuture<>();
        if (request.target().group().isPresent()) {
            String queue = Shares.queue(request.target());
            table.groups()
                    .join(
                            queue,
                            session,
                            request.options().filter(),
                            () -> {
                                batch.whenEnded(() -> table.groups().joined(queue));
                                batch.add(new QueueOp.Opened(queue, true));
                                added.complete(null);
                            },
                            added::completeExceptionally);
        } else {
            if (SessionSubscriptions.isGroup(request.target())) {
                String group = request.address().name();
                table.members().enter(group, session, settings.maxMembers());
                batch.whenEnded(() -> table.members().entered(group, session));
            }
            added.complete(null);
        }
        return added.thenAccept(done -> batch.add(new SubscriptionOp.Added(session, request, true)));
    }
}
