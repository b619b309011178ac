package io.parley.engine.status;

import io.parley.engine.plugin.PluginStatus;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tables for people; figures are {@link io.parley.spi.metrics.MetricSource metrics}. Each of Parley's services registers one as an
 * OSGi service and answers for what it knows; the others stay empty. Called on any thread; may wait a moment for shards.
 */
@ConsumerType
public interface Status {

    /**
     * A queue.
     *
     * @param waiting messages that are there and not with a consumer
     * @param leased messages that are with a consumer
     * @param parked messages that wait for an absent plug-in, on their way in or out
     * @param in messages accepted since the start
     * @param out messages acknowledged since the start
     * @param redelivered deliveries that were not the first of their message
     * @param dropped messages dropped by policy: expired, or over a limit
     * @param refused messages refused because of a limit
     * @param compressor name of the configured compressor, or empty
     * @param slow how many of its consumers do not keep up
     */
    record Queue(
            String name,
            int consumers,
            long waiting,
            long leased,
            long parked,
            long in,
            long out,
            long redelivered,
            long dropped,
            long refused,
            String compressor,
            int slow) {}

    /**
     * A session.
     *
     * @param inbox messages in its inbox
     * @param inflight messages sent and not acknowledged
     * @param parked whether the inbox's head waits for an absent plug-in
     * @param slow whether its client does not keep up
     */
    record Session(
            String id,
            String principal,
            String state,
            long inbox,
            long inflight,
            boolean parked,
            long in,
            long out,
            long redelivered,
            long dropped,
            boolean slow) {}

    /**
     * A topic with history or a retained value.
     *
     * @param events in its history
     * @param retained whether it has a retained value
     * @param lastSequence of its newest event; 0 for none
     */
    record Topic(String name, long events, boolean retained, long lastSequence, long parked) {}

    default List<Queue> queues() {
        return List.of();
    }

    /** At most that many, in no particular order. */
    default List<Session> sessions(int limit) {
        return List.of();
    }

    /** At most that many. */
    default List<Topic> topics(int limit) {
        return List.of();
    }

    default List<PluginStatus> plugins() {
        return List.of();
    }
}
