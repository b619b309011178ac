package io.parley.bench.mqtt;

import java.time.Duration;

/**
 * How one load is put on a broker.
 *
 * @param load what it is
 * @param alias whether topics are sent as aliases, where version and broker allow it
 * @param payloadBytes size of each payload, {@value Stamp#MIN_BYTES} or more
 * @param window messages that a publisher may have sent and not all of its subscribers received, or the broker not yet
 *     acknowledged; below 65,535; less where the broker's receive maximum is less
 * @param rate deliveries per second to all subscribers together; 0 for as many as the window lets through
 * @param settle load before measuring begins
 * @param measure how long is measured
 */
public record LoadPlan(
        Load load, boolean alias, int payloadBytes, int window, long rate, Duration settle, Duration measure) {

    public LoadPlan {
        require(payloadBytes >= Stamp.MIN_BYTES && payloadBytes <= 100_000, "payload: 28 to 100000 bytes");
        require(window >= 1 && window < 65_535, "window is 1 to 65534, not " + window);
        require(rate >= 0, "rate is 0 or more, not " + rate);
    }

    public LoadPlan withRate(long deliveriesPerSecond) {
        return new LoadPlan(load, alias, payloadBytes, window, deliveriesPerSecond, settle, measure);
    }

    public LoadPlan withTimes(Duration newSettle, Duration newMeasure) {
        return new LoadPlan(load, alias, payloadBytes, window, rate, newSettle, newMeasure);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
