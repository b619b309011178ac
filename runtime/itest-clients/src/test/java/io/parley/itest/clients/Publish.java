package io.parley.itest.clients;

import java.net.InetSocketAddress;

/** How a client publishes. */
record Publish(InetSocketAddress server, String clientId, boolean clean, String topic, int qos, boolean retain) {

    Publish(InetSocketAddress server, String topic, int qos, boolean retain) {
        this(server, "publisher-" + System.nanoTime(), true, topic, qos, retain);
    }
}
