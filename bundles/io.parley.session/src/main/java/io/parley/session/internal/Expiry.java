package io.parley.session.internal;

import io.parley.engine.Engine;
import io.parley.engine.shard.Shard;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** Ends detached sessions when their time has come. */
final class Expiry {

    /** When the end of a session could not be committed. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Engine engine;
    private final SessionTable table;
    private final Function<Entry, CompletionStage<Void>> expire;

    /** Of each shard. */
    private final ExpiryQueue[] queues;

    Expiry(Engine engine, SessionTable table, Function<Entry, CompletionStage<Void>> expire) {
        this.engine = engine;
        this.table = table;
        this.expire = expire;
        this.queues = engine.shards().all().stream()
                .map(shard -> new ExpiryQueue(shard, engine.timers(), entry -> look(shard, entry)))
                .toArray(ExpiryQueue[]::new);
    }

    /** It need not be looked at any more. On its shard. */
    void ended(Entry entry) {
        queues[table.shard(entry.id).index()].forget(entry);
    }

    /**
     * After a start nobody holds a session: those that were held count as detached since now.
     *
     * @param abandoned told of each of them, on its shard
     */
    void begin(Consumer<Entry> abandoned) {
        long now = engine.timers().steady();
        Consumer<Entry> begin = entry -> {
            if (!entry.detached()) {
                table.registers().detached(entry, now, entry.expirySeconds());
                abandoned.accept(entry);
            }
            schedule(entry);
        };
        table.onTakenUp(begin);
        engine.shards().all().forEach(shard -> shard.execute(() -> table.each(shard, begin)));
    }

    /** On the session's shard. */
    void schedule(Entry entry) {
        schedule(table.shard(entry.id), entry, entry.expiresAt());
    }

    private void schedule(Shard shard, Entry entry, long at) {
        if (at != Long.MAX_VALUE) {
            queues[shard.index()].lookAt(entry, at);
        }
    }

    private void look(Shard shard, Entry entry) {
        if (entry.expiresAt() > engine.timers().steady()) {
            schedule(entry);
            return;
        }
        expire.apply(entry)
                .whenComplete((done, failure) -> shard.execute(() -> {
                    if (failure != null) {
                        Loggers.session(entry.id)
                                .warn(
                                        "Session '{}' has expired but cannot be ended yet: {}",
                                        Printable.of(entry.id),
                                        failure.getMessage());
                        schedule(shard, entry, engine.timers().steady() + AGAIN.toMillis());
                    } else if (table.get(entry.id) == entry && entry.detached()) {
                        schedule(entry);
                    }
                }));
    }
}
