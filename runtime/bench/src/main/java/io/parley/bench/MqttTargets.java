package io.parley.bench;

import io.parley.bench.mqtt.Load;
import io.parley.bench.mqtt.Topology;
import java.util.OptionalDouble;

/** Deliveries/s that Parley has to reach, in multiples of Mosquitto's. */
final class MqttTargets {

    private static final Topology PAIRS = new Topology(4, 4);
    private static final Topology FAN_OUT = new Topology(1, 100);

    private MqttTargets() {}

    /** What is wanted under the load; nothing for persistent sessions with QoS 2, which Mosquitto keeps in memory alone. */
    static OptionalDouble of(Load load) {
        if (load.persistent()) {
            return load.qos() == 1 ? OptionalDouble.of(1.0) : OptionalDouble.empty();
        }
        if (load.topology().equals(PAIRS)) {
            return OptionalDouble.of(1.3);
        }
        return OptionalDouble.of(load.topology().equals(FAN_OUT) ? 1.2 : 1.0);
    }
}
