package io.parley.bench.mqtt;

import java.time.Duration;

/**
 * One kind of load.
 *
 * @param qos of publishing and subscribing, 0 to 2
 * @param persistent whether subscribers have a persistent session (clean session 0)
 * @param pairs publishers, each with a topic of its own and one subscriber to it
 * @param payloadBytes size of each payload, {@value Stamp#MIN_BYTES} or more
 * @param window messages that a publisher may have sent and its subscriber not yet received, or the broker not yet
 *     acknowledged; below 65,535
 * @param rate messages per second of all publishers; 0 for as many as the window lets through
 * @param settle load before measuring begins
 * @param measure how long is measured
 */
public record LoadPlan(
        int qos,
        boolean persistent,
        int pairs,
        int payloadBytes,
        int window,
        long rate,
        Duration settle,
        Duration measure) {

    public LoadPlan {
        require(qos >= 0 && qos <= 2, "qos is 0 to 2, not " + qos);
        require(pairs >= 1 && pairs <= 1000, "pairs are 1 to 1000, not " + pairs);
        require(payloadBytes >= Stamp.MIN_BYTES && payloadBytes <= 100_000, "payload: 28 to 100000 bytes");
        require(window >= 1 && window < 65_535, "window is 1 to 65534, not " + window);
        require(rate >= 0, "rate is 0 or more, not " + rate);
    }

    /** For people: "QoS 1, persistent". */
    public String title() {
        return "QoS " + qos + (persistent ? ", persistent sessions" : ", clean sessions");
    }

    public LoadPlan withRate(long messagesPerSecond) {
        return new LoadPlan(qos, persistent, pairs, payloadBytes, window, messagesPerSecond, settle, measure);
    }

    public LoadPlan withTimes(Duration newSettle, Duration newMeasure) {
        return new LoadPlan(qos, persistent, pairs, payloadBytes, window, rate, newSettle, newMeasure);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
