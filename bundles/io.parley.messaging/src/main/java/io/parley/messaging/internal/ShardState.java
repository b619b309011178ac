package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import io.parley.engine.Engine;
import io.parley.engine.References;
import io.parley.engine.op.Cause;
import io.parley.engine.op.InboxOp;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.NameTable;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What messaging keeps in one shard. Owned by it. */
final class ShardState {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Shard shard;
    private final Engine engine;
    private final Plugins plugins;
    private final Map<String, QueueState> queues = new HashMap<>();

    /** Those that are not in the view alone. */
    private final NameTable<Inbox> inboxes = new NameTable<>(Inbox::session);

    /** Those that have ended while the view still shows them. */
    private final NameTable<InboxState> ended = new NameTable<>(InboxState::session);

    private final InboxCount inboxCount;
    private final Supplier<InboxLimits> limits;

    /** What the view is to be told of. In order, so that an inbox that ended comes before a new one of the same name. */
    private List<Backlog> changed = new ArrayList<>();

    /** What the view was told of last, and does not show yet. */
    private List<Backlog> collected = new ArrayList<>();

    /** Durable endings that go to the journal together. */
    private Endings endings;

    /** About as many as there are at one moment. */
    private int expectedEndings;

    private final Counters inboxTotals = new Counters();
    private long stored;
    private final Outside outside;
    private final DeadLettering deadLettering;
    private final NearbyRows nearby = new NearbyRows();

    /** Inboxes whose clients are connected. */
    private final Set<InboxState> connected = new HashSet<>();

    private volatile View view;
    private volatile boolean running;

    ShardState(
            Shard shard,
            Engine engine,
            Plugins plugins,
            Outside outside,
            DeadLettering deadLettering,
            Supplier<InboxLimits> limits) {
        this.deadLettering = deadLettering;
        this.outside = outside;
        this.limits = limits;
        this.shard = shard;
        this.engine = engine;
        this.plugins = plugins;
        this.inboxCount = new InboxCount(shard);
    }

    Shard shard() {
        return shard;
    }

    Engine engine() {
        return engine;
    }

    DeadLettering deadLettering() {
        return deadLettering;
    }

    Plugins plugins() {
        return plugins;
    }

    References references() {
        return engine.references(shard.index());
    }

    /** So many messages more wait in queues and inboxes. */
    void stored(int more) {
        stored += more;
    }

    /** How many messages wait in queues and inboxes. */
    long stored() {
        return stored;
    }

    /** What happened to all inboxes together, those that are gone included. */
    Counters inboxTotals() {
        return inboxTotals;
    }

    Map<String, QueueState> queues() {
        return queues;
    }

    /** So many messages wait in inboxes that the view has. Before work begins. */
    void restore(long inInboxes, boolean counted) {
        inboxCount.restore(inInboxes, counted);
        stored += inInboxes;
    }

    /** So many of those entries more are on the journal. */
    void durable(EntryTable table, int more) {
        if (table == EntryTable.INBOXES) {
            inboxCount.add(more);
        }
    }

    /**
     * The inbox, ready to be used; null when there is none. One that the view alone has is taken up, by one look at its row.
     *
     * @throws RefusedException UNAVAILABLE, when that cannot be read
     */
    InboxState inbox(String session) {
        Inbox found = inboxes.get(session);
        if (found instanceof InboxState there) {
            return there;
        }
        ParkedInbox parked = found == null ? inView(session) : (ParkedInbox) found;
        if (parked == null) {
            return null;
        }
        InboxState back = new InboxState(parked, this, limits);
        inboxes.put(back);
        if (found == null && running) {
            back.recovered();
        }
        return back;
    }

    /**
     * The inbox, as it is for whoever looks on; null when there is none. Any thread that may block.
     *
     * @throws RefusedException as {@link #inbox}
     */
    Inbox find(String session) {
        Inbox found = inboxes.get(session);
        return found == null ? inView(session) : found;
    }

    /** Null when the view has none, or has one that is over. What ends just now may be found still. */
    private ParkedInbox inView(String session) {
        if (view == null || ended.get(session) != null) {
            return null;
        }
        try {
            EntryTable.Head head = EntryTable.INBOXES.head(view, session);
            return head == null ? null : new ParkedInbox(engine.name(session), head);
        } catch (JournalException | IllegalArgumentException e) {
            throw new RefusedException(RefusedException.Reason.UNAVAILABLE, e.getMessage(), e);
        }
    }

    /** Whether nothing is known of the inbox but what the view tells. */
    boolean inViewAlone(String session) {
        return inboxes.get(session) == null && ended.get(session) == null;
    }

    /** The sequence of the inbox's next message, for which it need not be ready to be used; 0 when there is none. */
    long nextOf(String session) {
        Inbox found = find(session);
        return found == null ? 0 : found.head().next();
    }

    /** The inbox, which is made when there is none. */
    InboxState makeInbox(String session, boolean durable) {
        InboxState there = inbox(session);
        if (there == null) {
            there = new InboxState(engine.name(session), this, limits, durable);
            inboxes.put(there);
        }
        return there;
    }

    /** The session's end is the end of its inbox. */
    void endInbox(String session) {
        InboxState over = inbox(session);
        if (over != null) {
            if (over.durable()) {
                ended.put(over);
            }
            inboxes.remove(session);
            over.end();
        }
    }

    /** The view does not show the ended inbox any more. */
    void forgetEnded(InboxState over) {
        if (ended.get(over.session()) == over) {
            ended.remove(over.session());
        }
    }

    /** Those whose clients are connected. */
    Set<InboxState> connected() {
        return connected;
    }

    /** Nobody uses it, and the view has it. */
    void park(InboxState inbox) {
        if (inboxes.get(inbox.session()) == inbox) {
            ParkedInbox parked = ParkedInbox.of(inbox);
            if (parked.plain() && ended.get(inbox.session()) == null) {
                inboxes.remove(inbox.session());
            } else {
                inboxes.put(parked);
            }
        }
    }

    /** Those that are not in the view alone. On the shard. */
    NameTable<Inbox> inboxes() {
        return inboxes;
    }

    /** What recovery found; set before work begins. */
    void view(View loaded) {
        view = loaded;
    }

    View view() {
        return view;
    }

    /** All is recovered, and work begins. */
    void run() {
        running = true;
    }

    boolean running() {
        return running;
    }

    NearbyRows nearby() {
        return nearby;
    }

    void changed(Backlog backlog) {
        changed.add(backlog);
    }

    void collect(ViewChanges changes) {
        List<Backlog> all = changed;
        changed = new ArrayList<>();
        all.forEach(backlog -> backlog.collect(changes));
        inboxCount.collect(changes);
        collected.addAll(all);
    }

    void collected() {
        nearby.forget();
        List<Backlog> all = collected;
        collected = new ArrayList<>();
        all.forEach(Backlog::collected);
    }

    /** Completes it where callers' code may run: not on a shard's thread. */
    void complete(CompletableFuture<Void> done) {
        outside.execute(() -> done.complete(null));
    }

    /** As {@link #complete}. */
    void fail(CompletableFuture<Void> done, Throwable cause) {
        outside.execute(() -> done.completeExceptionally(RefusedException.of(cause)));
    }

    void retryLater(Runnable task) {
        engine.timers().after(RETRY, shard, task);
    }

    /**
     * Commits the change together with others of this moment: one record for many acknowledgements.
     *
     * @param done completed outside when it is durable or has failed; null when nobody waits, and then it is tried until it
     *     succeeds or the inbox has ended
     */
    void commitSoon(InboxState inbox, InboxOp op, CompletableFuture<Void> done) {
        endings().add(inbox, op, done);
    }

    /** As {@link #commitSoon}, ahead of all that this shard commits from now on. */
    void commitNow(InboxState inbox, InboxOp op) {
        commitSoon(inbox, op, null);
        commitEndings();
    }

    /** As {@link #commitSoon}, for a message that leaves its queue. */
    void removeSoon(QueueState queue, Entry entry, Cause cause, CompletableFuture<Void> done) {
        endings().add(queue, entry, cause, done);
    }

    /** As {@link #removeSoon(QueueState, Entry, Cause, CompletableFuture)}, for one that its consumer gets when it has left. */
    void removeSoon(QueueState queue, Entry entry, Takings.Taking taking) {
        endings().add(queue, entry, taking);
    }

    private Endings endings() {
        if (endings == null) {
            endings = new Endings(this, expectedEndings);
            shard.later(this::commitEndings);
        }
        return endings;
    }

    private void commitEndings() {
        Endings all = endings;
        if (all == null) {
            return;
        }
        endings = null;
        expectedEndings = Math.max(all.size(), expectedEndings / 2);
        all.commit();
    }

    /** As {@link #complete}. */
    void complete(Runnable completion) {
        outside.execute(completion);
    }

    /** As {@link #complete}, in order. */
    void completeAll(List<? extends Runnable> completions) {
        outside.executeAll(completions);
    }
}
