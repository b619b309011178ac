package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.TableScan;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.engine.timer.Timers;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions that the view has and the table does not, after a start with very many: nobody waits until all are taken up. What something is done with is
 * read when that happens; a thread takes up the others meanwhile, a portion at a time, each on its shard. What needs to know all of them waits for that.
 */
final class StoredSessions {

    private static final Logger LOG = LoggerFactory.getLogger(StoredSessions.class);

    /** So many are read while the shards take up as many. */
    private static final int PORTION = 1_024;

    /** What else starts has the processors first. */
    static final Duration MOMENT = Duration.ofMillis(1_500);

    /** When the view could not be read. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /** For whoever cannot be told later. */
    private static final long LONGEST_WAIT_SECONDS = 60;

    private static final long NOT_BEGUN = -1;

    private final Shards shards;
    private final UnaryOperator<String> names;

    /** Ids of sessions that have ended while the view, or a portion that was read from it, may still have them. */
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private volatile boolean stopped;

    /** Null when the table has all. */
    private volatile View view;

    private volatile long begunAt = NOT_BEGUN;

    /** @param names gives one instance of each name */
    StoredSessions(Shards shards, UnaryOperator<String> names) {
        this.shards = shards;
        this.names = names;
    }

    /** All that the view has, by the shards' indexes, without tokens and parents. */
    List<List<Entry>> readAll(View from) throws JournalException {
        List<List<Entry>> all = shards.all().stream()
                .<List<Entry>>map(shard -> new ArrayList<>())
                .toList();
        TableScan.all(from, Rows.SESSIONS, (key, row) -> {
            Entry entry = Rows.session(names.apply(Rows.session(key)), row);
            all.get(shards.indexOf(entry.id)).add(entry);
        });
        return all;
    }

    /** The view has sessions that the table does not have. Before all others. */
    void leaveTo(View from) {
        view = from;
    }

    /** Whether the table has all there are. */
    boolean all() {
        return view == null;
    }

    /** Completes when the table has all there are; fails when the service stops before. */
    CompletionStage<Void> complete() {
        return complete.minimalCompletionStage();
    }

    /**
     * Returns when the table has all there are. Not on a shard's thread.
     *
     * @throws RefusedException UNAVAILABLE when that takes too long
     */
    void await() {
        if (all()) {
            return;
        }
        try {
            complete.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notYet();
        } catch (ExecutionException | TimeoutException e) {
            throw notYet();
        }
    }

    /** @throws RefusedException UNAVAILABLE unless the table has all there are */
    void requireAll() {
        if (!all()) {
            throw notYet();
        }
    }

    private static RefusedException notYet() {
        return new RefusedException(
                Reason.UNAVAILABLE,
                "Parley has just started and is still looking through its sessions; try again soon");
    }

    /** The session has ended. On its shard, before it leaves the table. */
    void ended(String id) {
        if (!all()) {
            gone.add(id);
        }
    }

    /**
     * A session that the table does not have, as the view has it; null when there is none. Whoever is on its shard adds it to the table; for others it
     * is what {@link Entry#snapshot} is asked of.
     *
     * @throws RefusedException UNAVAILABLE when it cannot be read
     */
    Entry read(String id) {
        View from = view;
        if (from == null) {
            return null;
        }
        byte[] key = Rows.key(id);
        try {
            byte[] row = from.get(Rows.SESSIONS, key);
            // In this order: they are forgotten when the table has all.
            return row == null || gone.contains(id) || all()
                    ? null
                    : entry(id, row, from.get(Rows.TOKENS, key), from.get(Rows.PARENTS, key));
        } catch (JournalException | IllegalArgumentException e) {
            throw new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e);
        }
    }

    private Entry entry(String id, byte[] row, byte[] tokens, byte[] parent) {
        Entry entry = Rows.session(names.apply(id), row);
        if (tokens != null) {
            Rows.tokens(tokens, entry);
        }
        if (parent != null) {
            Entry.Parent stored = Rows.parent(parent);
            entry.adopt(new Entry.Parent(names.apply(stored.id()), stored.created()));
        }
        return entry;
    }

    /** As whoever is not on the session's shard sees it. */
    Entry seen(Entry copy) {
        if (copy != null && begun() && !copy.detached()) {
            copy.detached(begunAt, copy.expirySeconds());
        }
        return copy;
    }

    /** Nobody holds a session that is not in the table: one that somebody held when Parley stopped counts as detached since now. */
    void begin(long now) {
        begunAt = now;
    }

    /** Whether {@link #begin} was called. */
    boolean begun() {
        return begunAt != NOT_BEGUN;
    }

    /** Takes up sessions, each on its shard. */
    interface Taking {

        /** The table may have it. */
        void take(Shard shard, Entry entry);

        /** The shard has all of its sessions. */
        void end(Shard shard);
    }

    /** Takes up all others in a moment, and then completes. */
    void takeUp(Taking taking, Timers timers) {
        if (all()) {
            complete.complete(null);
        } else {
            later(MOMENT, new byte[0], taking, timers);
        }
    }

    private void later(Duration delay, byte[] from, Taking taking, Timers timers) {
        timers.after(delay, StoredSessions::onThread, () -> takeUp(from, taking, timers));
    }

    /** Workers may be waiting for what it does. */
    private static void onThread(Runnable task) {
        Thread thread = new Thread(task, "parley-sessions");
        thread.setDaemon(true);
        thread.start();
    }

    /** No more are taken up; whoever waits for that learns of it. */
    void stop() {
        stopped = true;
        complete.completeExceptionally(notYet());
    }

    private void takeUp(byte[] from, Taking taking, Timers timers) {
        byte[] done = from;
        byte[] next = from;
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        try {
            while (next != null && !stopped) {
                List<List<Entry>> portion = new ArrayList<>();
                shards.all().forEach(shard -> portion.add(new ArrayList<>()));
                byte[] begins = next;
                next = read(begins, portion);
                before.join();
                done = begins;
                before = shards.each(shard -> portion.get(shard.index()).stream()
                        .filter(entry -> !gone.contains(entry.id))
                        .forEach(entry -> taking.take(shard, entry)));
            }
            before.join();
            if (stopped) {
                return;
            }
            shards.each(taking::end).join();
            view = null;
            gone.clear();
            complete.complete(null);
        } catch (JournalException | RuntimeException e) {
            if (stopped) {
                return;
            }
            LOG.error(
                    "Stored sessions cannot be read, which is tried again in {} s: {}",
                    AGAIN.toSeconds(),
                    e.getMessage());
            later(AGAIN, done, taking, timers);
        }
    }

    /** Reads some, from that key, into the lists of their shards, and returns the key behind them; null when there are no more. */
    private byte[] read(byte[] from, List<List<Entry>> into) throws JournalException {
        List<byte[]> keys = new ArrayList<>(PORTION);
        List<byte[]> rows = new ArrayList<>(PORTION);
        view.scan(Rows.SESSIONS, from, null, (key, row) -> {
            keys.add(key);
            rows.add(row);
            return keys.size() < PORTION;
        });
        if (keys.isEmpty()) {
            return null;
        }
        byte[] last = keys.get(keys.size() - 1);
        byte[] behind = Arrays.copyOf(last, last.length + 1);
        Map<String, byte[]> tokens = beside(Rows.TOKENS, from, behind);
        Map<String, byte[]> parents = beside(Rows.PARENTS, from, behind);
        for (int i = 0; i < keys.size(); i++) {
            String id = Rows.session(keys.get(i));
            Entry entry = entry(id, rows.get(i), tokens.get(id), parents.get(id));
            into.get(shards.indexOf(id)).add(entry);
        }
        return behind;
    }

    /** What another table has of these sessions. */
    private Map<String, byte[]> beside(String table, byte[] from, byte[] to) throws JournalException {
        Map<String, byte[]> rows = new HashMap<>();
        view.scan(table, from, to, (key, row) -> {
            rows.put(Rows.session(key), row);
            return true;
        });
        return rows;
    }
}
