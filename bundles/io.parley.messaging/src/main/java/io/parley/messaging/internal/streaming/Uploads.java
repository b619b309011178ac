package io.parley.messaging.internal.streaming;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The messages that are being sent as streams. Safe for all threads. */
public final class Uploads implements MetricSource {

    private final Engine engine;
    private final Pipeline pipeline;
    private final Supplier<UploadLimits> limits;
    private final Set<Upload> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    public Uploads(Engine engine, Pipeline pipeline, Supplier<UploadLimits> limits) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.limits = limits;
    }

    /** As {@link MessageService#sendStream}. */
    public CompletionStage<Receipt> send(Message envelope, Flow.Publisher<ByteBuffer> content) {
        Objects.requireNonNull(content, "content");
        UploadLimits now = limits.get();
        Address.Kind kind = envelope.address().kind();
        if (kind != Address.Kind.QUEUE && kind != Address.Kind.ROUTE) {
            return refused(Reason.INVALID, "A stream is sent to a queue or a route, not to " + envelope.address());
        }
        if (envelope.deliverAt().isPresent() || envelope.payload().size() > 0) {
            return refused(
                    Reason.INVALID,
                    "What is sent as a stream has "
                            + (envelope.deliverAt().isPresent()
                                    ? "no delivery time"
                                    : "its payload from the stream alone"));
        }
        if (count.incrementAndGet() > now.open()) {
            count.decrementAndGet();
            return refused(
                    Reason.LIMIT,
                    now.open() + " messages are sent as streams already (io.parley.messaging: streams.max)");
        }
        Upload upload = new Upload(this, envelope, now, engine.chunkWriter(envelope.address()));
        open.add(upload);
        upload.begin(content);
        return upload.result();
    }

    private static CompletionStage<Receipt> refused(Reason reason, String message) {
        return CompletableFuture.failedStage(new RefusedException(reason, message));
    }

    CompletionStage<Receipt> commit(Message message) {
        return pipeline.acceptAndCompleteOn(engine.workers()::execute, message, Origin.IN_PROCESS);
    }

    /** Runs what is not Parley's own code. */
    void outside(Runnable task) {
        engine.workers().execute(task);
    }

    Runnable later(int seconds, Runnable task) {
        return engine.timers().after(Duration.ofSeconds(seconds), engine.workers(), task)::cancel;
    }

    void ended(Upload upload) {
        if (open.remove(upload)) {
            count.decrementAndGet();
        }
    }

    /** Gives up what is under way. */
    public void close() {
        open.forEach(upload -> upload.giveUp(new RefusedException(Reason.UNAVAILABLE, "The messaging service stops")));
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.gauge("stream.open", "Messages that are being sent as streams", count.get()));
    }
}
