package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.lane.Lanes;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.tracing.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Accepts the messages that one was split into in one commit, or none of them. It holds the lanes of all their addresses meanwhile,
 * taken in one order, so that nothing overtakes and nobody waits for one another. Safe for all threads.
 */
final class Splitting {

    /** What the pipeline does with the messages. */
    interface Steps {

        /** An empty batch, in its place among the sender's. */
        Batch batch();

        /** Routes and compresses a message. */
        CompletionStage<Prepared> prepare(Message message, Span span);

        /**
         * Adds what makes a message arrive, now or when it is due.
         *
         * @return the message prepared otherwise, where a route has to choose again; then the batch is not to be committed
         */
        Optional<CompletionStage<Prepared>> plan(Prepared prepared, Batch batch, Span span)
                throws MissingPluginException;

        /**
         * Adds what keeps a message from being sent twice, when everything else was added.
         *
         * @return whether there was anything to add
         */
        boolean dedupe(Prepared prepared, Batch batch);

        /** Adds what comes when everything else was added, and commits, or refuses. */
        void commit(List<Prepared> all, Batch batch, Sending sending);
    }

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Plugins plugins;
    private final Lanes<Address> lanes;

    Splitting(Plugins plugins, Lanes<Address> lanes) {
        this.plugins = plugins;
        this.lanes = lanes;
    }

    /** @return completes when the batch is on its way, or the messages are refused */
    CompletionStage<Void> accept(List<Message> parts, Steps steps, Sending sending) {
        List<Address> addresses = parts.stream()
                .map(Message::address)
                .distinct()
                .sorted(Comparator.comparing(Address::toString))
                .toList();
        return inLanes(addresses, 0, () -> prepare(parts, steps, sending), sending);
    }

    private CompletionStage<Void> inLanes(
            List<Address> addresses, int next, Supplier<CompletionStage<Void>> work, Sending sending) {
        if (next == addresses.size()) {
            return work.get();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        Address address = addresses.get(next);
        boolean taken = lanes.submit(
                address,
                () -> inLanes(addresses, next + 1, work, sending)
                        .whenComplete((onTheirWay, failure) -> done.complete(null)));
        if (!taken) {
            sending.refused(new RefusedException(
                    Reason.LIMIT, "Too many messages to " + address + " wait for a plug-in already"));
            done.complete(null);
        }
        return done;
    }

    private CompletionStage<Void> prepare(List<Message> parts, Steps steps, Sending sending) {
        CompletionStage<List<Prepared>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (Message part : parts) {
            all = all.thenCompose(before -> steps.prepare(part, sending.span()).thenApply(prepared -> {
                before.add(prepared);
                return before;
            }));
        }
        return all.thenCompose(prepared -> commit(prepared, steps, sending)).whenComplete((done, failure) -> {
            if (failure != null) {
                sending.refused(RefusedException.of(failure));
            }
        });
    }

    private CompletionStage<Void> commit(List<Prepared> all, Steps steps, Sending sending) {
        Batch batch = steps.batch();
        try {
            for (int i = 0; i < all.size(); i++) {
                int place = i;
                Optional<CompletionStage<Prepared>> otherwise = steps.plan(all.get(i), batch, sending.span());
                if (otherwise.isPresent()) {
                    batch.abandon();
                    return otherwise.get().thenCompose(other -> {
                        all.set(place, other);
                        return commit(all, steps, sending);
                    });
                }
            }
        } catch (MissingPluginException e) {
            batch.abandon();
            return plugins.await(e).thenCompose(there -> commit(all, steps, sending));
        } catch (RuntimeException e) {
            batch.abandon();
            return CompletableFuture.failedStage(e);
        }
        steps.commit(all, batch, sending);
        return DONE;
    }
}
