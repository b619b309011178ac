package io.parley.migration.internal;

import io.parley.spi.migration.Answer;
import io.parley.spi.migration.Arrivals;
import io.parley.spi.migration.FollowUp;
import io.parley.spi.migration.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A way within the process, which can be cut before or behind each call. */
final class Way implements Peer {

    /** What happens to one call. */
    enum Cut {
        /** It does not arrive. */
        BEFORE,
        /** Half of what is offered arrives. */
        HALF,
        /** The answer does not come back. */
        BEHIND
    }

    private final Supplier<Parley> to;
    private volatile Cut offer;
    private volatile Cut outcome;
    private volatile Cut follow;

    /** From the next cut on nothing arrives. */
    private volatile boolean breaks;

    private volatile boolean down;
    private volatile List<FollowUp> followed = List.of();

    /** Opened once the call that is cut has gone as far as it goes. */
    private volatile CountDownLatch cut = new CountDownLatch(1);

    Way(Supplier<Parley> to) {
        this.to = to;
    }

    /** The next calls of each kind. Null for none. */
    void cut(Cut nextOffer, Cut nextOutcome, Cut nextFollow) {
        offer = nextOffer;
        outcome = nextOutcome;
        follow = nextFollow;
        cut = new CountDownLatch(1);
    }

    /** The next call of each kind, or not. */
    void cutAtRandom(Random random) {
        Cut[] calls = {null, Cut.BEFORE, Cut.BEHIND};
        Cut[] offers = {null, Cut.BEFORE, Cut.HALF, Cut.BEHIND};
        cut(
                offers[random.nextInt(offers.length)],
                calls[random.nextInt(calls.length)],
                calls[random.nextInt(calls.length)]);
    }

    /** After the cut it stays so until it is {@link #repair}ed. */
    void breakWithIt() {
        breaks = true;
    }

    synchronized void repair() {
        breaks = false;
        down = false;
    }

    /** A call was cut; one that hears of it late must not undo a repair. */
    private synchronized void broken() {
        down |= breaks;
    }

    /** What was to follow last. */
    List<FollowUp> followed() {
        return followed;
    }

    void awaitCut() throws InterruptedException {
        cut.await();
    }

    @Override
    public String reference() {
        return "elsewhere:1883";
    }

    private <T> CompletionStage<T> call(Cut how, Function<Arrivals, CompletionStage<T>> what) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        IOException broken = new IOException("the way is cut " + how);
        if (how == Cut.BEFORE || down) {
            broken();
            answer.completeExceptionally(broken);
            cut.countDown();
            return answer;
        }
        // Who dies does not answer.
        answer.orTimeout(500, TimeUnit.MILLISECONDS);
        what.apply(to.get().arrivals()).whenComplete((value, failure) -> {
            if (how != null) {
                broken();
            }
            if (failure != null || how != null) {
                answer.completeExceptionally(failure == null ? broken : failure);
            } else {
                answer.complete(value);
            }
            if (how != null) {
                cut.countDown();
            }
        });
        return answer;
    }

    @Override
    public CompletionStage<Answer> offer(String move, String session, Content content) {
        Cut how = offer;
        offer = null;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] all = bytes.toByteArray();
        byte[] sent = how == Cut.HALF ? Arrays.copyOf(all, all.length / 2) : all;
        return call(how, arrivals -> arrivals.offer(move, session, new ByteArrayInputStream(sent)));
    }

    @Override
    public CompletionStage<Answer> outcome(String move, String session) {
        Cut how = outcome;
        outcome = null;
        return call(how, arrivals -> arrivals.outcome(move, session));
    }

    @Override
    public CompletionStage<Long> follow(String move, String session, List<FollowUp> messages) {
        Cut how = follow;
        follow = null;
        followed = messages;
        return call(how, arrivals -> arrivals.follow(move, session, messages));
    }

    @Override
    public CompletionStage<Void> settle(String move, String session) {
        return call(null, arrivals -> arrivals.settle(move, session));
    }
}
