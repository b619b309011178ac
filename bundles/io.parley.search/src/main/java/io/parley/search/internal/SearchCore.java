package io.parley.search.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.search.SessionSearch;
import io.parley.api.session.SessionService;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.contract.SessionFigures.Figures;
import io.parley.engine.contract.SessionFigures.Follower;
import io.parley.engine.op.DetailsValue;
import io.parley.engine.timer.Timers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** The search on one index. Plain Java; a component or a test wires it. */
final class SearchCore implements SessionSearch, AutoCloseable {

    /** So many sessions are read at one time. */
    private static final int PORTION = 1_000;

    private final SessionFigures figures;
    private final Rows rows;
    private final Executor workers;
    private final Keeping keeping;
    private final SessionIndex index;
    private final Following following;
    private final Follower follower = new Follower() {
        @Override
        public void opened(String session) {
            following.changed(session);
        }

        @Override
        public void stateChanged(String session, String key) {
            if (key.equals(DetailsValue.KEY)) {
                following.changed(session);
            }
        }

        @Override
        public void ended(String session) {
            following.changed(session);
        }
    };

    /** @throws IOException when the folder cannot be used */
    SearchCore(SessionService sessions, SessionFigures figures, Timers timers, Executor workers, Settings settings)
            throws IOException {
        this.figures = figures;
        this.rows = new Rows(sessions, figures);
        this.workers = workers;
        TextIndex texts = IndexFolder.open(settings.folder(), settings.memoryMib());
        this.keeping = new Keeping(texts, timers, workers, Duration.ofSeconds(settings.commitSeconds()));
        this.index = new SessionIndex(texts);
        this.following = new Following(workers, this::take);
        figures.follow(follower);
        begin();
    }

    /** Once all sessions are there; where very many are stored that is a while after the start. */
    private void begin() {
        figures.keys(DetailsValue.KEY)
                .thenAcceptAsync(this::compare, workers)
                .thenCompose(done -> following.caughtUp())
                .whenComplete((done, why) -> {
                    if (why == null) {
                        keeping.complete();
                    } else {
                        keeping.fail(why);
                    }
                });
    }

    /** What the index lacks, or has of an earlier time, is indexed: all of it, when there is no index. */
    private void compare(List<SessionFigures.Keys> details) {
        Map<String, Long> versions = new HashMap<>();
        details.forEach(one -> versions.put(one.session(), one.keys().getOrDefault(DetailsValue.KEY, 0L)));
        try {
            Map<String, Row.Edition> known = index.editions();
            try (Stream<Figures> all = figures.all()) {
                all.forEach(one -> {
                    String id = one.session().id();
                    Row.Edition now =
                            new Row.Edition(one.session().created().toEpochMilli(), versions.getOrDefault(id, 0L));
                    if (!now.equals(known.remove(id))) {
                        following.changed(id);
                    }
                });
            }
            known.keySet().forEach(following::changed);
        } catch (IOException e) {
            throw new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e);
        }
    }

    private CompletionStage<Void> take(Set<String> sessions) {
        return take(List.copyOf(sessions), 0).thenRunAsync(keeping::show, workers);
    }

    private CompletionStage<Void> take(List<String> sessions, int from) {
        if (from >= sessions.size()) {
            return CompletableFuture.completedStage(null);
        }
        List<String> portion = sessions.subList(from, Math.min(sessions.size(), from + PORTION));
        List<CompletableFuture<Optional<Row>>> read = new ArrayList<>();
        portion.forEach(session -> read.add(rows.of(session).toCompletableFuture()));
        return CompletableFuture.allOf(read.toArray(CompletableFuture[]::new))
                .thenRunAsync(() -> write(portion, read), workers)
                .thenCompose(done -> take(sessions, from + PORTION));
    }

    private void write(List<String> sessions, List<CompletableFuture<Optional<Row>>> read) {
        keeping.write(() -> {
            for (int i = 0; i < sessions.size(); i++) {
                Optional<Row> row = read.get(i).join();
                if (row.isPresent()) {
                    index.put(row.get());
                } else {
                    index.remove(sessions.get(i));
                }
            }
        });
    }

    @Override
    public CompletionStage<Page> search(String text, Optional<String> after, int limit) {
        try {
            if (limit < 1 || limit > MOST) {
                throw new RefusedException(Reason.INVALID, "The limit is from 1 to " + MOST + ", not " + limit);
            }
            keeping.check();
            Optional<Place> place = after.map(Place::parse);
            return following.caughtUp().thenApplyAsync(done -> found(text, place, limit), workers);
        } catch (RefusedException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private Page found(String text, Optional<Place> after, int limit) {
        try {
            return index.search(text, after, limit);
        } catch (IOException e) {
            throw new RefusedException(Reason.UNAVAILABLE, "The index cannot be read: " + e.getMessage(), e);
        }
    }

    /** How it stands with the index. */
    Keeping keeping() {
        return keeping;
    }

    @Override
    public void close() throws IOException {
        // Before all else: what then ends is no failure.
        keeping.end();
        figures.unfollow(follower);
        following.close();
        keeping.close();
    }
}
