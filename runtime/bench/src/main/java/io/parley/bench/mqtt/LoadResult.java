package io.parley.bench.mqtt;

/**
 * What one round gave.
 *
 * @param seconds measured
 * @param messages received while measuring
 * @param rate messages received per second
 * @param p50Micros latency from sending to receiving in µs; a paced load counts from the moment when the message was due
 * @param p99Micros the same
 * @param p999Micros the same
 * @param brokerMicros CPU time of the broker per message in µs; NaN where the process is not known
 * @param clientMicros CPU time of the load client's thread per message in µs
 * @param faults what was wrong with the messages of the whole round, the unmeasured part included
 */
public record LoadResult(
        double seconds,
        long messages,
        double rate,
        double p50Micros,
        double p99Micros,
        double p999Micros,
        double brokerMicros,
        double clientMicros,
        Faults faults) {

    /**
     * What must not be.
     *
     * @param lost sent, and not received until the end of the round
     * @param duplicates received twice; with QoS 1 only those without DUP flag
     * @param reordered received after a later message of the same publisher
     * @param corrupt with a payload that was never sent
     * @param unacknowledged acknowledgements that never came, or came in another order than the messages
     */
    public record Faults(long lost, long duplicates, long reordered, long corrupt, long unacknowledged) {

        public static final Faults NONE = new Faults(0, 0, 0, 0, 0);

        public boolean none() {
            return equals(NONE);
        }

        public Faults plus(Faults other) {
            return new Faults(
                    lost + other.lost,
                    duplicates + other.duplicates,
                    reordered + other.reordered,
                    corrupt + other.corrupt,
                    unacknowledged + other.unacknowledged);
        }
    }
}
