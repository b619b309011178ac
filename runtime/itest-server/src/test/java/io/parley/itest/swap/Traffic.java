package io.parley.itest.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** 2,000 messages a second by two publishers to persistent subscribers, on a thread of its own. */
final class Traffic implements AutoCloseable {

    private static final int PUBLISHERS = 2;
    private static final int PER_SECOND = 2_000;
    private static final int FAULTS_KEPT = 20;

    private final InetSocketAddress address;
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "traffic");
    private volatile boolean up;
    private volatile boolean stopping;
    private volatile boolean settled;
    private volatile boolean closed;
    private boolean pinging;

    /**
     * @param topic published to
     * @param shared whether each message is for one of the subscribers, or for all of them
     * @param filters one a subscriber
     */
    Traffic(InetSocketAddress address, String topic, boolean shared, String... filters) {
        this.address = address;
        for (int i = 0; i < PUBLISHERS; i++) {
            publishers.add(new Publisher(
                    i, topic.replace("+", "p" + i), PER_SECOND / PUBLISHERS, topic + " publisher " + i, faults));
        }
        Ledger common = new Ledger(PUBLISHERS);
        for (String filter : filters) {
            Ledger ledger = shared ? common : new Ledger(PUBLISHERS);
            String clientId = topic + " subscriber " + subscribers.size();
            subscribers.add(new Subscriber(filter, PUBLISHERS, ledger, clientId, faults));
        }
        thread.setDaemon(true);
    }

    /** Returns when the subscriptions stand; {@link #send} follows. */
    Traffic subscribe() {
        thread.start();
        await("the subscriptions", () -> up);
        return this;
    }

    Traffic send() {
        publishers.forEach(one -> one.run(true));
        return this;
    }

    /** Waits until so many messages more have arrived. */
    void flow(int more) {
        int target = received() + more;
        await(more + " messages more", () -> received() >= target);
    }

    /** As above, at one subscriber. */
    void flow(int subscriber, int more) {
        Subscriber one = subscribers.get(subscriber);
        int target = one.received() + more;
        await(more + " messages more", () -> one.received() >= target);
    }

    int sent() {
        return publishers.stream().mapToInt(Publisher::sent).sum();
    }

    int received() {
        return subscribers.stream().mapToInt(Subscriber::received).sum();
    }

    /** Sends no more, waits for what is under way, and checks that nothing was wrong. */
    void finish(String what) {
        assertEquals(List.of(), first(faults));
        stopping = true;
        await("the end", () -> settled);
        assertEquals(List.of(), first(faults));
        System.out.printf(
                "%s: %d messages sent, %d received, %d of them again and flagged%n",
                what,
                sent(),
                received(),
                subscribers.stream().mapToInt(Subscriber::repeated).sum());
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void run() {
        try (Selector selector = Selector.open()) {
            for (Peer peer : peers().toList()) {
                peer.connect(address, selector);
            }
            while (!closed) {
                selector.select(1);
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                peers().forEach(one -> one.turn(now));
                up = peers().allMatch(Peer::isReady);
                end();
            }
            peers().forEach(Peer::close);
        } catch (IOException | RuntimeException e) {
            faults.add("the traffic failed: " + e);
        }
    }

    /** A ping behind the last message tells that nothing more comes. */
    private void end() {
        if (!stopping || settled) {
            return;
        }
        publishers.forEach(one -> one.run(false));
        if (!pinging && missing().isEmpty()) {
            pinging = true;
            peers().forEach(Peer::ping);
        }
        settled = pinging && peers().allMatch(Peer::pinged);
    }

    private String missing() {
        StringBuilder words = new StringBuilder();
        List<Integer> sent = publishers.stream().map(Publisher::sent).toList();
        subscribers.forEach(one -> words.append(one.ledger().missing(sent)));
        publishers.stream()
                .filter(one -> one.answered() < one.sent())
                .forEach(one -> words.append((one.sent() - one.answered()) + " without an answer; "));
        return words.toString();
    }

    private Stream<Peer> peers() {
        return Stream.concat(subscribers.stream(), publishers.stream());
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertEquals(List.of(), first(faults), "while waiting for " + what);
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Waited in vain for " + what + "; " + sent() + " sent, " + received()
                        + " received; missing: " + missing());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static List<String> first(List<String> all) {
        return all.stream().limit(FAULTS_KEPT).toList();
    }
}
