package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.contract.SessionFigures;
import io.parley.spi.journal.JournalException;
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

    @Override
    public List<Figures> oldest(long from, int limit) {
        return table.allRegisters().byAge().some(from, limit).stream()
                .map(FiguresOfSessions::figures)
                .toList();
    }

    @Override
    public Totals totals() {
        return table.allRegisters().tally().totals();
    }

    private static Figures figures(Entry entry) {
        return new Figures(entry.snapshot(), entry.messages(), Instant.ofEpochMilli(entry.lastActivity()));
    }

    @Override
    public CompletionStage<List<Keys>> keys(String prefix) {
        return table.stored().complete().thenCompose(all -> keysOfAll(prefix));
    }

    private CompletionStage<List<Keys>> keysOfAll(String prefix) {
        List<CompletableFuture<Part>> parts = new ArrayList<>();
        for (Slice slice : slices) {
            // A call waits until the stored sessions are there.
            Call<Part> call = new Call<>(slice, "", false, engine.workers(), one -> one.complete(part(slice, prefix)));
            parts.add(call.submit().toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                        done -> keys(parts.stream().map(CompletableFuture::join).toList(), prefix), engine.workers());
    }

    /**
     * Of one shard.
     *
     * @param unread sessions whose states the view alone has, by their ids; perhaps there is such a key
     */
    private record Part(List<Keys> found, Map<String, Entry> unread) {}

    private Part part(Slice slice, String prefix) {
        Part part = new Part(new ArrayList<>(), new HashMap<>());
        int kind = OwnKeys.bit(prefix);
        table.each(slice.shard, entry -> {
            if (entry.stateUnread()) {
                if (kind == 0 || (entry.ownKeys() & kind) != 0) {
                    part.unread.put(entry.id, entry);
                }
                return;
            }
            Map<String, Long> keys = new HashMap<>();
            entry.state().forEach((key, item) -> {
                if (key.startsWith(prefix)) {
                    keys.put(key, item.version);
                }
            });
            if (!keys.isEmpty()) {
                part.found.add(keys(entry, keys));
            }
        });
        return part;
    }

    private static Keys keys(Entry entry, Map<String, Long> keys) {
        return new Keys(entry.id, Instant.ofEpochMilli(entry.created()), keys);
    }

    /** Reads what is not in memory. What changes meanwhile is told to followers. */
    private List<Keys> keys(List<Part> parts, String prefix) {
        List<Keys> all = new ArrayList<>();
        Map<String, Entry> unread = new HashMap<>();
        parts.forEach(part -> {
            all.addAll(part.found);
            unread.putAll(part.unread);
        });
        Map<String, Map<String, Long>> read = new HashMap<>();
        try {
            table.states()
                    .visit(
                            unread.keySet(),
                            prefix,
                            (session, key, version) -> read.computeIfAbsent(session, id -> new HashMap<>(2))
                                    .put(key, version));
        } catch (JournalException | IllegalArgumentException e) {
            throw new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e);
        }
        read.forEach((session, keys) -> all.add(keys(unread.get(session), keys)));
        return all;
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
