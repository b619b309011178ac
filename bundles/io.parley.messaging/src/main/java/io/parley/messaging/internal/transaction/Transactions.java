package io.parley.messaging.internal.transaction;

import io.parley.api.message.RefusedException;
import io.parley.api.transaction.Transaction;
import io.parley.api.transaction.TransactionService;
import io.parley.engine.Engine;
import io.parley.engine.contract.States;
import io.parley.engine.pipeline.Pipeline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** What transactions are made with. Safe for all threads. */
public final class Transactions implements TransactionService {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Engine engine;
    private final Pipeline pipeline;
    private final AtomicReference<States> states = new AtomicReference<>();

    public Transactions(Engine engine, Pipeline pipeline) {
        this.engine = engine;
        this.pipeline = pipeline;
    }

    /** From now on sessions have state. */
    public void use(States service) {
        states.set(service);
    }

    public void stop(States service) {
        states.compareAndSet(service, null);
    }

    @Override
    public Transaction begin(Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A transaction's timeout is from " + SHORTEST + " to " + LONGEST + ", not " + timeout);
        }
        return new OpenTransaction(this, timeout);
    }

    Engine engine() {
        return engine;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** @throws RefusedException while there is no such service */
    States states() {
        States there = states.get();
        if (there == null) {
            throw new RefusedException(RefusedException.Reason.UNAVAILABLE, "The service of sessions is not running");
        }
        return there;
    }
}
