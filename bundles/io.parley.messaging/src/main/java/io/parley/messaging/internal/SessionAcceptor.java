package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.engine.op.InboxOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.router.Load;
import java.util.Optional;

/** Takes messages to single sessions. */
record SessionAcceptor(Messaging messaging) implements Acceptor {

    @Override
    public Address.Kind kind() {
        return Address.Kind.SESSION;
    }

    @Override
    public Optional<String> compressor(Address address) {
        return Optional.empty();
    }

    @Override
    public Load load(Address address) {
        return messaging.inbox(address.name()).isPresent() ? Load.UNKNOWN : Load.ABSENT;
    }

    @Override
    public void plan(Address address, Incoming incoming) {
        Inbox inbox = messaging
                .inbox(address.name())
                .orElseThrow(() -> new RefusedException(
                        RefusedException.Reason.NOT_FOUND, "There is no session with the id '" + address.name() + "'"));
        boolean durable = inbox.durable() && incoming.origin().guarantee() != Guarantee.AT_MOST_ONCE;
        messaging.pass(incoming.batch(), address.name());
        incoming.batch()
                .add(new InboxOp.Append(
                        address.name(), incoming.place(), incoming.origin().guarantee(), false, durable));
    }
}
