package io.parley.itest.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The client of one session, that takes what comes for it, and goes where the session has gone once it is told so. Whatever is not marked as sent before
 * has to be behind all that it has got, and on one connection everything has to be behind what came before it. For one thread at a time.
 */
final class MovedClient {

    private static final long PAUSE_NANOS = 2_000_000;

    private final String id;
    private final Set<Integer> got = new HashSet<>();
    private int last;
    private long lastAt;

    MovedClient(String id) {
        this.id = id;
    }

    /** Takes some messages, and stays connected. */
    BlockingClient begin(InetSocketAddress at, int count) throws IOException {
        BlockingClient client = BlockingClient.connect(at, id, false);
        take(client, 0, count);
        return client;
    }

    /**
     * Goes on until it has got a message at the other server.
     *
     * @return nanoseconds between the last message at the first server and the first one at the other
     */
    long follow(BlockingClient connected, InetSocketAddress from, InetSocketAddress to) throws IOException {
        takeAll(connected);
        Waiting.forValue(() -> "session '" + id + "' to be elsewhere", () -> {
            try {
                if (BlockingClient.isElsewhere(from, id)) {
                    return Optional.of(true);
                }
                takeAll(BlockingClient.connect(from, id, false));
            } catch (IOException e) {
                // The server was killed, or is not back yet.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return Optional.empty();
        });
        long before = lastAt;
        awaitOneThere(to);
        return lastAt - before;
    }

    private void awaitOneThere(InetSocketAddress to) throws IOException {
        Waiting.until("a message for '" + id + "' at the other server", () -> {
            try (BlockingClient client = BlockingClient.connect(to, id, false)) {
                take(client, 0, 1);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Until the connection ends. */
    private void takeAll(BlockingClient connected) {
        int before = 0;
        try (BlockingClient client = connected) {
            while (true) {
                before = take(client, before, 1);
            }
        } catch (IOException e) {
            // That is what is waited for.
        }
    }

    private int take(BlockingClient client, int lastOfConnection, int count) throws IOException {
        int before = lastOfConnection;
        for (int i = 0; i < count; i++) {
            int number = client.take();
            int least = before;
            boolean again = client.repeated() && number <= last;
            assertTrue(number > least, () -> id + ": " + number + " behind " + least + " of the same connection");
            assertTrue(again || number > last, () -> id + ": " + number + " behind " + last + ", and not marked");
            assertTrue(!again || got.contains(number), () -> id + ": " + number + " came behind " + last);
            got.add(number);
            before = number;
            last = Math.max(last, number);
            lastAt = System.nanoTime();
        }
        return before;
    }

    /** Takes the rest where the session is: all that was acknowledged to its sender. */
    void assertAllThere(InetSocketAddress at, List<Integer> acknowledged) throws IOException {
        Set<Integer> missing = new HashSet<>(acknowledged);
        missing.removeAll(got);
        int before = 0;
        try (BlockingClient client = BlockingClient.connect(at, id, false)) {
            while (!missing.isEmpty()) {
                try {
                    before = take(client, before, 1);
                } catch (IOException e) {
                    throw new AssertionError(id + " has got up to " + last + ", without " + missing, e);
                }
                missing.removeAll(got);
            }
        }
    }
}
