package io.parley.engine.contract;

import io.parley.api.message.Message;
import io.parley.engine.Batch;
import io.parley.engine.pipeline.Origin;
import java.util.function.Consumer;

/**
 * What services of Parley add to a transaction beyond what its API knows; each transaction that messaging begins takes it. Limits, and what is
 * thrown, are those of {@link io.parley.api.transaction.Transaction}.
 */
public interface Additions {

    /** Sends a message of a sender that is known. */
    void send(Message message, Origin origin);

    /** Adds a change of any kind, which goes to the batch behind those that were added before. Called once or more, with one batch each. */
    void add(Consumer<Batch> change);
}
