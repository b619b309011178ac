package io.parley.engine.contract;

import java.util.concurrent.CompletionStage;

/** A delivery from a queue that may turn out to be none, since the message cannot be brought to whoever is behind its consumer. */
public interface Rejects {

    /**
     * The message is not to be delivered again: it goes to where its queue's dead letters are kept, or is dropped and counted where that is nowhere.
     *
     * @return completes when the delivery is no longer its consumer's; fails with NOT_OWNED when it was not
     */
    CompletionStage<Void> reject();
}
