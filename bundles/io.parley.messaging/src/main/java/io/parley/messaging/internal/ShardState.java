package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import io.parley.engine.Engine;
import io.parley.engine.References;
import io.parley.engine.op.Cause;
import io.parley.engine.op.InboxOp;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.NameTable;
import io.parley.engine.shard.Shard;
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
    private final NameTable<Inbox> inboxes = new NameTable<>(Inbox::session);
    private final Supplier<InboxLimits> limits;

    /** What the view is to be told of. In order, so that an inbox that ended comes before a new one of the same name. */
    private List<Backlog> changed = new ArrayList<>();

    /** What the view was told of last, and does not show yet. */
    private List<Backlog> collected = new ArrayList<>();

    /** Durable endings that go to the journal together. */
    private Endings endings;

    private final Counters inboxTotals = new Counters();
    private long stored;
    private final Outside outside;
    private final DeadLettering deadLettering;
    private final NearbyRows nearby = new NearbyRows();

    /** Inboxes whose clients are connected. */
    private final Set<InboxState> connected = new HashSet<>();

    private View view;
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

    /** Takes up an inbox as the view has it. Before work begins. */
    void restore(ParkedInbox inbox) {
        inboxes.put(inbox);
        stored(inbox.head().count());
    }

    /** The inbox, ready to be used; null when there is none. */
    InboxState inbox(String session) {
        Inbox found = inboxes.get(session);
        if (found instanceof ParkedInbox parked) {
            InboxState back = new InboxState(parked, this, limits);
            inboxes.put(back);
            return back;
        }
        return (InboxState) found;
    }

    /** The sequence of the inbox's next message, for which it need not be ready to be used; 0 when there is none. */
    long nextOf(String session) {
        Inbox found = inboxes.get(session);
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
        InboxState ended = inbox(session);
        if (ended != null) {
            inboxes.remove(session);
            ended.end();
        }
    }

    /** Those whose clients are connected. */
    Set<InboxState> connected() {
        return connected;
    }

    /** Nobody uses it, and the view has it. */
    void park(InboxState inbox) {
        if (inboxes.get(inbox.session()) == inbox) {
            inboxes.put(ParkedInbox.of(inbox));
        }
    }

    /** Those that are there. To be changed by the shard only; any thread may look something up. */
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

    /** As {@link #commitSoon}, for a message that leaves its queue. */
    void removeSoon(QueueState queue, Entry entry, Cause cause, CompletableFuture<Void> done) {
        endings().add(queue, entry, cause, done);
    }

    private Endings endings() {
        if (endings == null) {
            endings = new Endings(this);
            shard.later(this::commitEndings);
        }
        return endings;
    }

    private void commitEndings() {
        Endings all = endings;
        endings = null;
        all.commit();
    }

    /** As {@link #complete}. */
    void complete(Runnable completion) {
        outside.execute(completion);
    }
}
