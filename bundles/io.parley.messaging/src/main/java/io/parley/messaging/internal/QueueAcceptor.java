package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.op.QueueOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import io.parley.messaging.internal.request.Requests;
import io.parley.spi.router.Load;
import java.util.Optional;

/** Takes messages to queues, and replies to those who wait for them. */
record QueueAcceptor(QueueDirectory queues, Requests requests) implements Acceptor {

    @Override
    public Address.Kind kind() {
        return Address.Kind.QUEUE;
    }

    @Override
    public Optional<String> compressor(Address address) {
        return queues.settings(address.name()).atRest();
    }

    @Override
    public Load load(Address address) {
        return queues.load(address.name());
    }

    @Override
    public void plan(Address address, Incoming incoming) {
        boolean streamed = incoming.message().payload().streamed();
        if (Requests.isReply(address.name())) {
            if (streamed) {
                throw new RefusedException(
                        Reason.INVALID, "A streamed message is no reply: nothing of a reply is kept");
            }
            if (requests.awaits(address.name(), incoming.message())) {
                incoming.batch().add(new QueueOp.Append(address.name(), incoming.place(), false));
            }
            return;
        }
        QueueSettings settings = queues.admit(address.name());
        boolean durable = queues.durable(address.name(), settings);
        if (streamed && !durable) {
            throw QueueDirectory.inMemory(address.name());
        }
        incoming.batch().add(new QueueOp.Append(address.name(), incoming.place(), durable));
        if (durable) {
            incoming.batch().durability(settings.durability());
        } else {
            queues.comesIn(incoming.batch(), address.name());
        }
    }
}
