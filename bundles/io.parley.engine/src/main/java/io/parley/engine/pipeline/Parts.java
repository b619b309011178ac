package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.tracing.Span;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** How the messages are accepted that interceptors made of one. */
final class Parts implements Splitting.Steps {

    private final Supplier<Batch> batches;
    private final Preparation preparation;
    private final Message whole;
    private final Origin origin;
    private final Consumer<Batch> more;
    private final Sends rules;
    private final List<Address> copies;

    Parts(
            Supplier<Batch> batches,
            Preparation preparation,
            Message whole,
            Origin origin,
            Consumer<Batch> more,
            Sends rules,
            List<Address> copies) {
        this.batches = batches;
        this.preparation = preparation;
        this.whole = whole;
        this.origin = origin;
        this.more = more;
        this.rules = rules;
        this.copies = copies;
    }

    private boolean waits(Message part) {
        return rules != null && rules.delays(part);
    }

    @Override
    public Batch batch() {
        return batches.get().inOrderOf(origin.order(whole));
    }

    @Override
    public CompletionStage<Prepared> prepare(Message part, Span span) {
        return waits(part)
                ? CompletableFuture.completedStage(new Prepared(part, Routed.straight(part), StoredMessage.plain(part)))
                : preparation.routed(part, span).thenCompose(routed -> prepare(part, routed.and(part, copies), span));
    }

    private CompletionStage<Prepared> prepare(Message part, Routed routed, Span span) {
        return preparation
                .compressed(part, routed.targets(), span)
                .thenApply(stored -> new Prepared(part, routed, stored));
    }

    @Override
    public Optional<CompletionStage<Prepared>> plan(Prepared part, Batch batch, Span span)
            throws MissingPluginException {
        if (waits(part.message())) {
            preparation.tryOut(part.message(), origin);
            rules.delay(part.message(), origin, batch);
            preparation.planCopies(part.message(), copies, origin, batch);
            return Optional.empty();
        }
        return preparation
                .plan(part.routed(), part.stored(), part.message(), origin, batch)
                .map(absent -> preparation
                        .instead(part.routed(), absent, span)
                        .thenCompose(other -> prepare(part.message(), other, span)));
    }

    @Override
    public boolean dedupe(Prepared part, Batch batch) {
        boolean dedupes = rules != null && rules.dedupes(part.message());
        if (dedupes) {
            rules.dedupe(part.message(), batch);
        }
        return dedupes;
    }

    @Override
    public void commit(List<Prepared> all, Batch batch, Sending sending) {
        try {
            sending.expect(whole.id(), batch, 0);
            more.accept(batch);
            for (Prepared part : all) {
                if (dedupe(part, batch)) {
                    sending.once(whole.id(), () -> rules.sent(part.message()));
                }
            }
        } catch (RuntimeException e) {
            batch.abandon();
            sending.refused(RefusedException.of(e));
            return;
        }
        sending.commit(batch);
    }
}
