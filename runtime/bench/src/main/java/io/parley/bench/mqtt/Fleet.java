package io.parley.bench.mqtt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The publishers and subscribers of one run, each knowing whom it hears from. For one thread. */
final class Fleet implements AutoCloseable {

    private final InetSocketAddress address;
    private final LoadPlan plan;
    private final Poller poller;
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();

    Fleet(InetSocketAddress address, LoadPlan plan, Poller poller, Histogram latencies) {
        this.address = address;
        this.plan = plan;
        this.poller = poller;
        Topology topology = plan.load().topology();
        for (int i = 0; i < topology.publishers(); i++) {
            publishers.add(new Publisher(i, "bench-pub-" + i, plan));
        }
        for (int i = 0; i < topology.subscribers(); i++) {
            Subscriber subscriber = new Subscriber("bench-sub-" + i, plan, poller, latencies);
            subscribers.add(subscriber);
            for (int j = 0; j < topology.publishers(); j++) {
                if (topology.connects(j, i)) {
                    publishers.get(j).feeds(subscriber.expect(j));
                }
            }
        }
    }

    /** Connects all of them; the subscribers first, and subscribed. */
    void connect() throws IOException {
        wipeSessions();
        for (int i = 0; i < subscribers.size(); i++) {
            Subscriber subscriber = subscribers.get(i);
            subscriber.connect(address, poller.selector(), !plan.load().persistent());
            poller.await("CONNACK", subscriber::connected);
            subscriber.subscribe(plan.load().filter(i));
            poller.await("SUBACK", subscriber::subscribed);
        }
        for (Publisher publisher : publishers) {
            publisher.connect(address, poller.selector(), true);
            poller.await("CONNACK", publisher::connected);
            publisher.prepare();
        }
    }

    List<Publisher> publishers() {
        return publishers;
    }

    /** Messages that subscribers received for the first time. */
    long received() {
        return subscribers.stream().mapToLong(Subscriber::received).sum();
    }

    boolean settled() {
        return publishers.stream().allMatch(Publisher::settled);
    }

    LoadResult.Faults faults() {
        long corrupt = subscribers.stream().mapToLong(Subscriber::corrupt).sum();
        LoadResult.Faults all = new LoadResult.Faults(0, 0, 0, corrupt, 0);
        for (Publisher publisher : publishers) {
            all = all.plus(publisher.faults());
        }
        return all;
    }

    /** Leaves politely, and leaves no session behind, which would take the next run's messages. */
    void disconnect() throws IOException {
        for (Publisher publisher : publishers) {
            publisher.disconnect();
        }
        for (Subscriber subscriber : subscribers) {
            subscriber.disconnect();
        }
        wipeSessions();
    }

    /** A session left over from a run that was broken off would deliver that run's messages. */
    private void wipeSessions() throws IOException {
        if (plan.load().persistent()) {
            for (Subscriber subscriber : subscribers) {
                try (Subscriber wiper = new Subscriber(subscriber.clientId(), plan, poller, null)) {
                    wiper.connect(address, poller.selector(), true);
                    poller.await("CONNACK", wiper::connected);
                    wiper.disconnect();
                }
            }
        }
    }

    @Override
    public void close() {
        publishers.forEach(LoadClient::close);
        subscribers.forEach(LoadClient::close);
    }
}
