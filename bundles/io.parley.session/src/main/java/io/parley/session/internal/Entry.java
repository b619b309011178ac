package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.session.Holder;
import io.parley.api.session.Session;
import io.parley.api.session.Session.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One session. Owned by its shard, but for the snapshot, which any thread may take. There may be a million of them, and most are
 * detached and have nothing else: so this is small, and what most do not have is in {@link Use}.
 */
final class Entry {

    /** When there is a holder, there is no time since which there is none. */
    private static final long HELD = -1;

    /** How exactly it is known when something happened. */
    private static final long ACTIVITY_MILLIS = 100;

    private static final long MOST_ACTIVITY = 0xffff_ffffL;

    final String id;
    final String principal;
    final boolean durable;

    /** Whether the view has something of the session. */
    boolean stored;

    /** Whether the view has something of its state. */
    boolean stateStored;

    /** Whether its figures are to be written to the view; for {@link Unwritten} alone. */
    boolean figuresChanged;

    /** Where {@link ExpiryQueue} has it; for that class alone. */
    int place = ExpiryQueue.NOWHERE;

    private final long created;
    private volatile long detachedAt = HELD;

    /** So many {@link #ACTIVITY_MILLIS} after it was made, without a sign: enough for 13 years. */
    private volatile int lastActivity;

    private volatile int messages;

    /** Seconds, without a sign. */
    private volatile int expiry;

    /** Null while there is none. */
    private Use use;

    /** Null when it has none. Set before others see the session. */
    private volatile Parent parent;

    Entry(String id, String principal, boolean durable, long created, long expirySeconds) {
        this.id = id;
        this.principal = Session.ANONYMOUS.equals(principal) ? Session.ANONYMOUS : principal;
        this.durable = durable;
        this.created = created;
        active(expirySeconds);
    }

    /** As it is at one moment. Any thread. */
    Session snapshot() {
        long at;
        int seconds;
        do {
            at = detachedAt;
            seconds = expiry;
        } while (at != detachedAt);
        return snapshot(at == HELD ? State.ACTIVE : State.DETACHED, seconds, expiresAt(at, seconds));
    }

    /** As it was when it ended. On the shard. */
    Session snapshot(State end) {
        return snapshot(end, expiry, Long.MAX_VALUE);
    }

    private Session snapshot(State state, int seconds, long end) {
        return new Session(
                id,
                principal,
                state,
                Duration.ofSeconds(Integer.toUnsignedLong(seconds)),
                Instant.ofEpochMilli(created),
                end == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end)),
                Optional.ofNullable(parent == null ? null : parent.id));
    }

    /**
     * The session that this one belongs to.
     *
     * @param created when that one was made
     */
    record Parent(String id, long created) {}

    /** Null when it has none. */
    Parent parent() {
        return parent;
    }

    void adopt(Parent by) {
        parent = by;
    }

    /** Whether this is the one that is meant, and not a later one of the same id. */
    boolean is(Parent meant) {
        return id.equals(meant.id) && created == meant.created;
    }

    long created() {
        return created;
    }

    /** How many messages have entered its inbox since it began. */
    long messages() {
        return messages;
    }

    /** One more. */
    void received() {
        messages = messages + 1;
    }

    /** As it was stored. */
    void figures(long count, long activeAt) {
        messages = (int) count;
        touch(activeAt);
    }

    /** As it was elsewhere, whatever happened when it came. */
    void figuresElsewhere(long count, long activeAt) {
        lastActivity = 0;
        figures(count, activeAt);
    }

    /** Milliseconds since 1970, as of the tenth of a second. */
    long lastActivity() {
        return created + Integer.toUnsignedLong(lastActivity) * ACTIVITY_MILLIS;
    }

    /** Something happened then; it never was earlier than what happened before. */
    void touch(long at) {
        if (at > lastActivity()) {
            lastActivity = (int) Math.min(MOST_ACTIVITY, (at - created) / ACTIVITY_MILLIS);
        }
    }

    long expirySeconds() {
        return Integer.toUnsignedLong(expiry);
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
        return expiresAt(detachedAt, expiry);
    }

    private static long expiresAt(long detachedAt, int expiry) {
        long seconds = Integer.toUnsignedLong(expiry);
        return detachedAt == HELD || seconds >= Session.NEVER.toSeconds()
                ? Long.MAX_VALUE
                : detachedAt + seconds * 1_000;
    }

    void active(long expirySeconds) {
        detached(HELD, expirySeconds);
    }

    void detached(long at, long expirySeconds) {
        expiry = (int) Math.min(expirySeconds, Session.NEVER.toSeconds());
        detachedAt = at;
    }

    boolean heldBy(long number) {
        return use != null && use.holder != null && use.hold == number;
    }

    /** Whether the holder may still act for the session: nothing is under way that ends its hold. */
    boolean belongsTo(long number) {
        return heldBy(number) && use.ending == 0;
    }

    /** One batch more, or less, is under way that ends the hold. */
    void ending(int more) {
        use().ending += more;
        forgetIdleUse();
    }

    Holder holder() {
        return use == null ? null : use.holder;
    }

    void hold(long number, Holder by) {
        use().hold = number;
        use.holder = by;
    }

    void release() {
        if (use != null) {
            use.holder = null;
            forgetIdleUse();
        }
    }

    /** For the moment: what is to be kept is changed through it. */
    private Use use() {
        if (use == null) {
            use = new Use();
        }
        return use;
    }

    private void forgetIdleUse() {
        if (use != null && use.idle()) {
            use = null;
        }
    }

    Map<String, StateItem> state() {
        return use == null ? Map.of() : use.state;
    }

    /** As it was stored. */
    void put(String key, StateItem item) {
        if (use().state.isEmpty()) {
            use.state = new HashMap<>(4);
        }
        StateItem before = use.state.put(key, item);
        use.stateBytes += item.size - (before == null ? 0 : before.size);
        use.removed.remove(key);
    }

    /**
     * A value changes. Its version is never one that the key had before, even when it was removed in between: no version is beyond that of the
     * whole state.
     *
     * @param wanted the version that it gets at least
     */
    void put(String key, long wanted, Payload value) {
        StateItem before = state().get(key);
        long next = revision() + 1;
        long version = Math.max(wanted, before == null ? next : before.version + 1);
        use().revision = Math.max(next, version);
        put(key, new StateItem(version, use.revision, value));
    }

    /** As it was elsewhere. */
    void restore(String key, StateItem item) {
        put(key, item);
        use.revision = Math.max(use.revision, item.revision);
    }

    /** Whether changes are on their way to the journal. */
    boolean changes() {
        return use != null && !(use.changing.isEmpty() && use.taking.isEmpty() && use.ending == 0);
    }

    void remove(String key) {
        if (state().containsKey(key)) {
            use.stateBytes -= use.state.remove(key).size;
            ownRemoved().add(key, ++use.revision);
        }
    }

    /** Bytes of all values together. */
    long stateBytes() {
        return use == null ? 0 : use.stateBytes;
    }

    /** The version of the whole state: higher with each change of any key. */
    long revision() {
        return use == null ? 0 : use.revision;
    }

    /** As it was stored. Which values were removed before is not known. */
    void revision(long number) {
        if (number > 0) {
            use().revision = number;
            ownRemoved().forgetUntil(number);
        }
    }

    private Removed ownRemoved() {
        if (use.removed == Removed.NONE) {
            use.removed = new Removed();
        }
        return use.removed;
    }

    /** Values that are gone. */
    Removed removed() {
        return use == null ? Removed.NONE : use.removed;
    }

    /** Changes of the state that are on their way to the journal. */
    Map<String, Changing> changing() {
        if (use().changing.isEmpty()) {
            use.changing = new HashMap<>(4);
        }
        return use.changing;
    }

    /** Bytes of the values that are on their way to the journal. */
    long changingBytes() {
        return use == null ? 0 : use.changingBytes;
    }

    void changingBytes(long more) {
        use().changingBytes += more;
        forgetIdleUse();
    }

    Set<Integer> tokens() {
        return use == null ? Set.of() : use.tokens;
    }

    void take(int token) {
        if (use().tokens.isEmpty()) {
            use.tokens = new HashSet<>(4);
        }
        use.tokens.add(token);
    }

    void free(int token) {
        if (!tokens().isEmpty()) {
            use.tokens.remove(token);
        }
    }

    /** A batch that is on its way to the journal takes the token, unless another one does already. */
    boolean begin(int token) {
        if (use().taking.isEmpty()) {
            use.taking = new HashMap<>(4);
        }
        return use.taking.putIfAbsent(token, new CompletableFuture<>()) == null;
    }

    void end(int token, boolean committed) {
        use.taking.remove(token).complete(committed);
    }

    /** Whether a batch has taken the token; where one is on its way, whether it has in the end. */
    CompletionStage<Boolean> taken(int token) {
        CompletableFuture<Boolean> underWay = use == null ? null : use.taking.get(token);
        return underWay == null ? CompletableFuture.completedStage(tokens().contains(token)) : underWay;
    }

    /** What there is while somebody holds the session, changes it, or has left something in it. */
    private static final class Use {
        private long hold;
        private Holder holder;
        private int ending;
        private Map<String, StateItem> state = Map.of();
        private long stateBytes;
        private long revision;
        private Removed removed = Removed.NONE;
        private Map<String, Changing> changing = Map.of();
        private long changingBytes;
        private Set<Integer> tokens = Set.of();
        private Map<Integer, CompletableFuture<Boolean>> taking = Map.of();

        private boolean idle() {
            return holder == null
                    && ending == 0
                    && revision == 0
                    && changing.isEmpty()
                    && tokens.isEmpty()
                    && taking.isEmpty();
        }
    }

    /**
     * Changes of one key that are on their way.
     *
     * @param count how many
     * @param version what the last of them leads to; 0 for no value
     */
    record Changing(int count, long version) {}
}
