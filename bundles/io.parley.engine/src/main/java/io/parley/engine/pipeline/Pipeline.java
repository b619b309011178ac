package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.lane.Lanes;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.Op;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.metrics.Metric;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way of a message from its sender to a committed batch: interceptors, router, compressor, acceptor, commit.
 *
 * <p>A message that needs no plug-in goes all the way on the caller's thread. One that does goes through the ordered lane of
 * its address, and so does each later one to that address until the lane is empty: nothing overtakes. A plug-in that is
 * absent stops the lane, and a full lane refuses. Safe for all threads.
 */
public final class Pipeline {

    private static final Consumer<Batch> NOTHING_MORE = batch -> {};
    private static final Completions HERE = Runnable::run;
    private static final CompletionStage<Void> ON_ITS_WAY = CompletableFuture.completedStage(null);

    /** Ops whose effects are seen through their shards alone. */
    private static final Set<Op.Family> PLACES = EnumSet.of(Op.Family.QUEUE, Op.Family.INBOX);

    private final Supplier<Batch> batches;
    private final Plugins plugins;
    private final int laneLimit;
    private final Lanes<Address> lanes;
    private final Verdicts accepting = new Verdicts("accept");
    private final Verdicts delivering = new Verdicts("dispatch");
    private final Interception interception;
    private final Dispatching dispatching;
    private final Splitting splitting;
    private final Straight straight;
    private final Tally sent = new Tally();

    /** Those whose time has come were counted when they were sent. */
    private final Tally due = new Tally();

    private final Tracing tracing = new Tracing();

    private volatile Sends sends;
    private final Preparation preparation;
    private final Gathering gathering;

    /** @param laneLimit the most messages that may wait for one address's plug-ins */
    public Pipeline(Supplier<Batch> batches, Plugins plugins, Workers workers, int laneLimit) {
        this.batches = batches;
        this.plugins = plugins;
        this.laneLimit = laneLimit;
        this.lanes = new Lanes<>(workers, laneLimit);
        this.preparation = new Preparation(batches, plugins, lanes);
        this.gathering = new Gathering(batches, preparation);
        this.interception = new Interception(plugins, workers, laneLimit, accepting);
        this.dispatching = new Dispatching(plugins, workers, delivering);
        this.splitting = new Splitting(plugins, lanes);
        this.straight = new Straight(interception, lanes, tracing, this::hasRules, sent);
    }

    /** Sets who accepts messages to that kind of address. */
    public void acceptor(Acceptor acceptor) {
        preparation.acceptor(acceptor);
    }

    /** The reverse of {@link #acceptor}: until the next one comes, messages to its kind of address are refused. */
    public void withdraw(Acceptor acceptor) {
        preparation.withdraw(acceptor);
    }

    /** Sets who keeps what is not to be sent on just now, or not again. */
    public void sends(Sends value) {
        sends = value;
    }

    /** Sets where the routes are looked up. */
    public void routes(Routes value) {
        preparation.routes(value);
    }

    /** Who traces messages; also for what comes before and after the pipeline. */
    public Tracing tracing() {
        return tracing;
    }

    /** Whom to ask before a message is sent to a client. */
    public Dispatching dispatching() {
        return dispatching;
    }

    /** For messages that need nothing of this. */
    public Straight straight() {
        return straight;
    }

    /** How many messages wait for plug-ins on their way to that address. */
    public int waiting(Address address) {
        return lanes.unfinished(address);
    }

    /** What is measured of the messages on their way. */
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(sent.metrics());
        metrics.add(Metric.gauge(
                "pipeline.waiting", "Messages on their way through plug-ins, or waiting for one", lanes.unfinished()));
        metrics.add(Verdicts.metric(accepting, delivering));
        metrics.addAll(interception.metrics());
        return metrics;
    }

    /** As {@link #accept(Message, Origin, Consumer)} with nothing more in the batch. */
    public CompletionStage<Receipt> accept(Message message, Origin origin) {
        return accept(message, origin, NOTHING_MORE);
    }

    /**
     * Accepts a message.
     *
     * @param more adds to the batch what is to be committed together with the message
     * @return as {@link io.parley.api.message.MessageService#send}, but completed on a thread that must not be held up
     */
    public CompletionStage<Receipt> accept(Message message, Origin origin, Consumer<Batch> more) {
        return accept(message, origin, more, HERE, List.of());
    }

    /** As {@link #accept(Message, Origin)}, for code that may hold its thread up: the stage completes there. */
    public CompletionStage<Receipt> acceptAndCompleteOn(Completions completions, Message message, Origin origin) {
        return accept(message, origin, NOTHING_MORE, completions, List.of());
    }

    /**
     * As {@link #accept(Message, Origin)}; in the same commit the message goes to other addresses, too, none of which is a route. When one
     * refuses it, all do.
     */
    public CompletionStage<Receipt> acceptWithCopies(Message message, List<Address> copies, Origin origin) {
        return accept(message, origin, NOTHING_MORE, HERE, copies);
    }

    private CompletionStage<Receipt> accept(
            Message message, Origin origin, Consumer<Batch> more, Completions completions, List<Address> copies) {
        Span span = tracing.begin(Operation.ACCEPT, message);
        Sending sending = new Sending(completions, completions != HERE, sent, span, copies);
        if (interception.idle(message, origin)) {
            passed(span.carriedBy(message), origin, more, sending);
        } else {
            interception.submit(
                    message,
                    origin,
                    span,
                    passed -> allPassed(message, passed, origin, more, sending),
                    sending::refused);
        }
        return sending;
    }

    /**
     * Brings a message as far as to the batch that is to hold it, together with other things: interceptors have been asked, the route and
     * the compressor, too.
     *
     * @return completes on any thread, which must not be held up; fails with a {@link RefusedException}
     */
    public CompletionStage<Ready> prepare(Message message, Origin origin) {
        Span span = tracing.begin(Operation.ACCEPT, message);
        return interception
                .passed(message, origin, span)
                .thenCompose(messages -> Ready.of(
                        messages.stream().map(span::carriedBy).toList(),
                        new Parts(batches, preparation, message, origin, NOTHING_MORE, sends, List.of()),
                        span));
    }

    /**
     * Adds a message to a batch, unless it has to be {@link #prepare prepared}.
     *
     * @return how it ends with the batch; empty when it has to be prepared, or is traced, and then nothing was added
     * @throws RefusedException when it is not accepted; then the batch is to be abandoned
     * @throws MissingPluginException likewise, while a plug-in is absent
     */
    public Optional<Receipt.Outcome> addAtOnce(Message message, Origin origin, Batch batch)
            throws MissingPluginException {
        return interception.idle(message, origin) && !hasRules(message)
                ? addDueAtOnce(message, origin, batch)
                : Optional.empty();
    }

    /** As {@link #addAtOnce}, for a message that was accepted before and whose time has come; else {@link #acceptDue} is for it. */
    public Optional<Receipt.Outcome> addDueAtOnce(Message message, Origin origin, Batch batch)
            throws MissingPluginException {
        if (tracing.on() || !lone(message)) {
            return Optional.empty();
        }
        int before = batch.size();
        preparation.plan(message, StoredMessage.plain(message), origin, batch);
        return Optional.of(Sending.outcome(batch, before));
    }

    private boolean hasRules(Message message) {
        Sends rules = sends;
        return rules != null && (rules.dedupes(message) || rules.delays(message));
    }

    /** Whether neither a route nor a compressor concerns it, nor others to its address that wait for one. */
    private boolean lone(Message message) {
        Address address = message.address();
        return address.kind() != Address.Kind.ROUTE
                && lanes.idle(address)
                && preparation.compressor(address).isEmpty();
    }

    /** As {@link #accept(Message, Origin, Consumer)}, for a message that was accepted before and whose time has come. */
    public CompletionStage<Receipt> acceptDue(Message message, Origin origin, Consumer<Batch> more) {
        Span span = tracing.begin(Operation.ACCEPT, message);
        Sending sending = new Sending(HERE, false, due, span, List.of());
        direct(span.carriedBy(message), origin, more, sending);
        return sending;
    }

    /** What the interceptors made of a message. */
    private CompletionStage<Void> allPassed(
            Message message, List<Message> passed, Origin origin, Consumer<Batch> more, Sending sending) {
        if (passed.size() == 1) {
            passed(sending.span().carriedBy(passed.get(0)), origin, more, sending);
            return ON_ITS_WAY;
        }
        List<Message> parts = passed.stream().map(sending.span()::carriedBy).toList();
        return splitting.accept(
                parts, new Parts(batches, preparation, message, origin, more, sends, sending.copies()), sending);
    }

    /** What the interceptors let through: sent on now, or later, or not again. */
    private void passed(Message message, Origin origin, Consumer<Batch> more, Sending sending) {
        Sends rules = sends;
        if (rules == null) {
            direct(message, origin, more, sending);
            return;
        }
        Consumer<Batch> all = more;
        if (rules.dedupes(message)) {
            sending.once(message.id(), () -> rules.sent(message));
            all = batch -> {
                more.accept(batch);
                rules.dedupe(message, batch);
            };
        }
        if (rules.delays(message)) {
            delay(rules, message, origin, all, sending);
        } else {
            direct(message, origin, all, sending);
        }
    }

    /** What could not be accepted now is refused now. */
    private void delay(Sends rules, Message message, Origin origin, Consumer<Batch> more, Sending sending) {
        Batch batch = batches.get();
        try {
            preparation.tryOut(message, origin);
            rules.delay(message, origin, batch);
            preparation.planCopies(message, sending.copies(), origin, batch);
            sending.expect(message.id(), batch, 0);
            more.accept(batch);
        } catch (RuntimeException | MissingPluginException e) {
            sending.refused(RefusedException.of(e));
            return;
        }
        sending.commit(batch);
    }

    private void direct(Message message, Origin origin, Consumer<Batch> more, Sending sending) {
        boolean lone;
        try {
            lone = sending.copies().isEmpty() && lone(message);
        } catch (RuntimeException e) {
            sending.refused(RefusedException.of(e));
            return;
        }
        if (lone) {
            try {
                if (sending.elsewhere()
                        && more == NOTHING_MORE
                        && origin.sender().isEmpty()
                        && !tracing.on()
                        && gathering.take(message, origin, sending)) {
                    return;
                }
                commit(Routed.straight(message), StoredMessage.plain(message), message, origin, more, sending);
                return;
            } catch (MissingPluginException e) {
                // Through the lane, where it waits.
            }
        }
        Address address = message.address();
        if (!lanes.submit(address, () -> prepare(message, origin, more, sending))) {
            sending.refused(new RefusedException(
                    Reason.LIMIT, laneLimit + " messages to " + address + " wait for a plug-in already"));
        }
    }

    /** Ends when the batch is on its way, so that the next message of the lane follows behind it. */
    private CompletionStage<Void> prepare(Message message, Origin origin, Consumer<Batch> more, Sending sending) {
        return preparation
                .routed(message, sending.span())
                .thenCompose(found -> prepare(found.and(message, sending.copies()), message, origin, more, sending))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        sending.refused(RefusedException.of(failure));
                    }
                });
    }

    private CompletionStage<Void> prepare(
            Routed routed, Message message, Origin origin, Consumer<Batch> more, Sending sending) {
        return preparation
                .compressed(message, routed.targets(), sending.span())
                .thenCompose(stored -> commitInLane(routed, stored, message, origin, more, sending));
    }

    private CompletionStage<Void> commitInLane(
            Routed routed,
            StoredMessage stored,
            Message message,
            Origin origin,
            Consumer<Batch> more,
            Sending sending) {
        try {
            Optional<Preparation.Absent> absent = commit(routed, stored, message, origin, more, sending);
            return absent.isEmpty()
                    ? CompletableFuture.completedStage(null)
                    : preparation
                            .instead(routed, absent.get(), sending.span())
                            .thenCompose(other -> prepare(other, message, origin, more, sending));
        } catch (MissingPluginException e) {
            return plugins.await(e).thenCompose(there -> commitInLane(routed, stored, message, origin, more, sending));
        }
    }

    /** @return the target to be replaced by what its route says; empty when the batch is on its way, or the sender was told */
    private Optional<Preparation.Absent> commit(
            Routed routed, StoredMessage stored, Message message, Origin origin, Consumer<Batch> more, Sending sending)
            throws MissingPluginException {
        Batch batch = batches.get().inOrderOf(origin.order(message));
        try {
            Optional<Preparation.Absent> absent = preparation.plan(routed, stored, message, origin, batch);
            if (absent.isPresent()) {
                batch.abandon();
                return absent;
            }
            sending.expect(message.id(), batch, 0);
            more.accept(batch);
            if (sending.elsewhere() && batch.only(PLACES)) {
                batch.tellWhenDurable();
            }
        } catch (MissingPluginException e) {
            batch.abandon();
            throw e;
        } catch (RuntimeException e) {
            batch.abandon();
            sending.refused(RefusedException.of(e));
            return Optional.empty();
        }
        sending.commit(batch);
        return Optional.empty();
    }
}
