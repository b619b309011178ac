package io.parley.itest.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.bench.server.Folders;
import io.parley.bench.server.MosquittoBroker;
import io.parley.bench.server.ParleyBroker;
import io.parley.bench.server.Ports;
import io.parley.bench.server.StartedBroker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The server under test on a port and data folder that stay the same when it is started again. */
public final class TestServer implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final StartedBroker broker;

    private TestServer(StartedBroker broker) {
        this.broker = broker;
    }

    /**
     * Starts one on an empty data folder.
     *
     * @param name of the folder
     * @param settings {@code PID:KEY=VALUE}
     */
    public static TestServer start(String name, String... settings) throws IOException {
        Path data = Folders.fresh(Path.of("target", "data", name));
        TestServer server = new TestServer(broker(data, Ports.free(), List.of(settings)));
        server.broker.start();
        return server;
    }

    private static StartedBroker broker(Path data, int port, List<String> settings) {
        if (System.getProperty("parley.peer", "parley").equals("mosquitto")) {
            return MosquittoBroker.find(data, true, port).orElseThrow();
        }
        return new ParleyBroker(Path.of(System.getProperty("parley.run", "../run")), data, port, settings);
    }

    public InetSocketAddress address() {
        return broker.address();
    }

    /** Ends it politely and starts it again. */
    public void restart() throws IOException {
        assertEquals(0, broker.process().term(STOP_LIMIT), "exit code after SIGTERM");
        broker.start();
    }

    /** Ends it by SIGKILL; {@link #startAgain} follows. */
    public void kill() throws IOException {
        broker.process().kill9();
    }

    public void startAgain() throws IOException {
        broker.start();
    }

    /** Aborts the test as not meant for a server that loses what it acknowledged when it is killed. */
    public void mustSurviveKill() {
        assumeTrue(broker.survivesKill(), broker.name() + " does not promise to survive a SIGKILL");
    }

    /** What it printed since it was started last. */
    public String output() {
        return broker.process().output();
    }

    @Override
    public void close() {
        broker.close();
    }
}
