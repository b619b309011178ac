package io.parley.messaging.internal;

import io.parley.engine.Engine;
import io.parley.engine.timer.Timers.Timer;
import io.parley.spi.health.Health;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Looks from time to time how consumers of queues and connected sessions keep up, and says so when one becomes slow, or does not
 * any more. Others have nothing of that: what one does not take waits for it alone, or goes to others.
 */
final class SlowWatch implements Health {

    private static final long SHORTEST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 5_000;

    /** So many looks in the time after which a consumer is slow. */
    private static final int LOOKS = 4;

    /** More of them are not spelled out. */
    private static final int MOST_NAMES = 10;

    /** What was seen of one shard. */
    private record Seen(int slow, List<String> names) {
        private static final Seen NOTHING = new Seen(0, List.of());
    }

    /** On the timers' thread: it only hands over to the shards. */
    private static final Executor HERE = Runnable::run;

    private final Engine engine;
    private final ShardState[] shards;
    private final Supplier<SlowLimits> limits;
    private final AtomicReferenceArray<Seen> seen;
    private Timer timer; // guarded by this
    private boolean over; // guarded by this

    SlowWatch(Engine engine, ShardState[] shards, Supplier<SlowLimits> limits) {
        this.engine = engine;
        this.shards = shards;
        this.limits = limits;
        Seen[] nothing = new Seen[shards.length];
        Arrays.fill(nothing, Seen.NOTHING);
        this.seen = new AtomicReferenceArray<>(nothing);
    }

    synchronized void begin() {
        if (!over) {
            long millis = Math.min(
                    LONGEST_MILLIS, Math.max(SHORTEST_MILLIS, limits.get().millis() / LOOKS));
            timer = engine.timers().after(Duration.ofMillis(millis), HERE, this::look);
        }
    }

    synchronized void end() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void look() {
        for (ShardState home : shards) {
            home.shard().execute(() -> look(home));
        }
        begin();
    }

    private void look(ShardState home) {
        if (!home.running()) {
            return;
        }
        long now = engine.timers().now();
        SlowLimits from = limits.get();
        List<String> slow = new ArrayList<>();
        for (QueueState queue : home.queues().values()) {
            look(queue, now, from, slow);
        }
        for (InboxState inbox : home.connected()) {
            look(inbox, now, from, slow);
        }
        List<String> names = slow.stream().distinct().limit(MOST_NAMES).toList();
        seen.set(home.shard().index(), slow.isEmpty() ? Seen.NOTHING : new Seen(slow.size(), names));
    }

    private static void look(QueueState queue, long now, SlowLimits from, List<String> slow) {
        Consumers consumers = queue.consumers();
        if (consumers.isEmpty()) {
            return;
        }
        long waiting = queue.size() - consumers.held();
        for (QueueConsumer consumer : consumers.all()) {
            Pace pace = consumer.pace();
            long its = consumers.serves(consumer) ? consumer.waiting(waiting) : 0;
            boolean exhausted = consumer.credit() == 0;
            if (exhausted && its >= from.messages() && !pace.slow()) {
                consumer.lookAhead();
            }
            if (pace.look(now, exhausted, its, from)) {
                String name = Printable.of(queue.name());
                String who = consumer.name().isEmpty() ? "" : " (" + Printable.of(consumer.name()) + ")";
                if (pace.slow()) {
                    Loggers.queue(queue.name())
                            .warn(
                                    "A consumer of queue:{}{} is slow: it has had no credit left for {} s and holds {} messages,"
                                            + " while {} wait",
                                    name,
                                    who,
                                    pace.seconds(now),
                                    consumer.held(),
                                    its);
                } else {
                    Loggers.queue(queue.name())
                            .info("A consumer of queue:{}{} that was slow keeps up again", name, who);
                }
            }
            if (pace.slow()) {
                slow.add(queue.label());
            }
        }
    }

    private static void look(InboxState inbox, long now, SlowLimits from, List<String> slow) {
        InboxDispatch client = inbox.client();
        Pace pace = client.pace();
        long waiting = inbox.backlog().size() - client.inflight();
        if (pace.look(now, !client.hasWindow(), waiting, from)) {
            String name = Printable.of(inbox.session());
            if (pace.slow()) {
                Loggers.session(inbox.session())
                        .warn(
                                "Session {} is slow: it has taken no more for {} s and has {} unacknowledged messages, while {} wait",
                                name,
                                pace.seconds(now),
                                client.inflight(),
                                waiting);
            } else {
                Loggers.session(inbox.session()).info("Session {}, which was slow, keeps up again", name);
            }
        }
        if (pace.slow()) {
            slow.add(inbox.label());
        }
    }

    @Override
    public String subject() {
        return "consumers";
    }

    @Override
    public Report report() {
        int slow = 0;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < seen.length(); i++) {
            slow += seen.get(i).slow();
            names.addAll(seen.get(i).names());
        }
        if (slow == 0) {
            return new Report(Status.UP, "None is slow");
        }
        String some = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
        return new Report(
                Status.DEGRADED,
                (slow == 1 ? "1 is" : slow + " are") + " slow: " + Printable.of(some)
                        + (names.size() > MOST_NAMES || slow > names.size() ? " and others" : ""));
    }
}
