package io.parley.messaging.internal.transaction;

import io.parley.engine.Batch;
import io.parley.spi.plugin.MissingPluginException;

/** One change of a transaction, ready for the batch. */
interface Part {

    /** @throws io.parley.api.message.RefusedException when it is not possible; then the batch is to be abandoned */
    void addTo(Batch batch) throws MissingPluginException;

    /** Called when all parts were added, in their order. */
    default void finish(Batch batch) {}
}
