package io.parley.spi.protocol;

import io.parley.api.session.Holder;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** What a protocol does for its client on Parley's behalf. Called on the connection's lane; must not block. */
@ConsumerType
public interface Downstream {

    /** Sends these, in order. There are never more unacknowledged ones than the client's receive maximum. */
    void deliver(List<Outbound> batch);

    /** The session is no longer this client's: tell it why, as far as the protocol can, and close the connection. */
    void ended(Holder.End end);
}
