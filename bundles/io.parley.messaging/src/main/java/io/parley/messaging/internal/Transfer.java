package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.plugin.Plugins;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Puts messages that Parley has already into other queues. Safe for all threads. */
final class Transfer {

    private final Engine engine;
    private final Plugins plugins;
    private final QueueDirectory queues;

    Transfer(Engine engine, Plugins plugins, QueueDirectory queues) {
        this.engine = engine;
        this.plugins = plugins;
        this.queues = queues;
    }

    /** As that queue stores it; waits for its compressor. */
    CompletionStage<StoredMessage> stored(Message message, String queue) {
        QueueSettings settings = queues.settings(queue);
        if (message.payload().streamed() && !queues.durable(queue, settings)) {
            return CompletableFuture.failedStage(QueueDirectory.inMemory(queue));
        }
        Optional<String> compressor = settings.atRest();
        if (compressor.isEmpty()) {
            return CompletableFuture.completedStage(StoredMessage.plain(message));
        }
        return plugins.compressors()
                .call(compressor.get(), plugin -> StoredMessage.compressed(message, compressor.get(), plugin));
    }

    /**
     * A batch for so many messages to that queue.
     *
     * @throws io.parley.api.message.RefusedException when the queue has no room for them
     */
    Batch batch(String queue, int messages) {
        QueueSettings settings = queues.admit(queue, messages);
        Batch batch = engine.batch();
        if (queues.durable(queue, settings)) {
            batch.durability(settings.durability());
        }
        return batch;
    }

    void add(Batch batch, String queue, Message message, StoredMessage stored) {
        boolean durable = queues.durable(queue, queues.settings(queue));
        batch.add(new QueueOp.Append(queue, batch.add(message, stored), durable));
    }
}
