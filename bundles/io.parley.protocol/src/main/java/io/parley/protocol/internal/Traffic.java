package io.parley.protocol.internal;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.Reading;
import io.parley.spi.protocol.Outbound;
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

    private final LongAdder connections = new LongAdder();
    private final LongAdder connected = new LongAdder();
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
    }

    void disconnected() {
        connected.decrement();
    }

    void received(Message message) {
        received.increment();
        receivedBytes.add(message.payload().size());
    }

    void sent(List<Outbound> batch) {
        int messages = 0;
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i) instanceof Outbound.Deliver deliver) {
                messages++;
                bytes += deliver.message().payload().size();
            }
        }
        if (messages > 0 && ThreadLocalRandom.current().nextInt(SAMPLE) == 0) {
            measure(batch);
        }
        sent.add(messages);
        sentBytes.add(bytes);
    }

    /** From the time in the message's id, which is when it was made: milliseconds, and its sender's clock where that made it. */
    private void measure(List<Outbound> batch) {
        for (Outbound outbound : batch) {
            if (outbound instanceof Outbound.Deliver deliver
                    && !deliver.redelivered()
                    && !deliver.retained()
                    && deliver.message().id().version() == TIME_ORDERED) {
                long made = deliver.message().id().getMostSignificantBits() >>> 16;
                delivery.add(TimeUnit.MILLISECONDS.toNanos(Math.max(0, System.currentTimeMillis() - made)));
                return;
            }
        }
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
