package io.parley.session.internal;

import io.parley.engine.Engine;
import io.parley.engine.shard.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends detached sessions when their time has come. */
final class Expiry {

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    /** When the end of a session could not be committed. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Engine engine;
    private final SessionTable table;
    private final Function<Entry, CompletionStage<Void>> expire;

    Expiry(Engine engine, SessionTable table, Function<Entry, CompletionStage<Void>> expire) {
        this.engine = engine;
        this.table = table;
        this.expire = expire;
    }

    /** After a start nobody holds a session: those that were held count as detached since now. */
    void begin() {
        Map<Shard, List<Entry>> waiting = new HashMap<>();
        table.all()
                .filter(entry -> !entry.detached() || entry.expiresAt() != Long.MAX_VALUE)
                .forEach(entry -> waiting.computeIfAbsent(table.shard(entry.id), shard -> new ArrayList<>())
                        .add(entry));
        long now = engine.timers().now();
        waiting.forEach((shard, entries) -> shard.execute(() -> entries.forEach(entry -> {
            if (!entry.detached()) {
                entry.detached(now, entry.expirySeconds());
            }
            schedule(entry);
        })));
    }

    /** On the session's shard. */
    void schedule(Entry entry) {
        long end = entry.expiresAt();
        if (end != Long.MAX_VALUE) {
            schedule(entry, Duration.ofMillis(Math.max(0, end - engine.timers().now())));
        }
    }

    private void schedule(Entry entry, Duration delay) {
        Shard shard = table.shard(entry.id);
        entry.timer(engine.timers().after(delay, shard, () -> expire(shard, entry)));
    }

    private void expire(Shard shard, Entry entry) {
        expire.apply(entry)
                .whenComplete((done, failure) -> shard.execute(() -> {
                    if (failure != null) {
                        LOG.warn(
                                "Session '{}' has expired but cannot be ended yet: {}", entry.id, failure.getMessage());
                        schedule(entry, AGAIN);
                    } else if (table.get(entry.id) == entry && entry.detached()) {
                        schedule(entry);
                    }
                }));
    }
}
