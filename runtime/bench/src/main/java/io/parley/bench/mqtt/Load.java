package io.parley.bench.mqtt;

/**
 * A kind of load that brokers are compared under.
 *
 * @param version of the protocol, spoken by all clients
 * @param topology publishers and subscribers
 * @param qos of publishing and subscribing, 0 to 2
 * @param persistent whether subscribers have a session that outlives their connection
 */
public record Load(MqttVersion version, Topology topology, int qos, boolean persistent) {

    public Load {
        if (qos < 0 || qos > 2) {
            throw new IllegalArgumentException("QoS is 0 to 2, not " + qos);
        }
    }

    /** For people: "4→4, persistent, QoS 1, MQTT 3.1.1". */
    public String title() {
        return group() + ", " + label();
    }

    /** What loads of one chart have in common. */
    public String group() {
        return topology.title() + ", " + (persistent ? "persistent" : "clean");
    }

    /** What tells it from others of its group. */
    public String label() {
        return "QoS " + qos + ", MQTT " + version.title();
    }

    /** The topic of that publisher. */
    String topic(int publisher) {
        return prefix() + publisher;
    }

    /** What that subscriber subscribes to. */
    String filter(int subscriber) {
        if (topology.pairs()) {
            return topic(subscriber);
        }
        return topology.publishers() == 1 ? topic(0) : prefix() + "+";
    }

    private String prefix() {
        return "bench/" + topology + "/" + qos + "/";
    }
}
