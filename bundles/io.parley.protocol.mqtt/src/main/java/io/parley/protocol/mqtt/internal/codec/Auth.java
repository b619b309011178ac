package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Payload;
import java.util.Optional;

/**
 * An AUTH packet of a client (MQTT 5 section 3.15).
 *
 * @param code {@link ReasonCode#CONTINUE_AUTHENTICATION} or {@link ReasonCode#REAUTHENTICATE}
 */
public record Auth(ReasonCode code, String method, Optional<Payload> data) {}
