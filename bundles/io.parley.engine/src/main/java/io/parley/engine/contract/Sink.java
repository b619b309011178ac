package io.parley.engine.contract;

import io.parley.spi.protocol.Outbound;
import java.util.List;

/** Where deliveries go. Called on a shard's thread; must not block. */
@FunctionalInterface
public interface Sink {

    /** Takes these, in order. The list is the sink's own. */
    void deliver(List<Outbound> batch);
}
