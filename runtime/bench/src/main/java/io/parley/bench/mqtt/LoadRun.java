package io.parley.bench.mqtt;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.HdrHistogram.Histogram;

/** One round of load on one broker, on the calling thread. */
public final class LoadRun {

    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(20);

    /**
     * Pause between two looks at the sockets. At full speed a window holds many milliseconds of work, so it costs no
     * throughput, but saves system calls on both ends; under a paced load it must not show in the latencies.
     */
    private static final long FULL_SPEED_PAUSE_NANOS = 500_000;

    /** The same with more than {@value #FEW_CLIENTS} clients, each of which has little to read and write at a time. */
    private static final long MANY_CLIENTS_PAUSE_NANOS = 2_000_000;

    private static final int FEW_CLIENTS = 16;
    private static final long PACED_PAUSE_NANOS = 100_000;

    private final InetSocketAddress address;
    private final DoubleSupplier brokerCpuMicros;
    private final LoadPlan plan;
    private final Histogram latencies = new Histogram(1, TimeUnit.MINUTES.toNanos(10), 3);

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
        try (Poller poller = new Poller();
                Fleet fleet = new Fleet(address, plan, poller, latencies)) {
            fleet.connect();
            LoadResult result = load(fleet, poller);
            fleet.disconnect();
            return result;
        }
    }

    private LoadResult load(Fleet fleet, Poller poller) throws IOException {
        long begin = System.nanoTime();
        sendUntil(fleet, poller, begin, begin + plan.settle().toNanos());

        latencies.reset();
        long received = fleet.received();
        double brokerCpu = brokerCpuMicros.getAsDouble();
        long ownCpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long from = System.nanoTime();
        sendUntil(fleet, poller, begin, from + plan.measure().toNanos());
        double seconds = (System.nanoTime() - from) / 1e9;
        ownCpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - ownCpu;
        brokerCpu = brokerCpuMicros.getAsDouble() - brokerCpu;
        received = fleet.received() - received;
        Histogram measured = latencies.copy();

        drain(fleet, poller);
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
                fleet.faults());
    }

    private void sendUntil(Fleet fleet, Poller poller, long begin, long end) throws IOException {
        Topology topology = plan.load().topology();
        // Between two messages of all publishers together: paced ones take turns.
        double interval = plan.rate() == 0 ? 0 : 1e9 * topology.deliveries() / plan.rate();
        long pause = pauseNanos();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            long turn = begin;
            for (Publisher publisher : fleet.publishers()) {
                if (interval == 0) {
                    publisher.send(now);
                } else {
                    publisher.sendDue(turn, interval * topology.publishers(), now);
                    turn += (long) interval;
                }
            }
            LockSupport.parkNanos(pause);
            poller.poll(interval == 0 ? 1 : 0);
        }
    }

    private long pauseNanos() {
        if (plan.rate() > 0) {
            return PACED_PAUSE_NANOS;
        }
        Topology topology = plan.load().topology();
        boolean few = topology.publishers() + topology.subscribers() <= FEW_CLIENTS;
        return few ? FULL_SPEED_PAUSE_NANOS : MANY_CLIENTS_PAUSE_NANOS;
    }

    private static void drain(Fleet fleet, Poller poller) throws IOException {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (System.nanoTime() < deadline && !fleet.settled()) {
            poller.poll(1);
        }
    }
}
