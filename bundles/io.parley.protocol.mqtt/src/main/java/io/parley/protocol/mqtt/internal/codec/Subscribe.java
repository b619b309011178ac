package io.parley.protocol.mqtt.internal.codec;

import io.parley.spi.protocol.SubscriptionRequest;
import java.util.List;
import java.util.Optional;

/**
 * A SUBSCRIBE packet.
 *
 * @param wishes one a topic filter, in their order; empty for a filter that Parley has nothing under
 * @param refusal why none of it can be done
 */
public record Subscribe(int packetId, List<Optional<SubscriptionRequest>> wishes, Optional<Refusal> refusal) {}
