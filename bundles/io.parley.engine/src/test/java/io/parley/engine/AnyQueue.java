package io.parley.engine;

import io.parley.api.message.Address;
import io.parley.engine.op.QueueOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import java.util.Optional;

/** Takes messages to all queues, durably and not compressed, unless a test has it do otherwise. */
class AnyQueue implements Acceptor {

    @Override
    public Address.Kind kind() {
        return Address.Kind.QUEUE;
    }

    @Override
    public Optional<String> compressor(Address address) {
        return Optional.empty();
    }

    @Override
    public void plan(Address address, Incoming incoming) {
        incoming.batch().add(new QueueOp.Append(address.name(), incoming.place(), true));
    }
}
