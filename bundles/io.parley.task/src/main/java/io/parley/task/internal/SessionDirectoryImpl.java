package io.parley.task.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.SessionService;
import io.parley.api.task.Details;
import io.parley.api.task.NewSession;
import io.parley.api.task.SessionDirectory;
import io.parley.api.task.SessionOverview;
import io.parley.api.task.SessionPage;
import io.parley.api.task.SessionPage.Pagination;
import io.parley.api.task.SessionStatistics;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.op.DetailsValue;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What applications see. */
final class SessionDirectoryImpl implements SessionDirectory {

    private final Calls calls;
    private final SessionService sessions;
    private final SessionFigures figures;
    private final Overviews overviews;
    private final Creation creation;
    private final CleanUp cleaning;
    private final Supplier<Settings> settings;
    private final CompletionStage<Void> restored;
    private final Executor workers;

    /**
     * @param calls what is under way
     * @param restored when the stored tasks are in the index
     */
    SessionDirectoryImpl(
            Calls calls,
            SessionService sessions,
            SessionFigures figures,
            Overviews overviews,
            Creation creation,
            Supplier<Settings> settings,
            CompletionStage<Void> restored,
            Executor workers) {
        this.calls = calls;
        this.sessions = sessions;
        this.figures = figures;
        this.overviews = overviews;
        this.creation = creation;
        this.cleaning = new CleanUp(figures, overviews);
        this.settings = settings;
        this.restored = restored;
        this.workers = workers;
    }

    @Override
    public CompletionStage<SessionOverview> create(NewSession request) {
        return calls.call(() -> creation.create(request).thenCompose(this::overview));
    }

    @Override
    public CompletionStage<SessionOverview> spawn(NewSession request, Payload message, Optional<String> contentType) {
        Objects.requireNonNull(message, "message");
        return calls.call(() -> creation.spawn(request, message, contentType).thenCompose(this::overview));
    }

    @Override
    public CompletionStage<SessionOverview> get(String id) {
        return calls.call(() -> overview(id));
    }

    private CompletionStage<SessionOverview> overview(String id) {
        return restored.thenCompose(done -> figures.find(id)
                .map(overviews::of)
                .orElseGet(() -> CompletableFuture.failedStage(
                        new RefusedException(Reason.NOT_FOUND, "There is no session '" + id + "'"))));
    }

    @Override
    public CompletionStage<SessionOverview> describe(String id, Details details) {
        return calls.call(() -> set(id, details).thenCompose(done -> overview(id)));
    }

    private CompletionStage<?> set(String id, Details details) {
        return details.equals(Details.NONE)
                ? sessions.removeState(id, DetailsValue.KEY, OptionalLong.empty())
                : sessions.putState(id, DetailsValue.KEY, DetailsValue.of(details), OptionalLong.empty());
    }

    @Override
    public CompletionStage<Void> close(String id) {
        return sessions.close(id);
    }

    @Override
    public CompletionStage<SessionPage> list(int limit, int offset) {
        if (limit < 1 || limit > SessionPage.MOST || offset < 0) {
            return CompletableFuture.failedStage(new RefusedException(
                    Reason.INVALID,
                    "The limit is from 1 to " + SessionPage.MOST + " and the offset from 0, not " + limit + " and "
                            + offset));
        }
        return calls.call(() -> restored.thenComposeAsync(done -> page(limit, offset), workers));
    }

    private CompletionStage<SessionPage> page(int limit, int offset) {
        Survey all = new Survey(figures, overviews);
        List<CompletableFuture<SessionOverview>> page = figures.oldest(offset, limit).stream()
                .map(overviews::of)
                .map(CompletionStage::toCompletableFuture)
                .toList();
        return CompletableFuture.allOf(page.toArray(CompletableFuture[]::new))
                .thenApply(done -> new SessionPage(
                        page.stream().map(CompletableFuture::join).toList(),
                        all.total(),
                        Pagination.of(limit, offset, all.total()),
                        all.summary()));
    }

    @Override
    public CompletionStage<SessionStatistics> statistics() {
        return calls.call(() -> restored.thenApplyAsync(
                done -> {
                    Survey all = new Survey(figures, overviews);
                    return new SessionStatistics(all.total(), all.byStatus(), all.averageAge());
                },
                workers));
    }

    @Override
    public CompletionStage<Integer> cleanUp(Optional<Duration> silence) {
        Duration longest = silence.orElse(settings.get().cleanUp());
        if (longest.isNegative()) {
            return CompletableFuture.failedStage(
                    new RefusedException(Reason.INVALID, "The silence is zero or more, not " + longest));
        }
        return calls.call(() ->
                restored.thenComposeAsync(done -> cleaning.run(overviews.now().minus(longest)), workers));
    }
}
