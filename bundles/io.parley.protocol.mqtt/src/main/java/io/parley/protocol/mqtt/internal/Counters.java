package io.parley.protocol.mqtt.internal;

import java.util.concurrent.atomic.LongAdder;

/** What has gone wrong since this instance of the protocol began. Safe for all threads. */
final class Counters {

    /** Connections ended for bytes or an order of packets that the specification forbids. */
    final LongAdder malformed = new LongAdder();

    /** Clients that were answered with a CONNACK other than 0. */
    final LongAdder refusedConnects = new LongAdder();

    /** Connections ended for silence: no CONNECT, or nothing within the keep alive. */
    final LongAdder silent = new LongAdder();

    /** Connections ended since the client neither was given nor wanted anything. */
    final LongAdder idle = new LongAdder();

    /** PUBLISH packets that were answered by a refusal. */
    final LongAdder refusedMessages = new LongAdder();

    /** Connections ended since a packet of theirs could not be carried out. */
    final LongAdder refusedPackets = new LongAdder();

    /** Messages at most once that were dropped since Parley could not take them. */
    final LongAdder dropped = new LongAdder();

    /** Messages that MQTT cannot express, finished unsent. */
    final LongAdder inexpressible = new LongAdder();

    /** Messages larger than the client takes, finished unsent. */
    final LongAdder tooLarge = new LongAdder();

    /** Messages that expired on the way to the client, finished unsent. */
    final LongAdder expired = new LongAdder();

    /** Connections ended by a fault in Parley. */
    final LongAdder faults = new LongAdder();

    @Override
    public String toString() {
        return "malformed=" + malformed + ", refusedConnects=" + refusedConnects + ", silent=" + silent
                + ", idle=" + idle + ", refusedMessages=" + refusedMessages + ", refusedPackets=" + refusedPackets
                + ", dropped=" + dropped + ", inexpressible=" + inexpressible + ", tooLarge=" + tooLarge
                + ", expired=" + expired + ", faults=" + faults;
    }
}
