package io.parley.messaging.internal.transaction;

import io.parley.engine.Batch;
import io.parley.engine.pipeline.Ready;
import io.parley.spi.plugin.MissingPluginException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A message that is sent. */
record Sent(Ready message) implements Part {

    @Override
    public Optional<CompletionStage<Part>> addTo(Batch batch) throws MissingPluginException {
        return message.addTo(batch).map(otherwise -> otherwise.thenApply(Sent::new));
    }

    @Override
    public void finish(Batch batch) {
        message.finish(batch);
    }
}
