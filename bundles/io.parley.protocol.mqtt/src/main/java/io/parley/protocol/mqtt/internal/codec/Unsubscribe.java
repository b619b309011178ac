package io.parley.protocol.mqtt.internal.codec;

import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;
import java.util.Optional;

/**
 * An UNSUBSCRIBE packet.
 *
 * @param targets one a topic filter, in their order; empty for a filter that Parley has nothing under
 */
public record Unsubscribe(int packetId, List<Optional<SubscriptionTarget>> targets) {}
