package io.parley.protocol.mqtt.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import java.util.List;
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

    List<Metric> metrics() {
        return List.of(
                counter(
                        "mqtt.ended",
                        "Connections that Parley ended",
                        reading("malformed", malformed),
                        reading("refused_packet", refusedPackets),
                        reading("silent", silent),
                        reading("idle", idle),
                        reading("fault", faults)),
                counter(
                        "mqtt.refused",
                        "Packets answered by a refusal",
                        Reading.value(refusedConnects.sum(), "packet", "CONNECT"),
                        Reading.value(refusedMessages.sum(), "packet", "PUBLISH")),
                counter(
                        "mqtt.dropped",
                        "Messages without guarantee that could not be taken, and messages finished unsent",
                        reading("unavailable", dropped),
                        reading("inexpressible", inexpressible),
                        reading("too_large", tooLarge),
                        reading("expired", expired)));
    }

    private static Metric counter(String name, String help, Reading... readings) {
        return new Metric(name, Metric.Kind.COUNTER, Metric.Unit.NONE, help, List.of(readings));
    }

    private static Reading reading(String reason, LongAdder count) {
        return Reading.value(count.sum(), "reason", reason);
    }

    @Override
    public String toString() {
        return "malformed=" + malformed + ", refusedConnects=" + refusedConnects + ", silent=" + silent
                + ", idle=" + idle + ", refusedMessages=" + refusedMessages + ", refusedPackets=" + refusedPackets
                + ", dropped=" + dropped + ", inexpressible=" + inexpressible + ", tooLarge=" + tooLarge
                + ", expired=" + expired + ", faults=" + faults;
    }
}
