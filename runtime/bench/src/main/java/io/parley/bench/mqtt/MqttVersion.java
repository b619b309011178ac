package io.parley.bench.mqtt;

/** A version of the protocol that the load client speaks. */
public enum MqttVersion {
    V3_1_1(4, "3.1.1"),
    V5_0(5, "5.0");

    private final int level;
    private final String title;

    MqttVersion(int level, String title) {
        this.level = level;
        this.title = title;
    }

    /** The protocol level that CONNECT names. */
    int level() {
        return level;
    }

    /** For people: "3.1.1". */
    public String title() {
        return title;
    }

    /** Whether packets have properties, and acknowledgements reason codes. */
    boolean properties() {
        return this == V5_0;
    }

    /**
     * The version of that major number.
     *
     * @throws IllegalArgumentException when it is neither 3 nor 5
     */
    public static MqttVersion of(int major) {
        return switch (major) {
            case 3 -> V3_1_1;
            case 5 -> V5_0;
            default -> throw new IllegalArgumentException("MQTT versions are 3 (for 3.1.1) and 5, not " + major);
        };
    }
}
