package io.parley.bench.server;

import java.net.InetSocketAddress;

/** A broker that somebody else started. */
public record RunningBroker(InetSocketAddress address) implements Broker {

    @Override
    public String name() {
        return address.getHostString() + ":" + address.getPort();
    }

    @Override
    public String durability() {
        return "unknown";
    }

    @Override
    public void start() {
        // It runs.
    }

    @Override
    public double cpuMicros() {
        return Double.NaN;
    }

    @Override
    public void close() {
        // It is not ours to end.
    }
}
