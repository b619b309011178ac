package io.parley.transport.internal;

import io.parley.spi.protocol.Protocol;
import java.util.Comparator;
import java.util.List;

/**
 * One instance of a protocol, as registered.
 *
 * @param names what it is chosen by
 * @param ranking the highest one of a name serves it
 * @param serviceId among equals the oldest one serves
 * @param inline whether it may be called on a socket's own thread
 */
record ProtocolRef(Protocol protocol, List<String> names, int ranking, long serviceId, boolean inline) {

    /** The one that serves comes first. */
    static final Comparator<ProtocolRef> ORDER =
            Comparator.comparingInt(ProtocolRef::ranking).reversed().thenComparingLong(ProtocolRef::serviceId);

    ProtocolRef {
        names = List.copyOf(names);
    }
}
