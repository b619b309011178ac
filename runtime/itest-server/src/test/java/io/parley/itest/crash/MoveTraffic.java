package io.parley.itest.crash;

import io.parley.itest.harness.BlockingClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Sends numbered messages to sessions, most of them to those that are being moved, and remembers which were acknowledged. Those that were moved get some
 * as well, and so do those that will be.
 */
final class MoveTraffic implements AutoCloseable {

    /** One of so many messages goes to any session. */
    private static final int TO_OTHERS = 8;

    private static final long PAUSE_NANOS = 20_000_000;

    private final InetSocketAddress server;
    private final IntFunction<String> ids;
    private final List<List<Integer>> acknowledged = new ArrayList<>();
    private final CopyOnWriteArrayList<Integer> moving = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "traffic");
    private volatile boolean ending;
    private int number;
    private int turn;

    MoveTraffic(InetSocketAddress server, int sessions, IntFunction<String> ids) {
        this.server = server;
        this.ids = ids;
        for (int i = 0; i < sessions; i++) {
            acknowledged.add(new ArrayList<>());
        }
        thread.start();
    }

    /** The session is about to be moved. */
    void begin(int session) {
        moving.add(session);
    }

    /** The session was moved. */
    void end(int session) {
        moving.remove((Integer) session);
    }

    private int next() {
        Object[] now = moving.toArray();
        return now.length == 0 || number % TO_OTHERS == 0
                ? number / TO_OTHERS % acknowledged.size()
                : (int) now[turn++ % now.length];
    }

    private void run() {
        while (!ending) {
            try (BlockingClient client = BlockingClient.connect(server, "move-sender", true)) {
                boolean up = true;
                while (up && !ending) {
                    number++;
                    int session = next();
                    up = client.publish("$session/" + ids.apply(session), number, 64, false);
                    if (up) {
                        acknowledged.get(session).add(number);
                    }
                }
            } catch (IOException e) {
                // The server was killed, or is not back yet.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** The numbers of those for that session, once this is closed. */
    List<Integer> acknowledged(int session) {
        return acknowledged.get(session);
    }

    /** How many were acknowledged, once this is closed. */
    int count() {
        return acknowledged.stream().mapToInt(List::size).sum();
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        thread.join();
    }
}
