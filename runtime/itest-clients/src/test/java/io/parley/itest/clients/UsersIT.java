package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.server.ChildProcess;
import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Users and permissions from files, as an operator has them, with {@code mosquitto_pub} and {@code mosquitto_sub}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UsersIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final MosquittoKit mosquitto = new MosquittoKit(Map.of());
    private UsersServer server;
    private Installation parley;

    @BeforeAll
    void start() throws IOException {
        server = UsersServer.get();
        parley = server.parley();
    }

    @AfterEach
    void restore() throws IOException {
        server.acl(UsersServer.RULES);
    }

    private ChildProcess publisher(String user, String password, String topic, String message) throws IOException {
        List<String> options = new ArrayList<>(List.of("-t", topic, "-m", message, "-q", "1", "-i", "pub"));
        if (user != null) {
            options.addAll(List.of("-u", user, "-P", password));
        }
        return mosquitto.publisher(parley.address(), options.toArray(String[]::new));
    }

    private int publish(String user, String password, String topic, String message) throws IOException {
        try (ChildProcess publisher = publisher(user, password, topic, message)) {
            return publisher.awaitEnd(LIMIT);
        }
    }

    private ChildProcess subscriber(String id, String user, String password, String topic) throws IOException {
        return mosquitto.subscriber(
                parley.address(),
                "-d",
                "-i",
                id,
                "-u",
                user,
                "-P",
                password,
                "-t",
                topic,
                "-q",
                "1",
                "-F",
                "GOT %t %p");
    }

    private static boolean granted(ChildProcess subscriber) throws IOException {
        return !subscriber
                .awaitLine(line -> line.startsWith("Subscribed (mid: "), LIMIT)
                .endsWith("128");
    }

    private static void await(ChildProcess subscriber, String line) throws IOException {
        subscriber.awaitLine(line::equals, LIMIT);
    }

    @Test
    void onlyUsersWhoKnowTheirPasswordGetIn() throws IOException {
        assertEquals(0, publish("anna", "U*U", "open/x", "1"));
        for (String[] wrong : new String[][] {{"anna", "u*u"}, {"nobody", "U*U"}, {null, null}, {"bernd", "U*U"}}) {
            try (ChildProcess refused = publisher(wrong[0], wrong[1], "open/x", "1")) {
                assertNotEquals(0, refused.awaitEnd(LIMIT), refused::output);
                assertTrue(refused.output().contains("Connection Refused"), refused::output);
            }
        }
        try (ChildProcess bernd = subscriber("b", "bernd", "geheim", "open/a")) {
            assertTrue(granted(bernd));
        }
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(parley.data().resolve("users"))));
        assertFalse(parley.output().contains("geheim"), "a password was printed");
        String log = String.join("\n", parley.log());
        assertFalse(log.contains("U*U") || log.contains("geheim") || log.contains("$2a$05$C"), "a secret was logged");
    }

    @Test
    void theAclDecides() throws IOException {
        try (ChildProcess anna = subscriber("mine", "anna", "U*U", "own/mine/#");
                ChildProcess other = subscriber("other", "anna", "U*U", "own/mine/#");
                ChildProcess tooMuch = subscriber("much", "anna", "U*U", "open/#");
                ChildProcess secret = subscriber("secret", "anna", "U*U", "open/secret");
                ChildProcess bernd = subscriber("b", "bernd", "geheim", "open/a")) {
            assertTrue(granted(anna));
            assertFalse(granted(other));
            assertFalse(granted(tooMuch), "open/secret is among it");
            assertFalse(granted(secret));
            assertTrue(granted(bernd));
            publish("bernd", "geheim", "open/a", "forbidden");
            assertEquals(0, publish("anna", "U*U", "open/a", "allowed"));
            await(bernd, "GOT open/a allowed");
            assertFalse(bernd.output().contains("forbidden"), bernd::output);
        }
    }

    @Test
    void changedAclCountsForOpenConnections() throws IOException {
        try (ChildProcess bernd = subscriber("b", "bernd", "geheim", "open/a")) {
            assertTrue(granted(bernd));
            assertEquals(0, publish("anna", "U*U", "open/a", "1"));
            await(bernd, "GOT open/a 1");
            int before = parley.logged();
            server.acl("allow user anna send,receive topic:open/#\nallow user bernd receive topic:open/b\n");
            parley.awaitLog(before, "may no longer receive from topic:open/a");
            assertEquals(0, publish("anna", "U*U", "open/a", "2"));
            assertTrue(bernd.alive(), "the connection stays");
            assertFalse(bernd.output().contains("GOT open/a 2"), bernd::output);
        }
    }

    @Test
    void brokenLineIsNamedAndTheOldOnesStay() throws IOException {
        try (ChildProcess bernd = subscriber("b", "bernd", "geheim", "open/a")) {
            assertTrue(granted(bernd));
            String line = server.acl("allow all send,receive *\npermit all send *\n");
            assertTrue(line.contains("acl:2: ") && line.contains("allow, deny or group"), line);
            assertTrue(parley.exec("parley:health").contains("acl:2: "));
            try (ChildProcess secret = subscriber("secret", "anna", "U*U", "open/secret")) {
                assertFalse(granted(secret));
            }
            assertEquals(0, publish("anna", "U*U", "open/a", "1"));
            await(bernd, "GOT open/a 1");
        }
    }

    /** Nobody gets in or gets anything new while the bundle is not there; what waits for it goes on when it is back. */
    @Test
    void bundleThatIsBackGoesOn() throws IOException {
        int bundle = parley.bundle("io.parley.auth.file");
        try (ChildProcess bernd = subscriber("b", "bernd", "geheim", "open/a")) {
            assertTrue(granted(bernd));
            parley.exec("stop " + bundle);
            try (ChildProcess anna = publisher("anna", "U*U", "open/a", "late")) {
                parley.exec("start " + bundle);
                assertEquals(0, anna.awaitEnd(LIMIT), anna::output);
            }
            await(bernd, "GOT open/a late");
        }
    }

    @Test
    void usersChangeByCommand() throws IOException {
        assertTrue(parley.exec("parley:user list").contains("bernd  Argon2id, SCRAM-SHA-256"));
        int before = parley.logged();
        parley.exec("parley:user add eva", "first\n");
        parley.awaitLog(before, "4 users");
        try (ChildProcess eva = subscriber("e", "eva", "first", "open/a")) {
            assertFalse(granted(eva), "she may do nothing yet");
        }
        before = parley.logged();
        parley.exec("parley:user password eva", "second\n");
        parley.awaitLog(before, "4 users");
        assertNotEquals(0, publish("eva", "first", "open/a", "1"));
        before = parley.logged();
        parley.exec("parley:user remove eva");
        parley.awaitLog(before, "3 users");
        assertNotEquals(0, publish("eva", "second", "open/a", "1"));
    }
}
