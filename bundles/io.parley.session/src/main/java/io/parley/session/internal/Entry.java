package io.parley.session.internal;

import io.parley.api.session.Holder;
import io.parley.api.session.Session;
import io.parley.api.session.Session.State;
import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One session. Owned by its shard, but for the snapshot, which any thread may read. There may be a million of them, so what most
 * of them do not have is made when it is needed.
 */
final class Entry {

    /** When there is a holder, there is no time since which there is none. */
    private static final long HELD = -1;

    final String id;
    final String principal;
    final boolean durable;

    /** Whether the view has something of the session. */
    boolean stored;

    /** Whether the view has something of its state. */
    boolean stateStored;

    private final long created;
    private Duration expiry;
    private long detachedAt = HELD;
    private long hold;
    private Holder holder;
    private int ending;
    private Timers.Timer timer;
    private Map<String, StateItem> state = Map.of();
    private Map<String, Changing> changing = Map.of();
    private Set<Integer> tokens = Set.of();
    private Set<Integer> taking = Set.of();
    private volatile Session snapshot;

    Entry(String id, String principal, boolean durable, long created, long expirySeconds) {
        this.id = id;
        this.principal = Session.ANONYMOUS.equals(principal) ? Session.ANONYMOUS : principal;
        this.durable = durable;
        this.created = created;
        active(expirySeconds);
    }

    Session snapshot() {
        return snapshot;
    }

    long created() {
        return created;
    }

    long expirySeconds() {
        return expiry.toSeconds();
    }

    boolean detached() {
        return detachedAt != HELD;
    }

    /** Milliseconds since 1970; −1 while it is active. */
    long detachedAt() {
        return detachedAt;
    }

    /** Milliseconds since 1970; {@link Long#MAX_VALUE} for never. */
    long expiresAt() {
        return detachedAt == HELD || expiry.equals(Session.NEVER) ? Long.MAX_VALUE : detachedAt + expiry.toMillis();
    }

    void active(long expirySeconds) {
        detached(HELD, expirySeconds);
    }

    void detached(long at, long expirySeconds) {
        detachedAt = at;
        Duration wanted = Duration.ofSeconds(expirySeconds);
        expiry = wanted.equals(Session.NEVER) ? Session.NEVER : wanted;
        long end = expiresAt();
        snapshot = new Session(
                id,
                principal,
                at == HELD ? State.ACTIVE : State.DETACHED,
                expiry,
                snapshot == null ? Instant.ofEpochMilli(created) : snapshot.created(),
                end == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end)));
    }

    boolean heldBy(long number) {
        return holder != null && hold == number;
    }

    /** Whether the holder may still act for the session: nothing is under way that ends its hold. */
    boolean belongsTo(long number) {
        return ending == 0 && heldBy(number);
    }

    /** One batch more, or less, is under way that ends the hold. */
    void ending(int more) {
        ending += more;
    }

    Holder holder() {
        return holder;
    }

    void hold(long number, Holder by) {
        hold = number;
        holder = by;
        timer(null);
    }

    void release() {
        holder = null;
    }

    /** Replaces, and cancels, the timer of its expiry. */
    void timer(Timers.Timer next) {
        if (timer != null) {
            timer.cancel();
        }
        timer = next;
    }

    Map<String, StateItem> state() {
        return state;
    }

    void put(String key, StateItem item) {
        if (state.isEmpty()) {
            state = new HashMap<>(4);
        }
        state.put(key, item);
    }

    void remove(String key) {
        if (!state.isEmpty()) {
            state.remove(key);
        }
    }

    /** Changes of the state that are on their way to the journal. */
    Map<String, Changing> changing() {
        if (changing.isEmpty()) {
            changing = new HashMap<>(4);
        }
        return changing;
    }

    Set<Integer> tokens() {
        return tokens;
    }

    void take(int token) {
        if (tokens.isEmpty()) {
            tokens = new HashSet<>(4);
        }
        tokens.add(token);
    }

    void free(int token) {
        if (!tokens.isEmpty()) {
            tokens.remove(token);
        }
    }

    /** Tokens that batches on their way to the journal will take. */
    Set<Integer> taking() {
        if (taking.isEmpty()) {
            taking = new HashSet<>(4);
        }
        return taking;
    }

    /**
     * Changes of one key that are on their way.
     *
     * @param count how many
     * @param version what the last of them leads to; 0 for no value
     */
    record Changing(int count, long version) {}
}
