package io.parley.search.internal;

import io.parley.api.search.SessionSearch.Page;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.api.task.Details;
import io.parley.engine.EngineCore;
import io.parley.engine.FakeTimers;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.op.DetailsValue;
import io.parley.session.internal.SessionHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The search on the real session service, whose journal, view and index outlive it. */
final class Host implements AutoCloseable {

    final FakeTimers timers;
    final EngineCore engine;
    final SessionService sessions;
    final SessionFigures figures;
    final Settings settings;
    SearchCore search;
    private final SessionHost base;

    Host(Path folder) {
        this(new SessionHost(), Settings.of(Map.of("folder", folder.toString()), folder));
    }

    private Host(SessionHost base, Settings settings) {
        this.base = base;
        this.settings = settings;
        timers = base.timers;
        engine = base.engine;
        sessions = base.sessions;
        figures = base.figures;
        begin();
    }

    /** The search starts, and has built its index. */
    void begin() {
        try {
            search = new SearchCore(sessions, figures, timers, base.workers, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settle();
    }

    /** A further search, on an index of its own, of these sessions. */
    SearchCore another(SessionService of, SessionFigures all, Path folder) throws IOException {
        return new SearchCore(of, all, timers, base.workers, Settings.of(Map.of("folder", "" + folder), folder));
    }

    void end() {
        try {
            search.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dies, and starts again on what is stored. */
    Host restart() {
        end();
        return new Host(base.restart(), settings);
    }

    void open(String id) {
        get(sessions.open(new OpenRequest(id, Session.ANONYMOUS, false, Duration.ofDays(30), end -> {})));
    }

    void describe(String id, String title, String description, String agent) {
        Details details = new Details(title, description, agent);
        get(sessions.putState(id, DetailsValue.KEY, DetailsValue.of(details), OptionalLong.empty()));
    }

    /** One with a title, made a moment after the one before. */
    void make(String id, String title) {
        timers.advance(Duration.ofMillis(1));
        open(id);
        describe(id, title, "", "");
    }

    Page page(String text, Optional<String> after, int limit) {
        return get(search.search(text, after, limit));
    }

    /** All that is found, of which the total must tell. */
    List<String> found(String text) {
        Page page = page(text, Optional.empty(), 1_000);
        if (page.totalCount() != page.hits().size()) {
            throw new AssertionError(
                    page.totalCount() + " in all, " + page.hits().size() + " found");
        }
        return page.hits().stream().map(hit -> hit.session()).toList();
    }

    void settle() {
        base.settle();
        while (!search.keeping().built() && search.keeping().failure().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    static <T> T get(CompletionStage<T> stage) {
        return SessionHost.get(stage);
    }

    @Override
    public void close() {
        end();
        base.close();
    }
}
