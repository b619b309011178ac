package io.parley.protocol.internal;

import io.parley.engine.pipeline.Dispatching;
import io.parley.engine.pipeline.Dispatching.Decision;
import io.parley.spi.interceptor.Receiver;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * What waits on its last steps to one client until interceptors have decided about it, in order. What is guaranteed is bounded by the client's
 * window. With no interceptors there is no detour. Owned by the connection's lane.
 */
final class BeforeDispatch {

    /** So many deliveries wait before those at most once are dropped. */
    private static final int MOST = 10_000;

    private final Dispatching dispatching;
    private final Connection connection;
    private final Supplier<Receiver> receiver;
    private final Consumer<List<Outbound>> target;
    private final LongConsumer acknowledge;
    private final LongAdder dropped;
    private final ArrayDeque<Outbound> waiting = new ArrayDeque<>(0);
    private boolean asking;
    private boolean closed;

    /**
     * @param receiver asked for once there is something to deliver
     * @param target gets what goes out
     * @param acknowledge gets the sequence of a delivery that the client is not to get
     * @param dropped counts deliveries at most once that had no room
     */
    BeforeDispatch(
            Dispatching dispatching,
            Connection connection,
            Supplier<Receiver> receiver,
            Consumer<List<Outbound>> target,
            LongConsumer acknowledge,
            LongAdder dropped) {
        this.dispatching = dispatching;
        this.connection = connection;
        this.receiver = receiver;
        this.target = target;
        this.acknowledge = acknowledge;
        this.dropped = dropped;
    }

    void deliver(List<Outbound> batch) {
        if (!asking && waiting.isEmpty() && dispatching.idle()) {
            target.accept(batch);
            return;
        }
        for (Outbound outbound : batch) {
            if (waiting.size() >= MOST && !isGuaranteed(outbound)) {
                dropped.increment();
            } else {
                waiting.add(outbound);
            }
        }
        if (!asking) {
            goOn(new ArrayList<>());
        }
    }

    /** Nobody is to get what waits. */
    void close() {
        closed = true;
        waiting.clear();
    }

    /** @param ready what goes out first */
    private void goOn(List<Outbound> ready) {
        while (!asking && !waiting.isEmpty()) {
            Outbound next = waiting.remove();
            if (next instanceof Outbound.Deliver deliver) {
                ask(deliver, ready);
            } else {
                ready.add(next);
            }
        }
        if (!ready.isEmpty()) {
            target.accept(ready);
        }
    }

    private void ask(Outbound.Deliver deliver, List<Outbound> ready) {
        CompletableFuture<Decision> stage =
                dispatching.ask(deliver.message(), receiver.get()).toCompletableFuture();
        if (stage.isDone()) {
            decided(deliver, stage.join(), ready);
            return;
        }
        asking = true;
        stage.thenAccept(decision -> connection.execute(() -> {
            asking = false;
            if (!closed) {
                List<Outbound> first = new ArrayList<>();
                decided(deliver, decision, first);
                goOn(first);
            }
        }));
    }

    private void decided(Outbound.Deliver deliver, Decision decision, List<Outbound> ready) {
        if (decision instanceof Decision.Deliver changed) {
            ready.add(
                    changed.message() == deliver.message()
                            ? deliver
                            : new Outbound.Deliver(
                                    changed.message(),
                                    deliver.sequence(),
                                    deliver.guarantee(),
                                    deliver.retained(),
                                    deliver.redelivered(),
                                    deliver.subscriptions()));
        } else if (decision instanceof Decision.Drop && isGuaranteed(deliver)) {
            // Later: what follows from it comes behind what is ready now.
            connection.execute(() -> acknowledge.accept(deliver.sequence()));
        }
    }

    private static boolean isGuaranteed(Outbound outbound) {
        return !(outbound instanceof Outbound.Deliver deliver) || deliver.guarantee() != Guarantee.AT_MOST_ONCE;
    }
}
