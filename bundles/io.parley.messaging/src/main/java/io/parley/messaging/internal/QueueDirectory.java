package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.MessageRef;
import io.parley.engine.contract.Shares;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.messaging.internal.request.Requests;
import io.parley.spi.journal.Durability;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import io.parley.spi.router.Load;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/** The queues there are, and how they are set up. Safe for all threads. */
final class QueueDirectory {

    private final Map<String, QueueSettings> configured = new ConcurrentHashMap<>();
    private final Map<String, QueueState> states = new ConcurrentHashMap<>();

    /** Those that took messages in memory alone: the journal would give what follows other sequences. Added to under this. */
    private final Map<String, StraightWay> inMemory = new ConcurrentHashMap<>();

    private final Residence residence;
    private volatile LongConsumer wentStraight = messages -> {};
    private volatile int limit = 100_000;
    private volatile boolean autoCreate = true;
    private volatile boolean started;

    QueueDirectory() {
        this(Residence.DEFAULT);
    }

    QueueDirectory(Residence residence) {
        this.residence = residence;
    }

    /** Tells from now on how many messages came to a queue on its straight way, on the queue's shard. */
    void tellWhatWentStraight(LongConsumer messages) {
        wentStraight = messages;
    }

    /**
     * @param most the most queues
     * @param create whether the first use makes a queue that is not configured
     */
    void limit(int most, boolean create) {
        limit = most;
        autoCreate = create;
    }

    /** @throws IllegalArgumentException when the queue cannot become durable before the next start */
    synchronized void configure(String name, QueueSettings settings) {
        if (settings.durability() != Durability.MEMORY && inMemory.containsKey(name)) {
            throw new IllegalArgumentException("durability = "
                    + settings.durability().name().toLowerCase(Locale.ROOT) + " is not allowed for queue:" + name
                    + " before the next start, since it has taken messages in memory; allowed until then: memory");
        }
        configured.put(name, settings);
        told(name);
    }

    /** It has the defaults from now on, but for what it cannot have before the next start. */
    synchronized void forget(String name) {
        if (inMemory.containsKey(name)) {
            configured.put(name, QueueSettings.DEFAULT_IN_MEMORY);
        } else {
            configured.remove(name);
        }
        told(name);
    }

    private void told(String name) {
        QueueState state = states.get(name);
        if (state != null) {
            state.configure(settings(name));
        }
        StraightWay way = inMemory.get(name);
        if (way != null) {
            way.changed();
        }
    }

    /** The straight way into the queue; null where there is none. It changes with {@link #clear}, when the old one has its end. */
    StraightWay straightWay(String name) {
        return inMemory.get(name);
    }

    /** A message to a queue in memory is in the batch, which is about to be committed. */
    void comesIn(Batch batch, String name) {
        StraightWay way = inMemory.get(name);
        if (way != null) {
            way.comesIn(batch);
        }
    }

    /** A message of a batch comes to the queue. On its shard. */
    void append(QueueState queue, MessageRef ref, boolean durable) {
        queue.deliveries().relay().release();
        queue.append(ref, durable);
        StraightWay way = durable ? null : inMemory.get(queue.name());
        if (way != null) {
            way.look(queue);
        }
    }

    /** Whether the queue's next message goes to the journal, by these settings; if not, none does before the next start. */
    boolean durable(String name, QueueSettings settings) {
        return settings.durability() != Durability.MEMORY || !takesInMemory(name);
    }

    /** What to say when a streamed message, whose chunks are on the journal, is to go to a queue that is not. */
    static RefusedException inMemory(String name) {
        return new RefusedException(
                RefusedException.Reason.INVALID,
                "A streamed message goes to durable queues alone; queue:" + name + " is in memory");
    }

    private boolean takesInMemory(String name) {
        if (inMemory.containsKey(name)) {
            return true;
        }
        synchronized (this) {
            if (settings(name).durability() != Durability.MEMORY) {
                return false;
            }
            inMemory.computeIfAbsent(name, any -> new StraightWay(messages -> wentStraight.accept(messages)));
            return true;
        }
    }

    QueueSettings settings(String name) {
        return configured.getOrDefault(name, QueueSettings.DEFAULT);
    }

    Collection<QueueState> all() {
        return states.values();
    }

    /** All queues are there that there were: those from now on are new ones. */
    void started() {
        started = true;
    }

    /** Forgets the queues, not how they are set up: their state is taken up anew. */
    void clear() {
        started = false;
        states.clear();
        inMemory.values().forEach(StraightWay::end);
        inMemory.clear();
    }

    /**
     * Checks that the queue may be used, and one more message sent to it.
     *
     * @throws RefusedException in words
     */
    QueueSettings admit(String name) {
        if (Shares.isShared(name)) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "queue:" + name + " is the queue of a group, which gets what is published to its topics");
        }
        QueueSettings settings = settings(name);
        QueueState state = states.get(name);
        if (state == null) {
            checkNew(name);
        } else {
            checkRoom(name, settings, state, 1);
        }
        return settings;
    }

    /** How it stands with a queue that messages may be sent to; a little behind. */
    Load load(String name) {
        QueueState state = states.get(name);
        if (Shares.isShared(name)
                || Requests.isReply(name)
                || state == null && !autoCreate && !configured.containsKey(name)) {
            return Load.ABSENT;
        }
        if (state == null) {
            return new Load(Load.State.AVAILABLE, 0, OptionalInt.of(0));
        }
        QueueSettings settings = settings(name);
        int size = state.size();
        boolean full = settings.overflow() == Overflow.REJECT && settings.exceededBy(size + 1L, state.bytes() + 1);
        return new Load(
                full ? Load.State.FULL : Load.State.AVAILABLE,
                size,
                OptionalInt.of(state.consumers().count()));
    }

    /** As {@link #admit(String)}, for so many messages, for all of which there has to be room. */
    QueueSettings admit(String name, int messages) {
        QueueSettings settings = admit(name);
        checkRoom(name, settings, states.get(name), messages);
        return settings;
    }

    /**
     * Checks that there is room for so many messages, all of which come together; one that is not there yet has it.
     *
     * @throws RefusedException in words
     */
    void checkRoom(String name, int messages) {
        checkRoom(name, settings(name), states.get(name), messages);
    }

    /** As {@link #checkRoom(String, int)}, where the address is a queue's; others have room. */
    void checkRoom(Address address, int messages) {
        if (address.kind() == Address.Kind.QUEUE) {
            checkRoom(address.name(), messages);
        }
    }

    /** Whether there is, as {@link #checkRoom(String, int)} sees it. */
    boolean hasRoom(String name, int messages) {
        return hasRoom(settings(name), states.get(name), messages);
    }

    /** A message more is let in however large it is, as long as there is room for some: what it is stored as is not known yet. */
    private static boolean hasRoom(QueueSettings settings, QueueState state, int messages) {
        int held = state == null ? 0 : state.size();
        long bytes = state == null ? 0 : state.bytes();
        return settings.overflow() != Overflow.REJECT || !settings.exceededBy(held + (long) messages, bytes + 1);
    }

    private static void checkRoom(String name, QueueSettings settings, QueueState state, int messages) {
        if (hasRoom(settings, state, messages)) {
            return;
        }
        int held = state == null ? 0 : state.size();
        long bytes = state == null ? 0 : state.bytes();
        if (state != null) {
            state.refused.increment();
        }
        String more = messages == 1 ? "" : " and cannot take " + messages + " more";
        throw new RefusedException(
                RefusedException.Reason.LIMIT,
                bytes >= settings.maxBytes()
                        ? "queue:" + name + " holds " + bytes + " bytes of payload" + more + ", and max.mib is "
                                + (settings.maxBytes() >> 20)
                        : "queue:" + name + " holds " + held + " messages" + more + ", and max.messages is "
                                + settings.maxMessages());
    }

    /** As {@link #admit(String)}, for a consumer. */
    void checkNew(String name) {
        if (states.containsKey(name)) {
            return;
        }
        if (Requests.isReply(name)) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "queue:" + name + " is where a request gets its reply, and nobody else");
        }
        if (Shares.isShared(name)) {
            throw new RefusedException(
                    RefusedException.Reason.NOT_FOUND, "Nobody is subscribed to the group of queue:" + name);
        }
        if (!autoCreate && !configured.containsKey(name)) {
            throw new RefusedException(RefusedException.Reason.NOT_FOUND, "There is no queue named '" + name + "'");
        }
        if (states.size() >= limit) {
            throw new RefusedException(RefusedException.Reason.LIMIT, "There are " + limit + " queues already");
        }
    }

    /** The queue, made if it is not there. On the thread of its shard. */
    QueueState state(ShardState home, String name) {
        QueueState there = home.queues().get(name);
        return there == null ? make(home, name) : there;
    }

    /** The queue is no longer there, nor what waits in it. On the thread of its shard. */
    void end(ShardState home, String name) {
        QueueState ended = home.queues().remove(name);
        if (ended != null) {
            states.remove(name);
            inMemory.remove(name);
            ended.end();
            tell(name, "has ended");
        }
    }

    /** Once for both queues of a group. */
    private static void tell(String name, String what) {
        if (!Shares.isMemory(name)) {
            Loggers.queue(name).info("queue:{} {}", Printable.of(name), what);
        }
    }

    private QueueState make(ShardState home, String name) {
        QueueState made = new QueueState(name, home, residence, settings(name));
        home.queues().put(name, made);
        states.put(name, made);
        // Again, for a change since.
        made.configure(settings(name));
        if (started) {
            tell(name, "is new");
        }
        return made;
    }
}
