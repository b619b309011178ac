package io.parley.search.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.search.MessageSearch;
import io.parley.engine.contract.Histories;
import io.parley.engine.timer.Timers;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The search in messages on one index. Plain Java; a component or a test wires it. */
final class MessageSearchCore implements MessageSearch, AutoCloseable {

    private final Timers timers;
    private final Executor workers;
    private final Settings settings;
    private final Keeping keeping;
    private final MessageIndex index;
    private final MessageFeed feed;
    private final Following following;
    private Timers.Timer timer = () -> {}; // guarded by this
    private boolean closed; // guarded by this

    /** @throws IOException when the folder cannot be used */
    MessageSearchCore(Histories histories, Timers timers, Executor workers, Settings settings) throws IOException {
        this.timers = timers;
        this.workers = workers;
        this.settings = settings;
        TextIndex texts = IndexFolder.open(settings.messageFolder(), settings.memoryMib());
        keeping = new Keeping(texts, timers, workers, Duration.ofSeconds(settings.commitSeconds()));
        index = new MessageIndex(texts);
        feed = new MessageFeed(histories, workers, index, keeping, settings);
        following = new Following(workers, patterns -> round());
        workers.execute(this::begin);
    }

    private void begin() {
        try {
            keeping.write(feed::begin);
            look();
        } catch (RefusedException e) {
            // The index cannot be read, which is told wherever somebody asks.
        }
    }

    /** Reads what has come, now and again and again. */
    private void look() {
        caughtUp().whenComplete((done, failure) -> {
            if (failure == null) {
                keeping.complete();
            }
            synchronized (this) {
                if (!closed) {
                    timer = timers.after(Duration.ofSeconds(settings.commitSeconds()), workers, this::look);
                }
            }
        });
    }

    private CompletionStage<Void> caughtUp() {
        settings.messages().forEach(following::changed);
        return following.caughtUp();
    }

    private CompletionStage<Void> round() {
        return feed.round()
                .thenRunAsync(() -> keeping.write(() -> index.removeExpired(timers.now())), workers)
                .thenRun(keeping::show);
    }

    @Override
    public CompletionStage<Page> search(String text, Optional<String> agent, Optional<String> after, int limit) {
        try {
            if (limit < 1 || limit > MOST) {
                throw new RefusedException(Reason.INVALID, "The limit is from 1 to " + MOST + ", not " + limit);
            }
            keeping.check();
            Optional<Place> place = after.map(Place::parse);
            return caughtUp().thenApplyAsync(done -> found(text, agent, place, limit), workers);
        } catch (RefusedException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private Page found(String text, Optional<String> agent, Optional<Place> after, int limit) {
        try {
            return index.search(text, agent, timers.now(), after, limit);
        } catch (IOException e) {
            throw new RefusedException(Reason.UNAVAILABLE, "The index cannot be read: " + e.getMessage(), e);
        }
    }

    /** How it stands with the index. */
    Keeping keeping() {
        return keeping;
    }

    /** What the index follows. */
    MessageFeed feed() {
        return feed;
    }

    @Override
    public void close() throws IOException {
        keeping.end();
        feed.end();
        synchronized (this) {
            closed = true;
            timer.cancel();
        }
        following.close();
        keeping.close();
    }
}
