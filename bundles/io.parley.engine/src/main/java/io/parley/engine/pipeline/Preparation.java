package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.lane.Lanes;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.router.Load;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/** What is made of a message before its batch is committed: routed, compressed, and planned where it is to arrive. Safe for all threads. */
final class Preparation {

    private final Supplier<Batch> batches;
    private final Plugins plugins;
    private final Lanes<Address> lanes;
    private final Routing routing;
    private final OnTheWay onTheWay = new OnTheWay();
    private final AtomicReferenceArray<Acceptor> acceptors = new AtomicReferenceArray<>(Address.Kind.values().length);

    /** @param lanes in which messages wait for plug-ins, by address */
    Preparation(Supplier<Batch> batches, Plugins plugins, Lanes<Address> lanes) {
        this.batches = batches;
        this.plugins = plugins;
        this.lanes = lanes;
        this.routing = new Routing(plugins, this::load);
    }

    void acceptor(Acceptor acceptor) {
        acceptors.set(acceptor.kind().ordinal(), acceptor);
    }

    void withdraw(Acceptor acceptor) {
        acceptors.compareAndSet(acceptor.kind().ordinal(), acceptor, null);
    }

    void routes(Routes value) {
        routing.routes(value);
    }

    /** The name of the compressor with which messages to that address are stored; empty for none. */
    Optional<String> compressor(Address address) {
        return acceptor(address).compressor(address);
    }

    CompletionStage<Routed> routed(Message message, Span span) {
        return message.address().kind() == Address.Kind.ROUTE
                ? routing.route(message, span)
                : CompletableFuture.completedStage(Routed.straight(message));
    }

    /** As the absent target's route says for that case; fails with a {@link RefusedException}. */
    CompletionStage<Routed> instead(Routed routed, Absent absent, Span span) {
        return routing.instead(routed, absent.target, absent.why, span);
    }

    CompletionStage<StoredMessage> compressed(Message message, List<Routed.Target> targets, Span span) {
        Optional<String> name = targets.stream()
                .map(target -> acceptor(target.address()).compressor(target.address()))
                .flatMap(Optional::stream)
                .findFirst();
        if (name.isEmpty()) {
            return CompletableFuture.completedStage(StoredMessage.plain(message));
        }
        return span.begin(Operation.COMPRESS, name.get())
                .over(plugins.compressors()
                        .call(name.get(), compressor -> StoredMessage.compressed(message, name.get(), compressor)));
    }

    /** There is nothing of the address that a route chose. */
    record Absent(Routed.Target target, RefusedException why) {}

    /** @return the target to be replaced by what its route says; then the batch is not to be committed */
    Optional<Absent> plan(Routed routed, StoredMessage stored, Message message, Origin origin, Batch batch)
            throws MissingPluginException {
        if (message.address().kind() == Address.Kind.ROUTE) {
            onTheWay.begin(routed);
            batch.whenEnded(() -> onTheWay.end(routed));
        }
        for (Routed.Target target : routed.targets()) {
            try {
                plan(target.address(), new Incoming(target.message(), target.stored(stored), origin, batch));
            } catch (RuntimeException e) {
                RefusedException why = RefusedException.of(e);
                if (why.reason() == Reason.NOT_FOUND && target.by().isPresent()) {
                    return Optional.of(new Absent(target, why));
                }
                throw why;
            }
        }
        routed.keep(routing.routes(), batch);
        return Optional.empty();
    }

    /** Plans a message that comes by no route. */
    void plan(Message message, StoredMessage stored, Origin origin, Batch batch) throws MissingPluginException {
        plan(message.address(), new Incoming(message, stored, origin, batch));
    }

    private void plan(Address address, Incoming incoming) throws MissingPluginException {
        if (incoming.message().payload().streamed() && address.kind() != Address.Kind.QUEUE) {
            throw new RefusedException(Reason.INVALID, "A streamed message goes to queues alone, not to " + address);
        }
        acceptor(address).plan(address, incoming);
    }

    /** Copies do not wait: the message itself is sent on by itself. */
    void planCopies(Message message, List<Address> copies, Origin origin, Batch batch) throws MissingPluginException {
        for (Address address : copies) {
            Message copy = message.with().address(address).build();
            plan(address, new Incoming(copy, StoredMessage.plain(copy), origin, batch));
        }
    }

    /** @throws RefusedException when the message would not be accepted */
    void tryOut(Message message, Origin origin) {
        if (message.address().kind() == Address.Kind.ROUTE) {
            return;
        }
        Batch never = batches.get();
        try {
            plan(message.address(), new Incoming(message, StoredMessage.plain(message), origin, never));
        } catch (MissingPluginException e) {
            // It will have to wait then, if the plug-in is not back by that time.
        } finally {
            never.abandon();
        }
    }

    /** How it stands with an address, as far as messages on their way there are concerned. */
    private Load load(Address address) {
        if (address.kind() == Address.Kind.ROUTE) {
            return routing.routes().route(address).isPresent() ? Load.UNKNOWN : Load.ABSENT;
        }
        Acceptor acceptor = acceptors.get(address.kind().ordinal());
        if (acceptor == null) {
            return new Load(Load.State.FULL, 0, OptionalInt.empty());
        }
        Load there = acceptor.load(address);
        boolean parked = there.available()
                && acceptor.compressor(address)
                        .filter(name -> !plugins.compressors().present(name))
                        .isPresent();
        return new Load(
                parked ? Load.State.PARKED : there.state(),
                there.depth() + lanes.unfinished(address) + onTheWay.to(address),
                there.consumers());
    }

    private Acceptor acceptor(Address address) {
        Acceptor acceptor = acceptors.get(address.kind().ordinal());
        if (acceptor == null) {
            throw new RefusedException(Reason.UNAVAILABLE, "Nothing that takes messages to " + address + " is running");
        }
        return acceptor;
    }
}
