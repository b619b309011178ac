package io.parley.bench.mqtt;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.HdrHistogram.Histogram;

/** One round of load on one broker, on the calling thread. */
public final class LoadRun {

    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(20);

    /**
     * Pause between two looks at the sockets. At full speed a window holds many milliseconds of work, so it costs no
     * throughput, but saves system calls on both ends; under a paced load it must not show in the latencies.
     */
    private static final long FULL_SPEED_PAUSE_NANOS = 500_000;

    private static final long PACED_PAUSE_NANOS = 100_000;

    private final InetSocketAddress address;
    private final DoubleSupplier brokerCpuMicros;
    private final LoadPlan plan;
    private final Histogram latencies = new Histogram(1, TimeUnit.MINUTES.toNanos(10), 3);
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private Selector selector;
    private long begin;

    /** @param brokerCpuMicros CPU time that the broker's process has taken, in µs; NaN where unknown */
    public LoadRun(InetSocketAddress address, DoubleSupplier brokerCpuMicros, LoadPlan plan) {
        this.address = address;
        this.brokerCpuMicros = brokerCpuMicros;
        this.plan = plan;
        // Latencies far above 10 minutes would mean a broken clock; they are cut rather than thrown.
        latencies.setAutoResize(true);
    }

    /**
     * Runs it.
     *
     * @throws IOException when the broker does not answer in time, refuses, or closes a connection
     */
    public LoadResult run() throws IOException {
        try (Selector opened = Selector.open()) {
            selector = opened;
            for (int pair = 0; pair < plan.pairs(); pair++) {
                Subscriber subscriber = new Subscriber(pair, "bench-sub-" + pair, plan, latencies);
                subscribers.add(subscriber);
                String topic = "bench/" + plan.qos() + "/" + pair;
                publishers.add(new Publisher(pair, "bench-pub-" + pair, topic, plan, subscriber));
            }
            try {
                wipeSessions();
                connect();
                return load();
            } finally {
                publishers.forEach(LoadClient::close);
                subscribers.forEach(LoadClient::close);
            }
        }
    }

    /** A session left over from an earlier round would deliver that round's messages. */
    private void wipeSessions() throws IOException {
        if (plan.persistent()) {
            for (Subscriber subscriber : subscribers) {
                Subscriber wiper = new Subscriber(0, subscriber.clientId(), plan, latencies);
                wiper.connect(address, selector, true);
                await("CONNACK", wiper::connected);
                wiper.disconnect();
            }
        }
    }

    private void connect() throws IOException {
        for (Subscriber subscriber : subscribers) {
            subscriber.connect(address, selector, !plan.persistent());
            await("CONNACK", subscriber::connected);
            subscriber.subscribe("bench/" + plan.qos() + "/" + subscribers.indexOf(subscriber));
            await("SUBACK", subscriber::subscribed);
        }
        for (Publisher publisher : publishers) {
            publisher.connect(address, selector, true);
            await("CONNACK", publisher::connected);
        }
    }

    private LoadResult load() throws IOException {
        begin = System.nanoTime();
        sendUntil(begin + plan.settle().toNanos());

        latencies.reset();
        long received = received();
        double brokerCpu = brokerCpuMicros.getAsDouble();
        long ownCpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long from = System.nanoTime();
        sendUntil(from + plan.measure().toNanos());
        double seconds = (System.nanoTime() - from) / 1e9;
        ownCpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - ownCpu;
        brokerCpu = brokerCpuMicros.getAsDouble() - brokerCpu;
        received = received() - received;
        Histogram measured = latencies.copy();

        drain();
        for (LoadClient client : publishers) {
            client.disconnect();
        }
        for (LoadClient client : subscribers) {
            client.disconnect();
        }
        double each = Math.max(1, received);
        return new LoadResult(
                seconds,
                received,
                received / seconds,
                measured.getValueAtPercentile(50) / 1e3,
                measured.getValueAtPercentile(99) / 1e3,
                measured.getValueAtPercentile(99.9) / 1e3,
                brokerCpu / each,
                ownCpu / 1e3 / each,
                faults());
    }

    private void sendUntil(long end) throws IOException {
        double interval = plan.rate() == 0 ? 0 : 1e9 * plan.pairs() / plan.rate();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            for (Publisher publisher : publishers) {
                if (interval == 0) {
                    publisher.send(now);
                } else {
                    publisher.sendDue(begin, interval, now);
                }
            }
            LockSupport.parkNanos(interval == 0 ? FULL_SPEED_PAUSE_NANOS : PACED_PAUSE_NANOS);
            poll(interval == 0 ? 1 : 0);
        }
    }

    private void drain() throws IOException {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (System.nanoTime() < deadline && !publishers.stream().allMatch(Publisher::settled)) {
            poll(1);
        }
    }

    private void await(String what, BooleanSupplier done) throws IOException {
        long deadline = System.nanoTime() + HANDSHAKE_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("No " + what + " within "
                        + Duration.ofNanos(HANDSHAKE_NANOS).toSeconds() + " s");
            }
            poll(1);
        }
    }

    private void poll(long waitMillis) throws IOException {
        int ready = waitMillis == 0 ? selector.selectNow() : selector.select(waitMillis);
        if (ready == 0) {
            return;
        }
        long now = System.nanoTime();
        for (Subscriber subscriber : subscribers) {
            subscriber.now(now);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid()) {
                ((MqttSocket) key.attachment()).ready();
            }
        }
        selector.selectedKeys().clear();
    }

    private long received() {
        return subscribers.stream().mapToLong(Subscriber::received).sum();
    }

    private LoadResult.Faults faults() {
        LoadResult.Faults all = LoadResult.Faults.NONE;
        for (int pair = 0; pair < plan.pairs(); pair++) {
            all = all.plus(subscribers.get(pair).faults(publishers.get(pair)));
        }
        return all;
    }
}
