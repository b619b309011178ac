package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Span;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A message on its way from its sender to a committed batch, and the stage that tells the sender: one object for both. */
final class Sending extends CompletableFuture<Receipt> implements Batch.End, Runnable {

    private final Completions completions;
    private final boolean elsewhere;
    private final Tally tally;
    private final Span span;
    private final List<Address> copies;
    private Receipt receipt;
    private Supplier<CompletionStage<Boolean>> sentBefore;
    private Receipt duplicate;
    private RefusedException refusal;

    /**
     * @param completions where the stage completes
     * @param elsewhere whether that is on another thread than the one that tells
     * @param tally counts how it ends
     * @param span ends with it
     * @param copies where the message goes besides its own address
     */
    Sending(Completions completions, boolean elsewhere, Tally tally, Span span, List<Address> copies) {
        this.completions = completions;
        this.elsewhere = elsewhere;
        this.tally = tally;
        this.span = span;
        this.copies = copies;
    }

    boolean elsewhere() {
        return elsewhere;
    }

    Completions completions() {
        return completions;
    }

    Span span() {
        return span;
    }

    List<Address> copies() {
        return copies;
    }

    /** What the sender gets when the batch is committed: for the message of that id, which is what was added when it had so many ops. */
    void expect(UUID id, Batch batch, int from) {
        receipt = new Receipt(id, outcome(batch, from));
    }

    /** Of what was added to the batch when it had so many ops. */
    static Receipt.Outcome outcome(Batch batch, int from) {
        if (batch.size() == from) {
            return Receipt.Outcome.UNHEARD;
        }
        return batch.durable(from) ? Receipt.Outcome.STORED : Receipt.Outcome.HANDED_OVER;
    }

    /** Commits the batch, which is this message's alone, and hears how it ends. */
    void commit(Batch batch) {
        if (batch.isEmpty()) {
            batch.abandon();
            committed();
        } else {
            batch.partOf(span).commit(this);
        }
    }

    @Override
    public void committed() {
        tally.accepted(receipt.outcome(), 1);
        end();
        completions.execute(this);
    }

    /** As {@link #committed}, of many, but for their stages: those that end alike mostly come one behind the other, and count as one step. */
    static void accepted(List<Sending> all) {
        for (int i = 0, next; i < all.size(); i = next) {
            Sending first = all.get(i);
            first.end();
            for (next = i + 1; next < all.size() && first.countsAs(all.get(next)); next++) {
                all.get(next).end();
            }
            first.tally.accepted(first.receipt.outcome(), next - i);
        }
    }

    private boolean countsAs(Sending other) {
        return tally == other.tally && receipt.outcome() == other.receipt.outcome();
    }

    private void end() {
        span.note(Detail.OUTCOME, receipt.outcome());
        span.end();
    }

    /**
     * That a message of this id was sent before is no refusal.
     *
     * @param sent says so, once nobody else is just sending it: who is told of a duplicate may rely on the first one
     */
    void once(UUID id, Supplier<CompletionStage<Boolean>> sent) {
        duplicate = new Receipt(id, Receipt.Outcome.DUPLICATE);
        sentBefore = sent;
    }

    @Override
    public void refused(RefusedException why) {
        if (duplicate == null || why.reason() != RefusedException.Reason.CONFLICT) {
            fail(why);
            return;
        }
        sentBefore.get().whenComplete((sent, failure) -> {
            if (failure != null || !sent) {
                fail(why);
            } else {
                receipt = duplicate;
                committed();
            }
        });
    }

    private void fail(RefusedException why) {
        refusal = why;
        tally.refused(why);
        span.fail(why);
        completions.execute(this);
    }

    @Override
    public void run() {
        if (refusal == null) {
            complete(receipt);
        } else {
            completeExceptionally(refusal);
        }
    }
}
