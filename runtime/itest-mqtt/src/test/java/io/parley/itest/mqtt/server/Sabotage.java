package io.parley.itest.mqtt.server;

import io.parley.spi.protocol.Gateway;
import java.util.function.UnaryOperator;

/** What goes wrong around the handler, to see that a test notices. */
public interface Sabotage {

    /** Nothing does. */
    Sabotage NONE = new Sabotage() {};

    /** The gateway that the handler gets instead of the real one. */
    default Gateway gateway(Gateway real) {
        return real;
    }

    /** What becomes of a connection's packets on their way to the client, one at a time; null for nothing. */
    default UnaryOperator<byte[]> packets() {
        return null;
    }
}
