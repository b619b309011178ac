package io.parley.itest.mqtt.cuts;

import io.parley.api.session.SessionService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Two clients that send to each other, each behind a network of its own that breaks, while both sides change their sessions' states. */
final class Scene implements AutoCloseable {

    private static final int LAST = 5;

    private final SessionService sessions;
    private final Progress progress = new Progress();
    private final Side a;
    private final Side b;

    /** One client with what it keeps. */
    private record Side(
            String id,
            RandomCuts network,
            Outflow outflow,
            Inflow inflow,
            Changing own,
            Counting servers,
            Mirror mirror,
            ResumingClient client) {}

    /**
     * @param name of the clients, which no other test has
     * @param cuts how many, of both together, about
     */
    Scene(SessionService sessions, InetSocketAddress server, String name, long seed, int cuts) throws IOException {
        this.sessions = sessions;
        Random random = new Random(seed);
        a = side(server, name + "-a", name + "-b", random, (cuts + 1) / 2);
        b = side(server, name + "-b", name + "-a", random, (cuts + 1) / 2);
    }

    private Side side(InetSocketAddress server, String id, String other, Random random, int cuts) throws IOException {
        RandomCuts network = new RandomCuts(server, new Random(random.nextLong()), cuts, progress);
        Outflow outflow = new Outflow(id, "to/" + other, new Random(random.nextLong()), progress);
        Inflow inflow = new Inflow(id, other, progress);
        Counting servers = new Counting(sessions, id, progress);
        Mirror mirror = new Mirror(sessions, id, progress);
        Changing own = new Changing(id, mirror, progress);
        ResumingClient client =
                new ResumingClient(id, "to/" + id, network.address(), outflow, inflow, own, servers, mirror, progress);
        return new Side(id, network, outflow, inflow, own, servers, mirror, client);
    }

    Progress progress() {
        return progress;
    }

    /**
     * All of it; what went wrong is in the progress.
     *
     * @param patience seconds for whatever is waited for
     */
    void run(long patience) throws Exception {
        await(patience, "subscribed", () -> a.client.subscribed() && b.client.subscribed());
        a.client.sending(true);
        b.client.sending(true);
        cutAll();
        await(patience, "cut as often", () -> a.network.enough() && b.network.enough());
        a.client.sending(false);
        b.client.sending(false);
        await(patience, "settled", this::settled);
        // Whatever the server still has for a client comes before these.
        a.client.owes(LAST);
        b.client.owes(LAST);
        cutAll();
        await(patience, "settled again", this::settled);
        compare(a, patience);
        compare(b, patience);
    }

    private void cutAll() {
        a.network.cutAll();
        b.network.cutAll();
    }

    private void await(long seconds, String what, java.util.function.BooleanSupplier wanted)
            throws InterruptedException {
        if (!progress.await(seconds, wanted)) {
            progress.fault("Not %s within %d s: %s", what, seconds, figures());
        }
    }

    private boolean settled() {
        return settled(a, b) && settled(b, a);
    }

    private static boolean settled(Side from, Side to) {
        return from.client.settled() && to.client.arrived() == from.client.sent() && from.servers.settled();
    }

    /** The client's copy, both sides' counts and the state itself are the same. */
    private void compare(Side side, long patience) throws Exception {
        Map<String, String> state = state(side.id);
        await(patience, "told of the whole state of " + side.id, () -> side.mirror.is(state));
        String counts = side.own.count() + ":" + side.servers.count();
        if (!state.getOrDefault(Counting.BOTH, "0:0").equals(counts)) {
            progress.fault("%s: both sides counted to %s, and the state is %s", side.id, counts, state);
        }
        if (side.mirror.resets() != 1) {
            progress.fault("%s: the watch began anew %d times", side.id, side.mirror.resets());
        }
    }

    private Map<String, String> state(String id) throws Exception {
        Map<String, String> state = new TreeMap<>();
        for (String key : sessions.stateVersions(id)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .keys()
                .keySet()) {
            sessions.state(id, key)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .ifPresent(value -> state.put(key, new String(value.value().toBytes())));
        }
        return state;
    }

    /** For people; complete after {@link #close}. */
    String figures() {
        return "%d cuts; %s; %s".formatted(a.network.cuts() + b.network.cuts(), figures(a), figures(b));
    }

    private static String figures(Side side) {
        return "%s sent %d (%d steps of handshakes again), got %d (%d again), counted %d:%d in its state (%d conflicts, %d changes again)"
                .formatted(
                        side.id,
                        side.client.sent(),
                        side.outflow.again(),
                        side.client.arrived(),
                        side.inflow.again(),
                        side.own.count(),
                        side.servers.count(),
                        side.own.conflicts() + side.servers.conflicts(),
                        side.own.again());
    }

    @Override
    public void close() throws InterruptedException, IOException {
        a.client.close();
        b.client.close();
        a.network.close();
        b.network.close();
    }
}
