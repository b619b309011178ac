package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.tracing.Span;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A message that only has to be added to a batch, once; or what interceptors split it into. */
public final class Ready {

    private final List<Prepared> parts;
    private final Splitting.Steps steps;
    private final Span span;

    private Ready(List<Prepared> parts, Splitting.Steps steps, Span span) {
        this.parts = parts;
        this.steps = steps;
        this.span = span;
    }

    /** @param span ends with the batch, or with the failure */
    static CompletionStage<Ready> of(List<Message> messages, Splitting.Steps steps, Span span) {
        List<CompletableFuture<Prepared>> parts = messages.stream()
                .map(message -> steps.prepare(message, span).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        new Ready(parts.stream().map(CompletableFuture::join).toList(), steps, span))
                .whenComplete((ready, failure) -> {
                    if (failure != null) {
                        span.fail(RefusedException.of(failure));
                    }
                });
    }

    /**
     * Adds the message.
     *
     * @throws RefusedException when it is not accepted; then the batch is to be abandoned
     * @throws MissingPluginException likewise, while a plug-in is absent
     */
    public void addTo(Batch batch) throws MissingPluginException {
        batch.partOf(span).whenEnded(span::end);
        for (Prepared part : parts) {
            if (steps.plan(part, batch, span).isPresent()) {
                throw new RefusedException(
                        Reason.UNAVAILABLE,
                        "What " + part.message().address() + " led to is no longer there; it has to choose again");
            }
        }
    }

    /** Adds what comes behind everything else in the batch. */
    public void finish(Batch batch) {
        parts.forEach(part -> steps.dedupe(part, batch));
    }
}
