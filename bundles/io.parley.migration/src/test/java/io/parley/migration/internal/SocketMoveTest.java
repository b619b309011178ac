package io.parley.migration.internal;

import static io.parley.migration.internal.Parley.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.migration.internal.socket.PeerServer;
import io.parley.migration.internal.socket.PeerSettings;
import io.parley.migration.internal.socket.SocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions go through a socket, whose other end comes and goes. */
@Timeout(60)
class SocketMoveTest {

    @TempDir
    static Path folder;

    private final Parley source = new Parley();
    private final Parley target = new Parley();
    private PeerServer server;
    private SocketPeer peer;

    @BeforeEach
    void connect() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "what nobody else knows\n");
        server = new PeerServer(
                PeerSettings.listener(Map.of("port", 0, "secret.file", secret.toString())), target.arrivals());
        peer = new SocketPeer(PeerSettings.peer(
                "io.parley.peer~b",
                Map.of("name", "b", "port", server.port(), "secret.file", secret.toString(), "reference", "b:1883")));
        source.peer("b", peer);
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        server.close();
        source.close();
        target.close();
    }

    private void send(String id, int number) {
        get(source.messages.send(
                Message.to(Address.session(id)).payload("n" + number).build()));
    }

    @Test
    void manyAtOnceWithMessagesForThem() {
        int count = 30;
        for (int i = 0; i < count; i++) {
            source.create("s" + i);
            send("s" + i, 0);
        }
        List<CompletionStage<Void>> moved = new ArrayList<>();
        long[] took = new long[count];
        for (int i = 0; i < count; i++) {
            int which = i;
            long begun = System.nanoTime();
            moved.add(source.migration
                    .moveSession("s" + i, "b")
                    .whenComplete((done, failure) -> took[which] = System.nanoTime() - begun));
            send("s" + i, 1);
        }
        moved.forEach(Parley::get);
        long longest = 0;
        for (int i = 0; i < count; i++) {
            longest = Math.max(longest, took[i]);
            send("s" + i, 2);
            assertFalse(source.sessions.find("s" + i).isPresent());
            Client client = new Client(target, "s" + i, 100);
            while (client.got().size() < 3) {
                Thread.onSpinWait();
            }
            assertEquals(
                    List.of("n0", "n1", "n2"),
                    client.got().stream().map(one -> one.split(" ")[1]).toList());
        }
        System.out.println("longest pause of " + count + " sessions: "
                + Duration.ofNanos(longest).toMillis() + " ms");
    }
}
