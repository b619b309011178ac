package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.tracing.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
     * @return the message prepared otherwise, where a route had to choose again; then the batch is to be abandoned
     * @throws RefusedException when it is not accepted; likewise
     * @throws MissingPluginException likewise, while a plug-in is absent
     */
    public Optional<CompletionStage<Ready>> addTo(Batch batch) throws MissingPluginException {
        for (int i = 0; i < parts.size(); i++) {
            int place = i;
            Optional<CompletionStage<Prepared>> otherwise = steps.plan(parts.get(i), batch, span);
            if (otherwise.isPresent()) {
                return Optional.of(otherwise.get().thenApply(other -> with(place, other)));
            }
        }
        return Optional.empty();
    }

    private Ready with(int place, Prepared other) {
        List<Prepared> next = new ArrayList<>(parts);
        next.set(place, other);
        return new Ready(next, steps, span);
    }

    /** Adds what comes behind everything else in the batch, with which the message then ends. */
    public void finish(Batch batch) {
        parts.forEach(part -> steps.dedupe(part, batch));
        batch.partOf(span).whenEnded(span::end);
    }
}
