package io.parley.messaging.internal.transaction;

import io.parley.api.message.MessageService;
import io.parley.api.transaction.Transaction;
import io.parley.api.transaction.TransactionService;
import io.parley.engine.Engine;
import io.parley.engine.contract.States;
import io.parley.engine.pipeline.Pipeline;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Offers transactions while there is messaging. */
@Component
public final class TransactionComponent implements TransactionService {

    private final Transactions transactions;

    /** @param messages has taken part in the engine's work since it is there */
    @Activate
    public TransactionComponent(
            @Reference Engine engine, @Reference Pipeline pipeline, @Reference MessageService messages) {
        transactions = new Transactions(engine, pipeline);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addStates(States states) {
        transactions.use(states);
    }

    void removeStates(States states) {
        transactions.stop(states);
    }

    @Override
    public Transaction begin(Duration timeout) {
        return transactions.begin(timeout);
    }
}
