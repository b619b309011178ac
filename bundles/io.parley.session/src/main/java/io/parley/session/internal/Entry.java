package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.session.Holder;
import io.parley.api.session.Session;
import io.parley.api.session.Session.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /** The view has something of the session. */
    static final int STORED = 1;

    /** The view has something of its state. */
    static final int STATE_STORED = 2;

    /** Its figures are to be written to the view; for {@link Unwritten} alone. */
    static final int FIGURES_CHANGED = 4;

    /** {@link StoredStates} will let its state go; for that class alone. */
    static final int RESIDENT = 8;

    /** It was held when the process died, and the journal does not say yet that nobody holds it any more; see {@link Abandoned}. */
    static final int ABANDONED = 16;

    private byte marks;

    /** Which of Parley's own keys its state may have, see {@link OwnKeys}. */
    private byte ownKeys;

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

    boolean marked(int mark) {
        return (marks & mark) != 0;
    }

    void mark(int mark, boolean set) {
        marks = (byte) (set ? marks | mark : marks & ~mark);
    }

    /** Bits of {@link OwnKeys}. */
    int ownKeys() {
        return ownKeys & 0xff;
    }

    void ownKeys(int bits) {
        ownKeys = (byte) bits;
    }

    /** Whether the view alone has its state: then it has to be read before anything is done with it. */
    boolean stateUnread() {
        return marked(STATE_STORED) && (use == null || use.state == null);
    }

    /** Leaves the state to the view, which has all of it. */
    void forgetState() {
        if (use != null) {
            use.state = null;
            forgetIdleUse();
        }
    }

    /** Whether nobody has to do with its state, as far as this knows. */
    boolean stateIdle() {
        return use == null || use.holder == null && (use.state == null || use.state.written());
    }

    /** Null when there is none yet. */
    private OwnState stateOrNull() {
        if (stateUnread()) {
            throw new IllegalStateException("The state of session '" + id + "' was not read");
        }
        return use == null ? null : use.state;
    }

    private OwnState ownState() {
        if (stateOrNull() == null) {
            use().state = new OwnState();
        }
        return use.state;
    }

    Map<String, StateItem> state() {
        OwnState state = stateOrNull();
        return state == null ? Map.of() : state.items();
    }

    /** As the view has it. */
    void state(OwnState stored) {
        use().state = stored;
    }

    void put(String key, StateItem item) {
        ownKeys |= (byte) OwnKeys.bit(key);
        ownState().put(key, item);
    }

    /** As {@link OwnState#put(String, long, Payload)}. */
    void put(String key, long wanted, Payload value) {
        ownKeys |= (byte) OwnKeys.bit(key);
        ownState().put(key, wanted, value);
    }

    /** As it was elsewhere. */
    void restore(String key, StateItem item) {
        put(key, item);
        use.state.atLeast(item.revision);
    }

    /** Whether changes are on their way to the journal. */
    boolean changes() {
        return use != null
                && (use.state != null && !use.state.changing().isEmpty()
                        || use.tokens != null && use.tokens.changes()
                        || use.ending != 0);
    }

    void remove(String key) {
        if (stateOrNull() != null) {
            use.state.remove(key);
        }
    }

    /** Bytes of all values together. */
    long stateBytes() {
        OwnState state = stateOrNull();
        return state == null ? 0 : state.bytes();
    }

    /** The version of the whole state: higher with each change of any key. */
    long revision() {
        OwnState state = stateOrNull();
        return state == null ? 0 : state.revision();
    }

    void revision(long number) {
        if (number > 0) {
            ownState().revision(number);
        }
    }

    /** Values that are gone. */
    Removed removed() {
        OwnState state = stateOrNull();
        return state == null ? Removed.NONE : state.removed();
    }

    /** Changes of the state that are on their way to the journal. */
    Map<String, OwnState.Changing> changing() {
        return ownState().changing();
    }

    /** Bytes of the values that are on their way to the journal. */
    long changingBytes() {
        return use == null || use.state == null ? 0 : use.state.changingBytes();
    }

    void changingBytes(long more) {
        ownState().changingBytes(more);
        forgetIdleUse();
    }

    Set<Integer> tokens() {
        return use == null || use.tokens == null ? Set.of() : use.tokens.all();
    }

    OwnTokens ownTokens() {
        if (use().tokens == null) {
            use.tokens = new OwnTokens();
        }
        return use.tokens;
    }

    /** What there is while somebody holds the session, changes it, or has left something in it. */
    private static final class Use {
        private long hold;
        private Holder holder;
        private int ending;

        /** Null when there is none, or the view alone has it. */
        private OwnState state;

        private OwnTokens tokens;

        private boolean idle() {
            return holder == null
                    && ending == 0
                    && (state == null || state.empty())
                    && (tokens == null || tokens.empty());
        }
    }
}
