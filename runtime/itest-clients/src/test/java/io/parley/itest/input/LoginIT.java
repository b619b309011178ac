package io.parley.itest.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ongres.scram.client.ScramClient;
import io.parley.itest.harness.Installation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Logins that fail as fast as somebody can, and logins by SCRAM-SHA-256 byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoginIT {

    private static final String METHOD = "SCRAM-SHA-256";
    private static final int ATTACK_SECONDS = 5;
    private static final int FAILURES_PER_SECOND = 1_000;
    private static final int GOOD_LOGIN_SECONDS = 10;

    private Installation parley;

    @BeforeAll
    void start() throws IOException {
        parley = Installation.of(
                "login",
                "io.parley.auth.file~staff:acl=",
                "io.parley.auth.file~staff:cache.seconds=0",
                "io.parley.listener~mqtt:authenticator=file");
        Files.createDirectories(parley.data());
        parley.start();
        for (String user : List.of("anna", "bernd")) {
            int before = parley.logged();
            parley.exec("parley:user add " + user, "pencil " + user + "\n");
            parley.awaitLog(before, "users is read");
        }
    }

    @AfterAll
    void stop() {
        if (parley != null) {
            parley.close();
        }
    }

    /** 3.1.1, with user name and password. */
    private static byte[] connect(String user, String password) {
        ByteBuffer body = ByteBuffer.allocate(1_000);
        text(body, "MQTT");
        body.put((byte) 4).put((byte) 0xc2).putShort((short) 60);
        text(body, "");
        text(body, user);
        text(body, password);
        return packet(0x10, body);
    }

    private int login(String user, String password) throws IOException {
        try (RawClient client = new RawClient(SocketLink.plain(parley.address()))) {
            client.send(connect(user, password));
            return client.read(4)[3];
        }
    }

    /** All from one address: names that do not exist, and one that does. Meanwhile another user logs in for the first time. */
    @Test
    void floodOfFailuresKeepsNobodyOut() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> attack = CompletableFuture.supplyAsync(() -> attack(over));
        try {
            for (int i = 0; i < ATTACK_SECONDS; i++) {
                long start = System.nanoTime();
                assertEquals(0, login("anna", "pencil anna"), "login " + i);
                Duration taken = Duration.ofNanos(System.nanoTime() - start);
                assertTrue(taken.toSeconds() < GOOD_LOGIN_SECONDS, "a good login took " + taken);
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        } finally {
            over.set(true);
        }
        System.out.println(
                attack.get(60, TimeUnit.SECONDS) + " logins failed while anna logged in " + ATTACK_SECONDS + " times: "
                        + parley.exec("parley:health")
                                .lines()
                                .filter(line -> line.startsWith("auth:"))
                                .toList());
        assertEquals(0, login("anna", "pencil anna"));
    }

    /** So many a second; the answers, which come late, are read later. */
    private int attack(AtomicBoolean over) {
        Deque<RawClient> waiting = new ArrayDeque<>();
        int failed = 0;
        long begun = System.nanoTime();
        try {
            for (int i = 0; !over.get(); i++) {
                RawClient client = new RawClient(SocketLink.plain(parley.address()));
                client.send(connect(i % 5 == 0 ? "bernd" : "nobody" + i, "wrong" + i));
                waiting.add(client);
                if (waiting.size() > 2 * FAILURES_PER_SECOND) {
                    failed += refused(waiting.remove());
                }
                LockSupport.parkNanos(
                        begun + i * (TimeUnit.SECONDS.toNanos(1) / FAILURES_PER_SECOND) - System.nanoTime());
            }
            while (!waiting.isEmpty()) {
                failed += refused(waiting.remove());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return failed;
    }

    private static int refused(RawClient client) throws IOException {
        try (client) {
            assertTrue(client.read(4)[3] != 0, "an attacker got in");
            return 1;
        }
    }

    /** 5.0, with user name and password. */
    private RawClient connected5(String id, String user, String password) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(1_000);
        text(body, "MQTT");
        body.put((byte) 5).put((byte) 0xc2).putShort((short) 60).put((byte) 0);
        text(body, id);
        text(body, user);
        text(body, password);
        RawClient client = new RawClient(SocketLink.plain(parley.address()));
        client.send(packet(0x10, body));
        assertEquals(0, client.readPacket()[3], "the CONNACK's code");
        return client;
    }

    private static void alive(RawClient client) throws IOException {
        client.send(RawClient.bytes(0xc0, 0));
        assertEquals("d000", HexFormat.of().formatHex(client.read(2)));
    }

    /** Whose password is another one now, or who is no user any more: the client is told 0x87, and others are not. */
    @Test
    void revokedUsersAreSentAway() throws Exception {
        for (String user : List.of("carla", "dora")) {
            int before = parley.logged();
            parley.exec("parley:user add " + user, "first " + user + "\n");
            parley.awaitLog(before, "users is read");
        }
        try (RawClient anna = connected5("a", "anna", "pencil anna");
                RawClient carla = connected5("c", "carla", "first carla");
                RawClient dora = connected5("d", "dora", "first dora")) {
            for (String command : List.of("password carla", "remove dora")) {
                parley.exec("parley:user " + command, command.startsWith("p") ? "second\n" : "");
                long begun = System.nanoTime();
                RawClient revoked = command.startsWith("p") ? carla : dora;
                byte[] said = revoked.readToEnd();
                assertEquals("e0 87", "%02x %02x".formatted(said[0], said[2]), command);
                System.out.println(
                        command + ": sent away " + (System.nanoTime() - begun) / 1_000_000 + " ms after the command");
            }
            alive(anna);
        }
        assertTrue(login("carla", "first carla") != 0, "the old password");
        assertEquals(0, login("carla", "second"));
    }

    @Test
    void scramProvesBothSides() throws Exception {
        try (RawClient client = new RawClient(SocketLink.plain(parley.address()))) {
            assertEquals(0, scramConnect(client, "anna", "pencil anna"));
            ScramClient again = scram("anna", "pencil anna");
            client.send(auth(0x19, again.clientFirstMessage().toString()));
            Answer challenge = Answer.read(client);
            assertEquals(0xf018, challenge.typeAndReason());
            again.serverFirstMessage(challenge.data());
            client.send(auth(0x18, again.clientFinalMessage().toString()));
            Answer success = Answer.read(client);
            assertEquals(0xf000, success.typeAndReason());
            again.serverFinalMessage(success.data());
        }
    }

    @Test
    void scramRefusesAlike() throws Exception {
        for (String user : List.of("anna", "nobody")) {
            try (RawClient client = new RawClient(SocketLink.plain(parley.address()))) {
                assertEquals(0x86, scramConnect(client, user, "wrong"), user);
            }
        }
    }

    /** The reason of CONNACK. */
    private static int scramConnect(RawClient client, String user, String password) throws Exception {
        ScramClient scram = scram(user, password);
        ByteBuffer body = ByteBuffer.allocate(1_000);
        text(body, "MQTT");
        body.put((byte) 5).put((byte) 0x02).putShort((short) 60);
        properties(body, scram.clientFirstMessage().toString());
        text(body, "scram");
        client.send(packet(0x10, body));
        Answer challenge = Answer.read(client);
        assertEquals(0xf018, challenge.typeAndReason());
        scram.serverFirstMessage(challenge.data());
        client.send(auth(0x18, scram.clientFinalMessage().toString()));
        Answer connack = Answer.read(client);
        assertEquals(0x20, connack.typeAndReason() >> 8);
        if ((connack.typeAndReason() & 0xff) == 0) {
            scram.serverFinalMessage(connack.data());
        }
        return connack.typeAndReason() & 0xff;
    }

    private static ScramClient scram(String user, String password) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of(METHOD))
                .username(user)
                .password(password.toCharArray())
                .build();
    }

    private static byte[] auth(int reason, String data) {
        ByteBuffer body = ByteBuffer.allocate(1_000).put((byte) reason);
        properties(body, data);
        return packet(0xf0, body);
    }

    private static void properties(ByteBuffer to, String data) {
        ByteBuffer properties = ByteBuffer.allocate(900).put((byte) 0x15);
        text(properties, METHOD);
        properties.put((byte) 0x16);
        text(properties, data);
        length(to, properties.position());
        to.put(properties.flip());
    }

    private static void text(ByteBuffer to, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        to.putShort((short) bytes.length).put(bytes);
    }

    private static void length(ByteBuffer to, int length) {
        int rest = length;
        while (rest > 127) {
            to.put((byte) (rest & 127 | 128));
            rest >>= 7;
        }
        to.put((byte) rest);
    }

    private static byte[] packet(int type, ByteBuffer body) {
        ByteBuffer packet = ByteBuffer.allocate(body.position() + 5).put((byte) type);
        length(packet, body.position());
        packet.put(body.flip());
        byte[] bytes = new byte[packet.flip().remaining()];
        packet.get(bytes);
        return bytes;
    }

    /**
     * AUTH or CONNACK.
     *
     * @param typeAndReason the first byte, and the reason code
     * @param data the authentication data; empty for none
     */
    private record Answer(int typeAndReason, String data) {

        static Answer read(RawClient client) throws IOException {
            int type = client.read(1)[0] & 0xff;
            ByteBuffer body = ByteBuffer.wrap(client.read(length(() -> client.read(1)[0])));
            if (type == 0x20) {
                body.get();
            }
            int reason = body.hasRemaining() ? body.get() & 0xff : 0;
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            if (body.hasRemaining()) {
                length(body::get);
            }
            while (body.hasRemaining()) {
                int id = body.get();
                switch (id) {
                    case 0x24, 0x25, 0x28, 0x29, 0x2a -> body.get();
                    case 0x13, 0x21, 0x22 -> body.getShort();
                    case 0x11, 0x27 -> body.getInt();
                    case 0x26 -> {
                        bytes(body);
                        bytes(body);
                    }
                    case 0x16 -> data.writeBytes(bytes(body));
                    default -> bytes(body);
                }
            }
            return new Answer(type << 8 | reason, data.toString(UTF_8));
        }

        private static byte[] bytes(ByteBuffer body) {
            byte[] bytes = new byte[body.getShort() & 0xffff];
            body.get(bytes);
            return bytes;
        }

        private interface Next {
            byte get() throws IOException;
        }

        private static int length(Next next) throws IOException {
            int length = 0;
            int shift = 0;
            int b;
            do {
                b = next.get();
                length |= (b & 127) << shift;
                shift += 7;
            } while (b < 0);
            return length;
        }
    }
}
