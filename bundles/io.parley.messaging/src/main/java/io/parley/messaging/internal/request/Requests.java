package io.parley.messaging.internal.request;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.MessageService;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The requests under way. Each has an address for its reply, {@code queue:$reply/<a random id>}, which is there for as long as the
 * request waits: nobody can consume it, nothing is kept there, and what comes when nobody waits any more, or has another correlation
 * id, is counted and dropped. Safe for all threads.
 */
public final class Requests implements MetricSource {

    /** How many wait at the most, unless that is configured. */
    public static final int USUAL_MOST = 10_000;

    private static final String PREFIX = "$reply/";
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Engine engine;
    private final Pipeline pipeline;
    private final Map<String, Request> open = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final LongAdder answered = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder foreign = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private volatile int most = USUAL_MOST;

    public Requests(Engine engine, Pipeline pipeline) {
        this.engine = engine;
        this.pipeline = pipeline;
    }

    /** @param requests that wait at the most; those that do already go on */
    public void limit(int requests) {
        most = requests;
    }

    /** Whether that is the address of a reply, and no queue. */
    public static boolean isReply(String queue) {
        return queue.charAt(0) == '$' && queue.startsWith(PREFIX);
    }

    /** As {@link MessageService#request}. */
    public CompletionStage<Message> send(Message message, Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(MessageService.LONGEST_REQUEST) > 0) {
            return refused(
                    Reason.INVALID,
                    "A request's timeout is from " + SHORTEST + " to " + MessageService.LONGEST_REQUEST + ", not "
                            + timeout);
        }
        if (message.replyTo().isPresent()) {
            return refused(
                    Reason.INVALID,
                    "A request gets its reply-to when it is sent; this one has "
                            + message.replyTo().get());
        }
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return refused(
                    Reason.LIMIT,
                    most + " requests wait for their replies already (io.parley.messaging: requests.max)");
        }
        return begin(message, timeout);
    }

    private static CompletionStage<Message> refused(Reason reason, String message) {
        return CompletableFuture.failedStage(new RefusedException(reason, message));
    }

    private Request begin(Message message, Duration timeout) {
        String id = UUID.randomUUID().toString();
        Request request = new Request(PREFIX + id, message.correlationId().orElse(id));
        open.put(request.name, request);
        request.timer = engine.timers().after(timeout, engine.workers(), () -> timedOut(request, message, timeout));
        request.whenComplete((reply, failure) -> end(request));
        MessageBuilder outgoing =
                message.with().replyTo(Address.queue(request.name)).correlationId(request.correlationId);
        if (message.expiresAt().isEmpty()) {
            outgoing.expiresAt(Instant.ofEpochMilli(engine.timers().now()).plus(timeout));
        }
        pipeline.acceptAndCompleteOn(engine.workers()::execute, outgoing.build(), Origin.IN_PROCESS)
                .whenComplete((receipt, failure) -> {
                    if (failure != null) {
                        request.completeExceptionally(RefusedException.of(failure));
                    } else if (receipt.outcome() == Receipt.Outcome.UNHEARD) {
                        request.completeExceptionally(new RefusedException(
                                Reason.NOT_FOUND, "Nobody is there to answer a request to " + message.address()));
                    }
                });
        return request;
    }

    private void timedOut(Request request, Message message, Duration timeout) {
        boolean waited = request.completeExceptionally(new TimeoutException(
                "No reply to request " + message.id() + " to " + message.address() + " within " + timeout));
        if (waited) {
            timeouts.increment();
        }
    }

    private void end(Request request) {
        if (open.remove(request.name, request)) {
            count.decrementAndGet();
            request.timer.cancel();
        }
    }

    /** Whether somebody waits for that reply; if not, it has been counted. */
    public boolean awaits(String name, Message reply) {
        Request request = open.get(name);
        if (request == null) {
            late.increment();
            return false;
        }
        if (!request.isAnsweredBy(reply)) {
            foreign.increment();
            return false;
        }
        return true;
    }

    /** A reply is committed. On a shard. */
    public void arrived(String name, MessageRef ref) {
        Message reply = ref.message();
        if (reply != null) {
            engine.workers().execute(() -> answer(name, reply));
        } else {
            engine.messages().load(ref).whenCompleteAsync((read, failure) -> answer(name, read), engine.workers());
        }
        ref.release();
    }

    /** @param reply null for one that cannot be read */
    private void answer(String name, Message reply) {
        Request request = open.get(name);
        if (request != null && reply != null && request.complete(reply)) {
            answered.increment();
        } else {
            late.increment();
        }
    }

    /** Nobody waits any more. */
    public void close() {
        open.values()
                .forEach(request -> request.completeExceptionally(
                        new RefusedException(Reason.UNAVAILABLE, "The messaging service stops")));
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.gauge("request.open", "Requests that wait for their replies", count.get()),
                Metric.counter("request.timeouts", "Requests that had no reply in time", timeouts.sum()),
                new Metric(
                        "request.replies",
                        Metric.Kind.COUNTER,
                        Metric.Unit.NONE,
                        "Replies: answered, or dropped since nobody waited any more (late), or since they have another "
                                + "correlation id than the request (foreign)",
                        List.of(
                                Reading.value(answered.sum(), "outcome", "answered"),
                                Reading.value(late.sum(), "outcome", "late"),
                                Reading.value(foreign.sum(), "outcome", "foreign"))));
    }
}
