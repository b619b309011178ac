package io.parley.bench.server;

import java.io.IOException;
import java.net.InetSocketAddress;

/** An MQTT broker to be loaded or tested. */
public interface Broker extends AutoCloseable {

    /** For people: "Parley", "Mosquitto 2.0.11". */
    String name();

    /** What the broker's acknowledgement of a QoS 1 message for a persistent session stands for. */
    String durability();

    /** Starts it, and returns when it accepts connections. */
    void start() throws IOException;

    InetSocketAddress address();

    /** CPU time that its process has taken, user and system, in µs; NaN where that is not known. */
    double cpuMicros();

    /** Ends it at once, whatever it does. */
    @Override
    void close();
}
