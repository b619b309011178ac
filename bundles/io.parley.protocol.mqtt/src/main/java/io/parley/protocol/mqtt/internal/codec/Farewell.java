package io.parley.protocol.mqtt.internal.codec;

import java.util.OptionalLong;

/**
 * A DISCONNECT packet of a client.
 *
 * @param code why
 * @param sessionExpiry how long the session outlives the connection from now on, in seconds, where that is to change
 */
public record Farewell(ReasonCode code, OptionalLong sessionExpiry) {

    /** In order, with nothing to change. */
    public static final Farewell NORMAL = new Farewell(ReasonCode.SUCCESS, OptionalLong.empty());
}
