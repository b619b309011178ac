package io.parley.migration.internal.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.migration.Answer;
import io.parley.spi.migration.Arrivals;
import io.parley.spi.migration.FollowUp;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SocketPeerTest {

    @TempDir
    static Path folder;

    private final Recorder arrivals = new Recorder();
    private PeerServer server;
    private SocketPeer peer;

    /** Says what it was told. */
    private static final class Recorder implements Arrivals {
        private final List<String> calls = new ArrayList<>();
        private volatile byte[] content = {};
        private volatile CompletableFuture<String> broken = new CompletableFuture<>();

        private synchronized void call(String what) {
            calls.add(what);
        }

        @Override
        public CompletionStage<Answer> offer(String move, String session, InputStream from) {
            call("offer " + move + " " + session);
            return CompletableFuture.supplyAsync(() -> {
                try {
                    content = from.readAllBytes();
                    return Answer.taken(77, "before");
                } catch (IOException e) {
                    broken.complete(String.valueOf(e.getMessage()));
                    return Answer.refused("it broke off");
                }
            });
        }

        @Override
        public CompletionStage<Answer> outcome(String move, String session) {
            call("outcome " + move + " " + session);
            return CompletableFuture.completedStage(Answer.refused("no, " + session));
        }

        @Override
        public CompletionStage<Long> follow(String move, String session, List<FollowUp> messages) {
            call("follow " + move + " " + session + " " + messages.size() + " "
                    + new String(messages.get(1).content(), StandardCharsets.UTF_8));
            return CompletableFuture.completedStage(messages.get(1).sequence() + 1);
        }

        @Override
        public CompletionStage<Void> settle(String move, String session) {
            return CompletableFuture.failedStage(new RefusedException(Reason.UNAVAILABLE, "not now"));
        }
    }

    private static Path secret(String name, String secret) throws IOException {
        return Files.writeString(folder.resolve(name), secret + "\nmore\n");
    }

    private static Map<String, Object> properties(Path secret, int port) {
        return Map.of("port", port, "secret.file", secret.toString(), "timeout.seconds", 20);
    }

    @BeforeEach
    void listen() throws IOException {
        server = new PeerServer(PeerSettings.listener(properties(secret("s", "what nobody else knows"), 0)), arrivals);
        peer = peer("what nobody else knows");
    }

    private SocketPeer peer(String secret) throws IOException {
        return new SocketPeer(PeerSettings.peer(
                "io.parley.peer~b",
                Map.of(
                        "name",
                        "b",
                        "reference",
                        "b:1883",
                        "port",
                        server.port(),
                        "secret.file",
                        secret("p", secret).toString(),
                        "timeout.seconds",
                        20)));
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        server.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    @Test
    void eachCallArrivesAndIsAnswered() throws Exception {
        byte[] content = new byte[1_000_003];
        new Random(1).nextBytes(content);
        assertEquals(Answer.taken(77, "before"), get(peer.offer("m", "grüße/𝄞", out -> {
            out.write(content, 0, 10);
            out.write(content[10]);
            out.write(content, 11, content.length - 11);
        })));
        assertArrayEquals(content, arrivals.content);
        assertEquals(Answer.refused("no, s"), get(peer.outcome("m", "s")));
        List<FollowUp> two = List.of(new FollowUp(1, new byte[0]), new FollowUp(1L << 40, "x".getBytes()));
        assertEquals((1L << 40) + 1, get(peer.follow("m", "s", two)));
        RefusedException refused = assertThrows(RefusedException.class, () -> get(peer.settle("m", "s")));
        assertTrue(refused.getMessage().contains("not now"), refused.getMessage());
        assertEquals(List.of("offer m grüße/𝄞", "outcome m s", "follow m s 2 x"), arrivals.calls);
        assertEquals("b:1883", peer.reference());
    }

    @Test
    void offerThatBreaksOffNeverEnds() throws Exception {
        assertThrows(
                RefusedException.class,
                () -> get(peer.offer("m", "s", out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("this one dies");
                })));
        get(arrivals.broken);
    }

    @Test
    void whoDoesNotKnowTheSecretIsRefused() throws Exception {
        SocketPeer other = peer("another secret of somebody");
        RefusedException refused = assertThrows(RefusedException.class, () -> get(other.outcome("m", "s")));
        assertTrue(refused.getMessage().contains("does not know the secret"), refused.getMessage());
        other.close();
        assertEquals(List.of(), arrivals.calls);
    }

    @Test
    void noiseEndsThatConnectionOnly() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                if (round % 2 == 0 && noise.length > 10) {
                    System.arraycopy("PARLEYPR\0\1".getBytes(StandardCharsets.US_ASCII), 0, noise, 0, 10);
                }
                socket.getOutputStream().write(noise);
            }
        }
        awaitAnswer();
        assertTrue(arrivals.calls.stream().allMatch("outcome m s"::equals), arrivals.calls.toString());
    }

    /** While there are many connections, more are closed. */
    private void awaitAnswer() throws Exception {
        while (true) {
            try {
                assertEquals(Answer.refused("no, s"), get(peer.outcome("m", "s")));
                return;
            } catch (RefusedException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void nobodyListens() throws Exception {
        server.close();
        RefusedException refused = assertThrows(RefusedException.class, () -> get(peer.outcome("m", "s")));
        assertEquals(Reason.UNAVAILABLE, refused.reason());
        assertTrue(refused.getMessage().startsWith("'b' at 127.0.0.1:"), refused.getMessage());
    }

    private static void wrong(String key, Map<String, Object> properties) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> PeerSettings.peer("io.parley.peer~x", properties));
        assertTrue(
                refused.getMessage().contains("io.parley.peer~x")
                        && refused.getMessage().contains(key),
                refused.getMessage());
    }

    @Test
    void wrongSettingsAreNamed() throws IOException {
        String file = secret("good", "0123456789abcdef").toString();
        assertEquals(
                "x",
                PeerSettings.peer("io.parley.peer~x", Map.of("secret.file", file))
                        .name());
        wrong("port", Map.of("port", 0, "secret.file", file));
        wrong("host", Map.of("name", "x", "port", 1, "secret.file", file, "host", "192.0.2.1"));
        wrong("secret.file", Map.of("name", "x", "port", 1));
        wrong(
                "secret.file",
                Map.of(
                        "name",
                        "x",
                        "port",
                        1,
                        "secret.file",
                        secret("bad", "short").toString()));
        wrong("secret.file", Map.of("name", "x", "port", 1, "secret.file", "/nowhere/at/all"));
        wrong("timeout.seconds", Map.of("name", "x", "port", 1, "secret.file", file, "timeout.seconds", 0));
    }
}
