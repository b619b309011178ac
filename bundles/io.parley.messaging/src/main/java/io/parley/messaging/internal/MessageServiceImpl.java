package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Atomicity;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.SendResult;
import io.parley.engine.Engine;
import io.parley.engine.contract.Shares;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.Plugins;
import io.parley.messaging.internal.request.Requests;
import io.parley.messaging.internal.streaming.Uploads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** What applications see of messaging. */
final class MessageServiceImpl implements MessageService {

    private final Engine engine;
    private final Pipeline pipeline;
    private final Plugins plugins;
    private final Messaging messaging;
    private final QueueDirectory queues;
    private final Requests requests;
    private final Together together;
    private final Uploads uploads;
    private final Outside outside;
    private final StraightWays straight;

    MessageServiceImpl(
            Engine engine,
            Pipeline pipeline,
            Plugins plugins,
            Messaging messaging,
            QueueDirectory queues,
            Requests requests,
            Together together,
            Uploads uploads) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.plugins = plugins;
        this.messaging = messaging;
        this.queues = queues;
        this.requests = requests;
        this.together = together;
        this.uploads = uploads;
        this.outside = new Outside(engine.workers());
        this.straight = new StraightWays(queues, pipeline.straight());
        queues.tellWhatWentStraight(pipeline.straight()::taken);
    }

    @Override
    public CompletionStage<Receipt> send(Message message) {
        return straight.take(message)
                ? CompletableFuture.completedStage(new Receipt(message.id(), Receipt.Outcome.HANDED_OVER))
                : pipeline.acceptAndCompleteOn(outside, message, Origin.IN_PROCESS);
    }

    @Override
    public CompletionStage<List<SendResult>> sendAll(List<Message> messages, Atomicity atomicity) {
        return together.send(List.copyOf(messages), Objects.requireNonNull(atomicity, "atomicity"));
    }

    @Override
    public CompletionStage<Receipt> sendStream(Message envelope, Flow.Publisher<ByteBuffer> content) {
        return uploads.send(envelope, content);
    }

    @Override
    public CompletionStage<Message> request(Message request, Duration timeout) {
        return requests.send(request, timeout);
    }

    @Override
    public CompletionStage<Boolean> cancel(Address address, UUID id) {
        return messaging.cancel(address, id);
    }

    @Override
    public Flow.Publisher<Delivery> consume(Address address, ConsumeOptions options) {
        boolean plain = address.kind() == Address.Kind.QUEUE && !Shares.isShared(address.name());
        if (options.filter().isPresent() && !plain) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "A filter is for consumers of queues; what comes to " + address
                            + " is filtered by its subscriptions");
        }
        if (options.atMostOnce() && !plain) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "Consumers of queues alone take messages at most once; what comes to " + address
                            + " comes as its subscriptions say");
        }
        return switch (address.kind()) {
            case QUEUE -> {
                queues.checkNew(address.name());
                yield new QueuePublisher(
                        messaging.home(Shares.key(address.name())),
                        address.name(),
                        options,
                        queues,
                        engine.workers(),
                        pipeline.tracing(),
                        plugins.messageFilters());
            }
            case SESSION -> new InboxPublisher(messaging, address.name(), engine.workers(), pipeline.tracing());
            case TOPIC, ROUTE, PRINCIPAL, GROUP ->
                throw new RefusedException(
                        RefusedException.Reason.INVALID, "Only queue: and session: can be consumed, not " + address);
        };
    }

    @Override
    public CompletionStage<Message> encode(Address address, String contentType, Object value) {
        return plugins.serializers()
                .call(contentType, serializer -> serializer.write(value))
                .thenApply(payload -> Message.to(address)
                        .contentType(contentType)
                        .payload(payload)
                        .build());
    }

    @Override
    public <T> CompletionStage<T> decode(Message message, Class<T> type) {
        if (message.contentType().isEmpty()) {
            return CompletableFuture.failedStage(new RefusedException(
                    RefusedException.Reason.INVALID, message + " has no content type, so nobody can read it"));
        }
        CompletionStage<Payload> payload = CompletableFuture.completedStage(message.payload());
        for (int i = message.contentEncodings().size() - 1; i >= 0; i--) {
            String encoding = message.contentEncodings().get(i);
            payload = payload.thenCompose(encoded ->
                    plugins.compressors().call(encoding, compressor -> compressor.decompress(encoded, MAX_DECODED)));
        }
        return payload.thenCompose(decoded ->
                plugins.serializers().call(message.contentType().get(), serializer -> serializer.read(decoded, type)));
    }

    /** What a payload that a sender compressed may become, in bytes. */
    private static final long MAX_DECODED = 64L << 20;
}
