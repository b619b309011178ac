package io.parley.messaging.internal.transaction;

import io.parley.engine.Batch;
import io.parley.engine.pipeline.Ready;
import io.parley.spi.plugin.MissingPluginException;

/** A message that is sent. */
record Sent(Ready message) implements Part {

    @Override
    public void addTo(Batch batch) throws MissingPluginException {
        message.addTo(batch);
    }

    @Override
    public void finish(Batch batch) {
        message.finish(batch);
    }
}
