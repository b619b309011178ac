package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.SendResult;
import io.parley.engine.Batch;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.spi.plugin.MissingPluginException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Messages that go into one commit without ado, as most do: no plug-in has to look at them, none waits for its time, or may have been sent
 * before, and there is room for all. {@link Together} has the words, and the patience, for all others.
 */
final class AtOnce implements Batch.End {

    private final List<SendResult> results;
    private final CompletableFuture<List<SendResult>> done = new CompletableFuture<>();
    private final Executor outside;

    private AtOnce(List<SendResult> results, Executor outside) {
        this.results = results;
        this.outside = outside;
    }

    /** Commits them with that batch, which is empty; null when they are not such messages, and then nothing has happened. */
    static CompletableFuture<List<SendResult>> commit(
            List<Message> messages, Pipeline pipeline, QueueDirectory queues, Batch batch, Executor outside) {
        if (!distinct(messages) || !roomFor(messages, queues)) {
            return null;
        }
        List<SendResult> results = new ArrayList<>(messages.size());
        try {
            for (int i = 0; i < messages.size(); i++) {
                Message message = messages.get(i);
                Optional<Receipt.Outcome> outcome = pipeline.addAtOnce(message, Origin.IN_PROCESS, batch);
                if (outcome.isEmpty()) {
                    batch.abandon();
                    return null;
                }
                results.add(new SendResult.Sent(new Receipt(message.id(), outcome.get())));
            }
        } catch (RuntimeException | MissingPluginException e) {
            // Together finds the words.
            batch.abandon();
            return null;
        }
        AtOnce all = new AtOnce(results, outside);
        if (batch.isEmpty()) {
            batch.abandon();
            all.committed();
        } else {
            batch.commit(all);
        }
        return all.done;
    }

    /** Ids that Parley gave ascend; of others that do not it is not worth finding out here. */
    private static boolean distinct(List<Message> messages) {
        UUID before = null;
        for (int i = 0; i < messages.size(); i++) {
            UUID id = messages.get(i).id();
            if (before != null && id.compareTo(before) <= 0) {
                return false;
            }
            before = id;
        }
        return true;
    }

    private static boolean roomFor(List<Message> messages, QueueDirectory queues) {
        Map<Address, Integer> more = new HashMap<>();
        for (int i = 0; i < messages.size(); i++) {
            more.merge(messages.get(i).address(), 1, Integer::sum);
        }
        for (Map.Entry<Address, Integer> there : more.entrySet()) {
            Address address = there.getKey();
            if (address.kind() == Address.Kind.QUEUE && !queues.hasRoom(address.name(), there.getValue())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void committed() {
        outside.execute(() -> done.complete(results));
    }

    @Override
    public void refused(RefusedException why) {
        outside.execute(() -> done.completeExceptionally(why));
    }
}
