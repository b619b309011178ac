package io.parley.engine.contract;

import io.parley.api.message.Delivery;
import io.parley.spi.protocol.Guarantee;
import org.osgi.annotation.versioning.ProviderType;

/** A delivery from the queue of a group: of a message that was published to a topic. */
@ProviderType
public interface SharedDelivery extends Delivery {

    /** How surely it is to be delivered, at the most. */
    Guarantee guarantee();

    /** Whether it was published to become a retained value. */
    boolean retained();
}
