package io.parley.task.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.task.AnalyticsTotals;
import io.parley.api.task.ClientTraffic;
import io.parley.api.task.SessionAnalytics;
import io.parley.engine.contract.ClientFigures;
import io.parley.engine.contract.SessionFigures;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** What goes on in sessions, put together from what is counted of their lives and at the gateway. */
final class Analytics implements SessionAnalytics {

    private final SessionFigures figures;
    private final ClientFigures clients;
    private final Executor workers;
    private final Instant since;
    private final Lives lives;

    /** @param now milliseconds since 1970 */
    Analytics(SessionFigures figures, ClientFigures clients, LongSupplier now, Executor workers) {
        this.figures = figures;
        this.clients = clients;
        this.workers = workers;
        since = Instant.ofEpochMilli(now.getAsLong());
        lives = new Lives(now, clients::forget);
        figures.follow(lives);
    }

    void close() {
        figures.unfollow(lives);
    }

    @Override
    public CompletionStage<AnalyticsTotals> totals() {
        return CompletableFuture.supplyAsync(this::count, workers);
    }

    AnalyticsTotals count() {
        SessionFigures.Totals sessions = figures.totals();
        return new AnalyticsTotals(
                since,
                lives.changes(),
                sessions.connected(),
                sessions.count() - sessions.connected(),
                lives.lifetimes(),
                clients.connectedFor(),
                clients.volume(),
                clients.delivery());
    }

    @Override
    public Optional<ClientTraffic> traffic(String session) {
        return clients.find(session);
    }

    @Override
    public List<ClientTraffic> topTalkers(Rank by, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new RefusedException(RefusedException.Reason.INVALID, "The limit is from 1 to " + MOST);
        }
        return clients.all()
                .filter(client -> by.of(client.volume()) > 0)
                .sorted(Comparator.comparingLong((ClientTraffic client) -> by.of(client.volume()))
                        .reversed()
                        .thenComparing(ClientTraffic::session))
                .limit(limit)
                .toList();
    }
}
