package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Atomicity;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.message.SendResult;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Shares;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.pipeline.Ready;
import io.parley.engine.plugin.Plugins;
import io.parley.messaging.internal.sending.Sending;
import io.parley.spi.plugin.MissingPluginException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Messages that are sent in one commit. Each is tried out by itself first, which says what becomes of it; those that are accepted
 * then go into one batch. What a route or a queue says otherwise in between has the rest tried out again.
 */
final class Together {

    /** So often it is tried out again what has changed meanwhile. */
    private static final int MOST_ATTEMPTS = 100;

    private final Engine engine;
    private final Pipeline pipeline;
    private final Plugins plugins;
    private final QueueDirectory queues;
    private final Sending sending;
    private final Outside outside;

    Together(Engine engine, Pipeline pipeline, Plugins plugins, QueueDirectory queues, Sending sending) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.plugins = plugins;
        this.queues = queues;
        this.sending = sending;
        this.outside = new Outside(engine.workers());
    }

    /** As {@link MessageService#sendAll}. */
    CompletionStage<List<SendResult>> send(List<Message> messages, Atomicity atomicity) {
        long bytes = 0;
        for (Message message : messages) {
            bytes += message.payload().size();
        }
        if (messages.size() > MessageService.MOST_TOGETHER || bytes > MessageService.MOST_BYTES_TOGETHER) {
            return CompletableFuture.failedStage(new RefusedException(
                    Reason.LIMIT,
                    "At most " + MessageService.MOST_TOGETHER + " messages with " + MessageService.MOST_BYTES_TOGETHER
                            + " bytes of payload can be sent together, not " + messages.size() + " with " + bytes));
        }
        CompletionStage<List<SendResult>> atOnce = AtOnce.commit(messages, pipeline, queues, engine.batch(), outside);
        return atOnce == null ? new Commit(messages, atomicity).run() : atOnce;
    }

    /** One of the messages. */
    private static final class One {

        private final Message message;

        /** Null while it is being prepared. */
        private Ready ready;

        private SendResult result;

        One(Message message) {
            this.message = message;
        }

        void refuse(Throwable why) {
            result = new SendResult.Refused(message.id(), RefusedException.of(why));
        }

        void accept(Receipt.Outcome outcome) {
            result = new SendResult.Sent(new Receipt(message.id(), outcome));
        }

        /** Whether it makes a difference. */
        boolean adds() {
            return result instanceof SendResult.Sent sent
                    && (sent.receipt().outcome() == Receipt.Outcome.STORED
                            || sent.receipt().outcome() == Receipt.Outcome.HANDED_OVER);
        }
    }

    private final class Commit implements Batch.End {

        private final List<One> all;
        private final Atomicity atomicity;
        private final CompletableFuture<List<SendResult>> done = new CompletableFuture<>();
        private int attempts;

        Commit(List<Message> messages, Atomicity atomicity) {
            this.all = messages.stream().map(One::new).toList();
            this.atomicity = atomicity;
        }

        CompletionStage<List<SendResult>> run() {
            Set<String> ids = new HashSet<>();
            List<CompletableFuture<Void>> prepared = new ArrayList<>(all.size());
            for (One one : all) {
                if (ids.add(one.message.id() + " " + one.message.address())) {
                    prepared.add(prepare(one, pipeline.prepare(one.message, Origin.IN_PROCESS)));
                } else {
                    one.accept(Receipt.Outcome.DUPLICATE);
                }
            }
            CompletableFuture.allOf(prepared.toArray(CompletableFuture[]::new)).thenRun(this::attempt);
            return done;
        }

        /** Completes when it is ready, or refused. */
        private CompletableFuture<Void> prepare(One one, CompletionStage<Ready> preparation) {
            one.ready = null;
            return preparation
                    .<Void>handle((ready, failure) -> {
                        one.ready = ready;
                        if (failure != null) {
                            one.refuse(failure);
                        }
                        return null;
                    })
                    .toCompletableFuture();
        }

        private void attempt() {
            if (++attempts > MOST_ATTEMPTS) {
                fail(new RefusedException(
                        Reason.UNAVAILABLE,
                        "What these messages need has changed " + MOST_ATTEMPTS + " times meanwhile"));
                return;
            }
            try {
                List<CompletableFuture<Void>> waits = tryOut();
                if (!waits.isEmpty()) {
                    CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new))
                            .whenCompleteAsync((there, failure) -> again(failure), engine.workers());
                } else if (atomicity == Atomicity.ALL_OR_NONE && firstRefused() >= 0) {
                    fail(words(firstRefused()));
                } else {
                    commit();
                }
            } catch (RuntimeException e) {
                fail(RefusedException.of(e));
            }
        }

        private void again(Throwable failure) {
            if (failure == null) {
                attempt();
            } else {
                fail(RefusedException.of(failure));
            }
        }

        /** @return what has to be waited for, and then all is to be tried out again */
        private List<CompletableFuture<Void>> tryOut() {
            List<CompletableFuture<Void>> waits = new ArrayList<>();
            Map<String, Integer> toQueues = new HashMap<>();
            for (One one : all) {
                if (one.ready == null) {
                    continue;
                }
                Batch never = engine.batch();
                try {
                    checkRoom(one.message.address(), toQueues);
                    Optional<CompletionStage<Ready>> otherwise = one.ready.addTo(never);
                    if (otherwise.isPresent()) {
                        waits.add(prepare(one, otherwise.get()));
                        continue;
                    }
                    one.accept(
                            never.isEmpty()
                                    ? Receipt.Outcome.UNHEARD
                                    : never.durable() ? Receipt.Outcome.STORED : Receipt.Outcome.HANDED_OVER);
                } catch (MissingPluginException e) {
                    waits.add(plugins.await(e).toCompletableFuture());
                    break;
                } catch (RefusedException e) {
                    one.refuse(e);
                } finally {
                    never.abandon();
                }
            }
            return waits;
        }

        /** For all messages of this commit that go there, too. */
        private void checkRoom(Address address, Map<String, Integer> toQueues) {
            if (address.kind() == Address.Kind.QUEUE && !Shares.isShared(address.name())) {
                int those = toQueues.getOrDefault(address.name(), 0) + 1;
                queues.checkRoom(address.name(), those);
                toQueues.put(address.name(), those);
            }
        }

        private int firstRefused() {
            int at = 0;
            while (at < all.size() && !(all.get(at).result instanceof SendResult.Refused)) {
                at++;
            }
            return at < all.size() ? at : -1;
        }

        private RefusedException words(int place) {
            RefusedException why = ((SendResult.Refused) all.get(place).result).why();
            Message message = all.get(place).message;
            return new RefusedException(
                    why.reason(),
                    "Message " + (place + 1) + " of " + all.size() + " (" + message.id() + " to " + message.address()
                            + ") is refused, and so are all: " + why.getMessage(),
                    why);
        }

        private void commit() {
            Batch batch = engine.batch();
            try {
                for (One one : all) {
                    if (one.adds() && one.ready.addTo(batch).isPresent()) {
                        throw new IllegalStateException("A route chose again");
                    }
                }
            } catch (MissingPluginException | RuntimeException e) {
                // Something has changed since it was tried out.
                batch.abandon();
                engine.workers().execute(this::attempt);
                return;
            }
            all.forEach(one -> finish(one, batch));
            if (batch.isEmpty()) {
                batch.abandon();
                committed();
            } else {
                batch.commit(this);
            }
        }

        private void finish(One one, Batch batch) {
            if (one.adds()) {
                one.ready.finish(batch);
            } else if (one.ready != null) {
                Batch never = engine.batch();
                one.ready.finish(never);
                never.abandon();
            }
        }

        @Override
        public void committed() {
            List<SendResult> results = all.stream().map(one -> one.result).toList();
            outside.execute(() -> done.complete(results));
        }

        /** When one was sent before, the others go without it. */
        @Override
        public void refused(RefusedException why) {
            if (why.reason() != Reason.CONFLICT) {
                fail(why);
                return;
            }
            List<One> chosen = all.stream()
                    .filter(one -> one.adds() && sending.dedupes(one.message))
                    .toList();
            List<CompletableFuture<Boolean>> seen = chosen.stream()
                    .map(one -> sending.sent(one.message).toCompletableFuture())
                    .toList();
            CompletableFuture.allOf(seen.toArray(CompletableFuture[]::new))
                    .whenCompleteAsync((all, failure) -> withoutSeen(chosen, seen, why), engine.workers());
        }

        private void withoutSeen(List<One> chosen, List<CompletableFuture<Boolean>> seen, RefusedException why) {
            for (int i = 0; i < chosen.size(); i++) {
                if (seen.get(i).join()) {
                    chosen.get(i).ready = null;
                    chosen.get(i).accept(Receipt.Outcome.DUPLICATE);
                }
            }
            if (chosen.isEmpty()) {
                fail(why);
            } else {
                attempt();
            }
        }

        private void fail(RefusedException why) {
            outside.execute(() -> done.completeExceptionally(why));
        }
    }
}
