package io.parley.messaging.internal.transaction;

import io.parley.engine.Batch;
import io.parley.spi.plugin.MissingPluginException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One change of a transaction, ready for the batch. */
interface Part {

    /** One that is always added as it is. */
    static Part of(Consumer<Batch> change) {
        return batch -> {
            change.accept(batch);
            return Optional.empty();
        };
    }

    /**
     * Adds the change.
     *
     * @return what to add instead to another batch, as a route has chosen again; then this one is to be abandoned
     * @throws io.parley.api.message.RefusedException when it is not possible; likewise
     */
    Optional<CompletionStage<Part>> addTo(Batch batch) throws MissingPluginException;

    /** Called when all parts were added, in their order. */
    default void finish(Batch batch) {}
}
