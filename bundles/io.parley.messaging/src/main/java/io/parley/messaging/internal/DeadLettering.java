package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.DeadLetters;
import io.parley.api.message.Headers;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.op.Cause;
import io.parley.engine.op.QueueOp;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a queue does not deliver any more to the queue that keeps dead letters: the message enters that one and leaves this
 * one in one commit. When that is refused it is tried again; until then the message is in neither consumer's hands, nor lost.
 */
final class DeadLettering {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLettering.class);

    private final Transfer transfer;

    /** Queues of which it was said already that it does not work just now. */
    private final Set<String> troubled = ConcurrentHashMap.newKeySet();

    DeadLettering(Transfer transfer) {
        this.transfer = transfer;
    }

    /** The message as it was before it was a dead letter, but for its address. */
    static Message restored(Message letter) {
        Headers headers = letter.headers()
                .without(DeadLetters.CAUSE)
                .without(DeadLetters.DETAIL)
                .without(DeadLetters.ATTEMPTS)
                .without(DeadLetters.ORIGIN);
        return letter.with().headers(headers).build();
    }

    /**
     * Brings one message there. On the shard of the queue.
     *
     * @param entry whose end is on its way
     * @param cause one of those of {@link DeadLetters}
     * @param to the queue that keeps dead letters
     */
    void bury(QueueState queue, Entry entry, String cause, String to) {
        ShardState home = queue.home();
        home.engine()
                .messages()
                .loadIfPresent(entry.ref)
                .thenApply(message -> letter(message, queue.name(), entry.attempts, cause, to))
                .thenCompose(letter ->
                        transfer.stored(letter, to).thenApply(stored -> new Extraction.Item(entry, letter, stored)))
                .whenComplete((item, failure) -> home.shard().execute(() -> {
                    if (failure == null) {
                        commit(queue, item, cause, to);
                    } else {
                        again(queue, entry, cause, to, RefusedException.of(failure));
                    }
                }));
    }

    private static Message letter(Message message, String queue, int attempts, String cause, String to) {
        Message before = restored(message);
        Headers headers = before.headers()
                .with(DeadLetters.CAUSE, cause)
                .with(DeadLetters.ATTEMPTS, String.valueOf(attempts))
                .with(DeadLetters.ORIGIN, Address.queue(queue).toString());
        return before.with()
                .address(Address.queue(to))
                .headers(headers)
                .withoutExpiry()
                .build();
    }

    private void commit(QueueState queue, Extraction.Item item, String cause, String to) {
        Entry entry = item.entry();
        if (!queue.has(entry)) {
            return;
        }
        Batch batch;
        try {
            batch = transfer.batch(to, 1);
        } catch (RefusedException e) {
            again(queue, entry, cause, to, e);
            return;
        }
        transfer.add(batch, to, item.message(), item.stored());
        batch.add(new QueueOp.Remove(queue.name(), entry.sequence, 1, Cause.MOVED, entry.durable));
        batch.commit(new Batch.End() {
            @Override
            public void committed() {
                troubled.remove(queue.name());
            }

            @Override
            public void refused(RefusedException why) {
                queue.home().shard().execute(() -> again(queue, entry, cause, to, why));
            }
        });
    }

    private void again(QueueState queue, Entry entry, String cause, String to, RefusedException why) {
        if (troubled.add(queue.name())) {
            LOG.warn(
                    "queue:{}: messages that are not delivered any more ({}) do not get to queue:{} and wait: {}",
                    queue.name(),
                    cause,
                    to,
                    why.getMessage());
        }
        queue.home().retryLater(() -> {
            if (queue.has(entry)) {
                bury(queue, entry, cause, to);
            }
        });
    }
}
