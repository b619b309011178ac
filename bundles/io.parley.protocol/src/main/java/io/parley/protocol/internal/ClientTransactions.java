package io.parley.protocol.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.transaction.Transaction;
import io.parley.api.transaction.TransactionService;
import io.parley.engine.Batch;
import io.parley.engine.timer.Timers;
import io.parley.spi.logging.Printable;
import io.parley.spi.protocol.GatewayTransactions;
import io.parley.spi.protocol.Publication;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;

/** One client's open transactions, and why the last ones of those that were not committed have ended. Owned by the connection's lane. */
final class ClientTransactions implements GatewayTransactions {

    private static final int MOST_REMEMBERED = 16;
    private static final UUID NONE = new UUID(0, 0);

    /** Values of sessions' states whose keys begin so are Parley's own. */
    private static final String OWN = "$";

    private final TransactionService service;
    private final Publishing publishing;
    private final LongFunction<Optional<Consumer<Batch>>> deliveries;
    private final Timers timers;
    private final Executor lane;
    private final Map<String, ClientTransaction> open = new LinkedHashMap<>();
    private final Map<String, RefusedException> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RefusedException> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** @param deliveries what adds to a batch that the client is done with a delivery; empty for one that it has not */
    ClientTransactions(
            TransactionService service,
            Publishing publishing,
            LongFunction<Optional<Consumer<Batch>>> deliveries,
            Timers timers,
            Executor lane) {
        this.service = service;
        this.publishing = publishing;
        this.deliveries = deliveries;
        this.timers = timers;
        this.lane = lane;
    }

    @Override
    public Set<String> open() {
        return Set.copyOf(open.keySet());
    }

    @Override
    public void begin(String id, Duration timeout) {
        if (open.containsKey(id)) {
            throw end(id, Reason.CONFLICT, "was begun twice; it is aborted, and so is the other one");
        }
        if (open.size() >= MOST_OPEN) {
            throw end(id, Reason.LIMIT, "is one too many: a client has " + MOST_OPEN + " open at the most");
        }
        Transaction transaction;
        try {
            transaction = service.begin(timeout);
        } catch (IllegalArgumentException wrong) {
            throw end(id, Reason.INVALID, "cannot begin: " + wrong.getMessage());
        }
        ended.remove(id);
        ClientTransaction begun = new ClientTransaction(publishing, transaction, lane, (of, why) -> {
            // By then there may be a later one of that id.
            if (open.get(id) == of) {
                abort(id, why);
            }
        });
        open.put(id, begun);
        begun.endsWith(timers.after(timeout, lane, () -> {
            if (open.get(id) == begun) {
                end(id, Reason.INVALID, "was not committed within its time of " + timeout.toMillis() + " ms");
            }
        }));
    }

    private RefusedException end(String id, Reason reason, String what) {
        RefusedException why = new RefusedException(reason, words(id) + what);
        ended.put(id, why);
        abort(id, why);
        return why;
    }

    private static String words(String id) {
        return "Transaction '" + Printable.of(id) + "' ";
    }

    private RefusedException notOpen(String id) {
        RefusedException why = ended.get(id);
        return why == null
                ? new RefusedException(
                        Reason.NOT_FOUND,
                        words(id) + "is not open: it was not begun on this connection, or is committed or aborted")
                : why;
    }

    @Override
    public CompletionStage<Receipt> publish(String id, Publication publication) {
        return part(id, publication.message().id(), publication.token(), to -> to.publish(publication));
    }

    @Override
    public CompletionStage<Receipt> transfer(String id, int token) {
        return part(id, NONE, token, to -> to.transfer(NONE, token));
    }

    /** A part of one that is not open may be of one that was committed on an earlier connection. */
    private CompletionStage<Receipt> part(
            String id, UUID message, int token, Function<ClientTransaction, CompletionStage<Receipt>> add) {
        ClientTransaction there = open.get(id);
        if (there != null) {
            return add.apply(there);
        }
        RefusedException why = notOpen(id);
        if (token == 0) {
            return CompletableFuture.failedStage(why);
        }
        return publishing.taken(token).thenApply(taken -> {
            if (!taken) {
                throw why;
            }
            return new Receipt(message, Receipt.Outcome.DUPLICATE);
        });
    }

    @Override
    public void acknowledge(String id, long sequence) {
        ClientTransaction to = open.get(id);
        if (to != null) {
            deliveries
                    .apply(sequence)
                    .ifPresentOrElse(
                            change -> to.acknowledge(sequence, change),
                            () -> end(
                                    id,
                                    Reason.NOT_OWNED,
                                    "acknowledges delivery " + sequence
                                            + ", which is not the client's to acknowledge"));
        }
    }

    @Override
    public void putState(String id, String key, Payload value, OptionalLong expectedVersion) {
        changeState(id, key, to -> to.putState(key, value, expectedVersion));
    }

    @Override
    public void removeState(String id, String key, OptionalLong expectedVersion) {
        changeState(id, key, to -> to.removeState(key, expectedVersion));
    }

    @Override
    public void putGroupState(String id, String group, String key, Payload value, OptionalLong expectedVersion) {
        changeState(id, key, to -> to.putGroupState(group, key, value, expectedVersion));
    }

    @Override
    public void removeGroupState(String id, String group, String key, OptionalLong expectedVersion) {
        changeState(id, key, to -> to.removeGroupState(group, key, expectedVersion));
    }

    private void changeState(String id, String key, Consumer<ClientTransaction> change) {
        ClientTransaction to = open.get(id);
        if (to != null && key.startsWith(OWN)) {
            end(id, Reason.INVALID, "changes '" + Printable.of(key) + "' of the state, which is Parley's own");
        } else if (to != null) {
            change.accept(to);
        }
    }

    @Override
    public CompletionStage<Void> commit(String id) {
        ClientTransaction there = open.remove(id);
        return there == null ? CompletableFuture.failedStage(notOpen(id)) : there.commit();
    }

    @Override
    public void abort(String id, RefusedException why) {
        ClientTransaction there = open.remove(id);
        if (there != null) {
            ended.put(id, why);
            there.abort(why);
        }
    }

    /** The client holds its session no longer. */
    void close() {
        RefusedException why = new RefusedException(
                Reason.NOT_OWNED, "Session '" + publishing.session() + "' is no longer this connection's");
        List.copyOf(open.keySet()).forEach(id -> abort(id, why));
    }
}
