package io.parley.protocol.internal;

import io.parley.api.cache.NamedCache;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.transaction.Transaction;
import io.parley.api.transaction.TransactionService;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Additions;
import io.parley.engine.pipeline.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Transactions that note what is added to them; changes are made when they are committed. */
final class FakeTransactions implements TransactionService {

    final List<String> added = new ArrayList<>();

    /** What comes of the next commits. */
    CompletableFuture<Void> committing = CompletableFuture.completedFuture(null);

    /** The most messages. */
    int most = Integer.MAX_VALUE;

    private final Engine engine;

    FakeTransactions(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Transaction begin(Duration timeout) {
        if (timeout.isZero()) {
            throw new IllegalArgumentException("too short");
        }
        return new Open();
    }

    private final class Open implements Transaction, Additions {

        private final List<Consumer<Batch>> changes = new ArrayList<>();
        private int messages;

        @Override
        public void send(Message message, Origin origin) {
            if (messages++ >= most) {
                throw new RefusedException(Reason.LIMIT, "too large");
            }
            added.add(message.address() + " " + origin.sender() + " " + origin.guarantee());
        }

        @Override
        public void add(Consumer<Batch> change) {
            changes.add(change);
        }

        @Override
        public CompletionStage<Void> commit() {
            Batch never = engine.batch();
            changes.forEach(change -> change.accept(never));
            never.abandon();
            added.add("commit");
            return committing;
        }

        @Override
        public void rollback() {
            added.add("rollback");
        }

        @Override
        public Transaction acknowledge(Delivery delivery) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Transaction send(Message message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Transaction putState(String session, String key, Payload value, OptionalLong expectedVersion) {
            return changed("put " + session + " " + key + " " + value.size() + " " + expectedVersion.orElse(-1));
        }

        @Override
        public Transaction removeState(String session, String key, OptionalLong expectedVersion) {
            return changed("remove " + session + " " + key + " " + expectedVersion.orElse(-1));
        }

        @Override
        public Transaction putGroupState(
                String session, String group, String key, Payload value, OptionalLong expectedVersion) {
            return putState(session, group + ":" + key, value, expectedVersion);
        }

        @Override
        public Transaction removeGroupState(String session, String group, String key, OptionalLong expectedVersion) {
            return removeState(session, group + ":" + key, expectedVersion);
        }

        private Transaction changed(String what) {
            if (added.contains(what)) {
                throw new RefusedException(Reason.INVALID, "changed already");
            }
            added.add(what);
            return this;
        }

        @Override
        public <K> Transaction invalidate(NamedCache<K, ?> cache, K key) {
            throw new UnsupportedOperationException();
        }
    }
}
