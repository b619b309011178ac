package io.parley.protocol.internal;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.task.Distribution;
import io.parley.api.task.Volume;
import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.Reading;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What went through the gateway since it started. Safe for all threads. */
final class Traffic {

    /** One of so many batches is measured: it has to cost next to nothing. */
    private static final int SAMPLE = 16;

    /** UUID version 7. */
    private static final int TIME_ORDERED = 7;

    private static final double NANOS = 1e9;

    private final long begun = System.nanoTime();
    private final LongAdder connections = new LongAdder();
    private final LongAdder connected = new LongAdder();

    /** Less the moments at which clients came, and with those at which they left. */
    private final LongAdder connectedNanos = new LongAdder();

    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder undelivered = new LongAdder();
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
    private final Histogram delivery = Histogram.ofTimes(
            "gateway.delivery", "From a message's making to its first delivery to a client, of one in 16 batches");

    Traffic() {
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Somebody was not let in. */
    void refused(RefusedException why) {
        refused.get(why.reason()).increment();
    }

    /** Messages at most once for which interceptors took too long. */
    LongAdder undelivered() {
        return undelivered;
    }

    void connected() {
        connections.increment();
        connected.increment();
        connectedNanos.add(begun - System.nanoTime());
    }

    void disconnected() {
        connected.decrement();
        connectedNanos.add(System.nanoTime() - begun);
    }

    /** @param from null where it has no figures of its own */
    void received(Message message, Client from) {
        long size = message.payload().size();
        received.increment();
        receivedBytes.add(size);
        if (from != null) {
            from.sent(size);
        }
    }

    /** @param to null where it has no figures of its own */
    void sent(List<Outbound> batch, Client to) {
        int messages = 0;
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i) instanceof Outbound.Deliver deliver) {
                messages++;
                bytes += deliver.message().payload().size();
            }
        }
        if (messages > 0 && ThreadLocalRandom.current().nextInt(SAMPLE) == 0) {
            measure(batch, to);
        }
        sent.add(messages);
        sentBytes.add(bytes);
        if (to != null) {
            to.got(messages, bytes);
        }
    }

    /** From the time in the message's id, which is when it was made: milliseconds, and its sender's clock where that made it. */
    private void measure(List<Outbound> batch, Client to) {
        for (Outbound outbound : batch) {
            if (outbound instanceof Outbound.Deliver deliver
                    && !deliver.redelivered()
                    && !deliver.retained()
                    && deliver.message().id().version() == TIME_ORDERED) {
                long made = deliver.message().id().getMostSignificantBits() >>> 16;
                long age = Math.max(0, System.currentTimeMillis() - made);
                delivery.add(TimeUnit.MILLISECONDS.toNanos(age));
                if (to != null) {
                    to.waited(age);
                }
                return;
            }
        }
    }

    Volume volume() {
        return new Volume(received.sum(), receivedBytes.sum(), sent.sum(), sentBytes.sum());
    }

    /** How long clients were connected, all together. */
    Duration connectedFor() {
        long until = System.nanoTime() - begun;
        return Duration.ofNanos(Math.max(0, connectedNanos.sum() + connected.sum() * until));
    }

    /** How old messages were when they were delivered. */
    Distribution delivery() {
        Reading.Distribution counted = delivery.reading(Map.of());
        return Distribution.of(
                counted.bounds().stream()
                        .map(seconds -> Duration.ofNanos(Math.round(seconds * NANOS)))
                        .toList(),
                counted.counts());
    }

    List<Metric> metrics() {
        return List.of(
                Metric.counter("gateway.connections", "Clients that connected", connections.sum()),
                Metric.gauge("gateway.connected", "Clients that are connected", connected.sum()),
                Metric.counter("gateway.received", "Messages that clients sent", received.sum()),
                Metric.counter(
                        "gateway.received", Unit.BYTES, "Payloads of messages that clients sent", receivedBytes.sum()),
                Metric.counter("gateway.sent", "Messages delivered to clients, each attempt counted", sent.sum()),
                Metric.counter(
                        "gateway.sent", Unit.BYTES, "Payloads of messages delivered to clients", sentBytes.sum()),
                Metric.counter(
                        "gateway.undelivered",
                        "Messages at most once that were dropped because too many waited for interceptors",
                        undelivered.sum()),
                new Metric(
                        "gateway.refused",
                        Metric.Kind.COUNTER,
                        Unit.NONE,
                        "Clients that were not let in",
                        refused.entrySet().stream()
                                .<Reading>map(some -> Reading.value(
                                        some.getValue().sum(),
                                        "reason",
                                        some.getKey().name().toLowerCase(Locale.ROOT)))
                                .toList()),
                delivery.metric());
    }
}
