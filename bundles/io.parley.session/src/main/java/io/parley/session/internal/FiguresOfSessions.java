package io.parley.session.internal;

import io.parley.engine.Engine;
import io.parley.engine.contract.SessionFigures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** What goes on in sessions, out of the table. */
final class FiguresOfSessions implements SessionFigures {

    private final Engine engine;
    private final SessionTable table;
    private final Slice[] slices;
    private final Sessions sessions;

    FiguresOfSessions(Engine engine, SessionTable table, Slice[] slices, Sessions sessions) {
        this.engine = engine;
        this.table = table;
        this.slices = slices;
        this.sessions = sessions;
    }

    @Override
    public Optional<Figures> find(String session) {
        return Optional.ofNullable(table.get(session)).map(FiguresOfSessions::figures);
    }

    @Override
    public Stream<Figures> all() {
        return table.all().map(FiguresOfSessions::figures);
    }

    private static Figures figures(Entry entry) {
        return new Figures(
                entry.snapshot(), entry.messages(), Instant.ofEpochMilli(entry.lastActivity()), entry.revision());
    }

    @Override
    public CompletionStage<List<Keys>> keys(String prefix) {
        List<CompletableFuture<List<Keys>>> parts = new ArrayList<>();
        for (Slice slice : slices) {
            // A call waits until the stored sessions are there.
            Call<List<Keys>> call =
                    new Call<>(slice, "", false, engine.workers(), one -> one.complete(keys(slice, prefix)));
            parts.add(call.submit().toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        parts.stream().flatMap(part -> part.join().stream()).toList());
    }

    private List<Keys> keys(Slice slice, String prefix) {
        List<Keys> found = new ArrayList<>();
        table.each(slice.shard, entry -> {
            Map<String, Long> keys = new HashMap<>();
            entry.state().forEach((key, item) -> {
                if (key.startsWith(prefix)) {
                    keys.put(key, item.version);
                }
            });
            if (!keys.isEmpty()) {
                found.add(new Keys(entry.id, Instant.ofEpochMilli(entry.created()), keys));
            }
        });
        return found;
    }

    @Override
    public CompletionStage<Boolean> endIdle(String session, Instant since) {
        return sessions.endIdle(session, since.toEpochMilli());
    }

    @Override
    public void follow(Follower follower) {
        table.followers().add(follower);
    }

    @Override
    public void unfollow(Follower follower) {
        table.followers().remove(follower);
    }
}
