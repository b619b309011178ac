package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.parley.itest.harness.TestServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Tests of features with each client, at the shared server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Scenarios {

    private SharedServer shared;

    @BeforeAll
    final void start() throws IOException {
        shared = SharedServer.get();
    }

    @AfterAll
    final void noStackTraces() {
        TestServer server = shared.server();
        assertFalse(server.output().contains("\tat "), () -> "a stack trace for the user:\n" + server.output());
    }

    final SharedServer shared() {
        return shared;
    }

    /** The plain listener. */
    final InetSocketAddress server() {
        return shared.server().address();
    }

    /** The clock of the server is real; there is nothing else to wait for. */
    static void awaitPassing(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
        }
    }

    static List<String> payloads(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + " " + i).toList();
    }

    /** "topic qos retain payload" of each. */
    static List<String> texts(List<Line> messages) {
        return messages.stream()
                .map(message -> "%s %s %s %s"
                        .formatted(
                                message.need("topic"),
                                message.need("qos"),
                                message.need("retain"),
                                message.need("payload")))
                .toList();
    }

    /** What {@link #texts} gives for messages that are not retained. */
    static List<String> expected(String topic, int qos, List<String> payloads) {
        return payloads.stream()
                .map(payload -> topic + " " + qos + " 0 " + payload)
                .toList();
    }
}
