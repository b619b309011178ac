package io.parley.itest.clients;

import io.parley.bench.server.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A running client that listens. */
final class Listener implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String MARK = "MESSAGE ";

    private final ClientKit kit;
    private final ChildProcess process;

    private Listener(ClientKit kit, ChildProcess process) {
        this.kit = kit;
        this.process = process;
    }

    /** Starts it and waits until it is subscribed. */
    static Listener start(ClientKit kit, Listen how) throws IOException {
        Listener listener = new Listener(kit, kit.listen(how));
        try {
            listener.process.awaitLine(kit::subscribed, LIMIT);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    /** Waits until it has connected that often. */
    void awaitConnections(int count) throws IOException {
        process.awaitLines(kit::connected, count, LIMIT);
    }

    /** Waits for that many messages or more, and gives all that came: "topic qos retain payload". */
    List<String> awaitMessages(int count) throws IOException {
        return process.awaitLines(line -> line.startsWith(MARK), count, LIMIT).stream()
                .map(line -> line.substring(MARK.length()))
                .toList();
    }

    /** Waits for the message with that payload, and gives all that came until then: "topic qos retain payload". */
    List<String> awaitMessagesTo(String payload) throws IOException {
        process.awaitLine(line -> line.startsWith(MARK) && line.endsWith(" " + payload), LIMIT);
        return awaitMessages(1);
    }

    /** SIGKILL: the client is gone without DISCONNECT. */
    void kill() throws IOException {
        process.kill9();
    }

    /** The client says DISCONNECT and ends. */
    void leave() throws IOException {
        process.term(LIMIT);
    }

    @Override
    public void close() {
        process.close();
    }
}
