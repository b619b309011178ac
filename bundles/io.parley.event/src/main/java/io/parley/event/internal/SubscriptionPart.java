package io.parley.event.internal;

import io.parley.api.event.Cursor;
import io.parley.api.event.Start;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.Stages;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.Replays;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SubscriptionForm;
import io.parley.event.internal.flow.Cursors;
import io.parley.event.internal.flow.Extracts;
import io.parley.event.internal.topic.TopicRules;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a session listens to, to be restored elsewhere. A place in the history of topics is a place on this journal, so what goes elsewhere is
 * the time of the first event that the session has not acknowledged.
 */
final class SubscriptionPart implements SessionPart {

    private static final Duration MOST_WAIT = Duration.ofMinutes(1);

    private final Engine engine;
    private final TopicRules rules;
    private final SubscriptionTable table;
    private final SessionSubscriptions subscriptions;
    private final Cursors cursors;
    private final Extracts extracts;
    private final Supplier<EventSettings> settings;

    SubscriptionPart(
            Engine engine,
            TopicRules rules,
            SubscriptionTable table,
            SessionSubscriptions subscriptions,
            Cursors cursors,
            Extracts extracts,
            Supplier<EventSettings> settings) {
        this.engine = engine;
        this.rules = rules;
        this.table = table;
        this.subscriptions = subscriptions;
        this.cursors = cursors;
        this.extracts = extracts;
        this.settings = settings;
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.SUBSCRIPTION);
    }

    @Override
    public boolean changing(String session) {
        return subscriptions.isChanging(session);
    }

    @Override
    public Snapshot snapshot(String session) {
        List<SubscriptionRequest> all = table.of(session).values().stream()
                .map(SessionListener::request)
                .sorted(Comparator.comparing(request -> request.target().toString()))
                .toList();
        return out -> {
            for (SubscriptionRequest request : all) {
                RecordWriter record = new RecordWriter(64);
                SubscriptionForm.write(record, request.target());
                SubscriptionForm.write(record, elsewhere(session, request));
                out.write(Kind.SUBSCRIPTION, record);
            }
        };
    }

    private SubscriptionRequest elsewhere(String session, SubscriptionRequest request) {
        if (request.options().start().isEmpty()) {
            return request;
        }
        String name = Replays.name(session, request.address().name());
        Optional<Cursor> cursor = Stages.await(
                CompletableFuture.supplyAsync(
                        () -> cursors.cursor(name), engine.shards().of(name)),
                MOST_WAIT);
        Optional<Cursor> after = cursor.or(() -> request.options()
                .start()
                .filter(Start.After.class::isInstance)
                .map(start -> ((Start.After) start).cursor()));
        SubscriptionOptions options = request.options();
        return after.isEmpty()
                ? request
                : new SubscriptionRequest(
                        request.target(),
                        request.maximum(),
                        new SubscriptionOptions(
                                options.noLocal(),
                                options.retainAsPublished(),
                                options.retained(),
                                options.identifier(),
                                options.filter(),
                                Optional.of(at(request.address().name(), after.get()))));
    }

    private Start at(String pattern, Cursor cursor) {
        long time = Stages.await(extracts.read(List.of(pattern), Optional.of(cursor), 1), MOST_WAIT).events().stream()
                .findFirst()
                .map(event -> event.message().timeMillis())
                .orElseGet(engine.timers()::now);
        return new Start.At(Instant.ofEpochMilli(time));
    }

    @Override
    public Restoration restore(Moves.Identity session, Batch batch) {
        return new SubscriptionRestoration(session.id(), batch, rules, table, settings.get());
    }
}
