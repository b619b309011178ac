package io.parley.itest.crash;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Senders and receivers on a thread of their own, under load until told to stop. */
final class Fleet implements AutoCloseable {

    private final Faults faults = new Faults();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private final ConcurrentLinkedQueue<Watch> watches = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "fleet");
    private boolean subscribed;
    private volatile boolean closed;

    private record Watch(Supplier<Boolean> condition, CompletableFuture<Void> done) {}

    /**
     * Four of each.
     *
     * @param name of the fleet at its server
     * @param prefix of the topics: {@code $queue/} makes them queues
     * @param allTopics whether each receiver gets the messages of all senders, or those of one
     * @param perSecond messages of all senders together
     */
    Fleet(InetSocketAddress address, String name, String prefix, int qos, boolean allTopics, int perSecond) {
        List<String> topics =
                Stream.of("a", "b", "c", "d").map(topic -> prefix + topic).toList();
        for (int i = 0; i < topics.size(); i++) {
            senders.add(new Sender(name, i, qos, topics.get(i), perSecond / topics.size(), address, faults));
        }
        for (int i = 0; i < topics.size(); i++) {
            List<String> filters = allTopics ? topics : List.of(topics.get(i));
            List<Sender> followed = allTopics ? senders : List.of(senders.get(i));
            receivers.add(new Receiver(name, i, qos, filters, senders, followed, address, faults));
        }
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until all clients are connected and subscribed. */
    void awaitUp(long seconds) throws Exception {
        await(seconds, "not all clients are connected", () -> clients().allMatch(FleetClient::up));
    }

    /** Waits until so many messages more have been sent. */
    void awaitSent(int more, long seconds) throws Exception {
        int target = sent() + more;
        await(seconds, "fewer than " + more + " messages were sent", () -> sent() >= target);
    }

    /** Sends no more, waits until everything has arrived and been answered, and then for whatever else comes. */
    void settle(long seconds) throws Exception {
        await(seconds, "no end", () -> {
            senders.forEach(Sender::stop);
            return true;
        });
        try {
            await(
                    seconds,
                    "not settled",
                    () -> senders.stream().allMatch(Sender::settled)
                            && receivers.stream().allMatch(Receiver::settled));
        } catch (TimeoutException e) {
            receivers.stream().filter(receiver -> !receiver.settled()).forEach(r -> faults.add("%s", r.missing()));
            senders.stream().filter(s -> !s.settled()).forEach(s -> faults.add("%s got no answer", s.clientId()));
            return;
        }
        await(seconds, "no ping", () -> {
            clients().forEach(FleetClient::ping);
            return true;
        });
        await(seconds, "no answer to a ping", () -> clients().allMatch(FleetClient::pinged));
    }

    Faults faults() {
        return faults;
    }

    /** For people. */
    String figures() {
        return "%d messages sent, %d of them again, %d deliveries repeated"
                .formatted(
                        sent(),
                        senders.stream().mapToInt(Sender::resent).sum(),
                        receivers.stream().mapToLong(Receiver::redelivered).sum());
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void run() {
        try (Selector selector = Selector.open()) {
            while (!closed) {
                selector.select(1);
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                receivers.forEach(receiver -> receiver.turn(selector, now));
                // A message counts as missing for a subscriber only if it was sent behind the subscription.
                subscribed = subscribed || receivers.stream().allMatch(FleetClient::up);
                if (subscribed) {
                    senders.forEach(sender -> sender.turn(selector, now));
                }
                watches.removeIf(
                        watch -> watch.condition().get() && watch.done().complete(null));
            }
            clients().forEach(FleetClient::disconnected);
        } catch (IOException | RuntimeException e) {
            faults.add("The fleet failed: %s", e);
        }
    }

    /** Conditions are looked at on the fleet's thread, as all of its state is that thread's. */
    private void await(long seconds, String otherwise, Supplier<Boolean> condition) throws Exception {
        Watch watch = new Watch(condition, new CompletableFuture<>());
        watches.add(watch);
        try {
            watch.done().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            watches.remove(watch);
            TimeoutException named = new TimeoutException(otherwise + " after " + seconds + " s; " + faults);
            named.initCause(e);
            throw named;
        }
    }

    private int sent() {
        return senders.stream().mapToInt(Sender::sent).sum();
    }

    private Stream<FleetClient> clients() {
        return Stream.concat(receivers.stream(), senders.stream());
    }
}
