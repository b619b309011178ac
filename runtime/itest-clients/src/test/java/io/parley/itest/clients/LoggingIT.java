package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.server.ChildProcess;
import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an operator finds in the log, and in no log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoggingIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String LEVELS = "org.ops4j.pax.logging";

    /** What must be in no line: a password, a wrong one, one for SCRAM, one that somebody sent without need, a user property. */
    private static final List<String> SECRETS =
            List.of("pencil-geheim", "u*U-falsch", "scram-geheim", "token-4711", "prop-4712");

    private final MosquittoKit mosquitto = new MosquittoKit(Map.of());
    private Installation parley;

    @BeforeAll
    void start() throws IOException {
        parley = Installation.of(
                        "logging", "io.parley.auth.file~staff:acl=", "io.parley.listener~mqtt:authenticator=file")
                .start();
        int before = parley.logged();
        parley.exec("parley:user add anna", SECRETS.get(0) + "\n");
        parley.awaitLog(before, "1 user");
        before = parley.logged();
        parley.exec("parley:user add scram", SECRETS.get(2) + "\n");
        parley.awaitLog(before, "2 users");
    }

    @AfterAll
    void stop() {
        if (parley != null) {
            parley.close();
        }
    }

    private void levels(String... lines) throws IOException {
        int before = parley.logged();
        parley.configure(LEVELS, lines);
        parley.awaitLog(before, LEVELS);
    }

    private int publish(String id, String topic, String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of("-i", id, "-t", topic, "-m", "x", "-q", "1"));
        options.addAll(List.of("-u", "anna", "-P", SECRETS.get(0)));
        options.addAll(List.of(more));
        try (ChildProcess publisher = mosquitto.publisher(parley.address(), options.toArray(String[]::new))) {
            return publisher.awaitEnd(LIMIT);
        }
    }

    private ChildProcess subscriber(String id) throws IOException {
        ChildProcess subscriber = mosquitto.subscriber(
                parley.address(), "-i", id, "-t", id, "-q", "1", "-d", "-u", "anna", "-P", SECRETS.get(0));
        subscriber.awaitLine(line -> line.startsWith("Subscribed"), LIMIT);
        return subscriber;
    }

    /** What the log has from that logger behind so many lines. */
    private List<String> lines(int behind, String logger) throws IOException {
        return Files.readAllLines(parley.data().resolve("log/parley.log")).stream()
                .skip(behind)
                .filter(line -> line.contains(" " + logger + " "))
                .toList();
    }

    @Test
    void eachEventHasOneLine() throws IOException {
        int before = parley.logged();
        assertEquals(0, publish("polite", "$queue/events"));
        parley.awaitLog(before, "disconnects");
        try (ChildProcess killed = subscriber("killed")) {
            killed.kill9();
        }
        parley.awaitLog(before, "without DISCONNECT");
        try (ChildProcess first = subscriber("twice");
                ChildProcess second = subscriber("twice")) {
            parley.awaitLog(before, "TAKEN_OVER");
            // Comes back by itself, and takes over in its turn.
            first.kill9();
            second.kill9();
        }
        says(lines(before, "INFO  io.parley.session.polite"), "is connected as 'anna' by MQTT 3.1.1", "disconnects");
        says(
                lines(before, "INFO  io.parley.session.killed"),
                "is connected",
                "closed the connection without DISCONNECT");
        says(
                lines(before, "INFO  io.parley.session.twice").subList(0, 3),
                "is connected",
                "is connected",
                "TAKEN_OVER");
        says(lines(before, "INFO  io.parley.queue.events"), "queue:events is new");
    }

    private static void says(List<String> lines, String... texts) {
        assertEquals(texts.length, lines.size(), lines::toString);
        for (String text : texts) {
            assertEquals(
                    List.of(texts).stream().filter(text::equals).count(),
                    lines.stream().filter(line -> line.contains(text)).count(),
                    () -> text + " in " + lines);
        }
    }

    @Test
    void oneSessionsLevelChangesWhileItTalks() throws IOException {
        String logger = "DEBUG io.parley.session.level_anna";
        int before = parley.logged();
        levels("log4j2.logger.a.name = io.parley.session.level_anna", "log4j2.logger.a.level = DEBUG");
        assertEquals(0, publish("level/anna", "levels"));
        assertEquals(0, publish("level/bernd", "levels"));
        parley.awaitLog(before, line -> line.contains(logger) && line.contains("to topic:levels, 1 bytes]"));
        assertEquals(List.of(), lines(before, "DEBUG io.parley.session.level_bernd"));
        levels("log4j2.logger.a.name = io.parley.session.level_anna", "log4j2.logger.a.level = LOUD");
        parley.awaitLog(before, "log4j2.logger.a.level = LOUD is not allowed");
        int wrong = parley.logged();
        assertEquals(0, publish("level/anna", "levels"));
        parley.awaitLog(wrong, line -> line.contains(logger));
        levels("log4j2.logger.b.name = io.parley.session", "log4j2.logger.b.level = INFO");
        int over = parley.logged();
        assertEquals(0, publish("level/anna", "levels"));
        parley.awaitLog(over, line -> line.contains("io.parley.session.level_anna") && line.contains("disconnects"));
        assertEquals(List.of(), lines(over, logger));
    }

    @Test
    void noLineHasASecret() throws IOException {
        levels("log4j2.rootLogger.level = TRACE", "log4j2.logger.p.name = io.parley", "log4j2.logger.p.level = TRACE");
        int before = parley.logged();
        assertEquals(
                0, publish("trace", "trace", "-V", "5", "-D", "publish", "user-property", "token", SECRETS.get(4)));
        try (ChildProcess wrong = mosquitto.publisher(
                parley.address(), "-i", "trace-wrong", "-t", "t", "-m", "x", "-u", "anna", "-P", SECRETS.get(1))) {
            assertTrue(wrong.awaitEnd(LIMIT) != 0, wrong::output);
        }
        try (ChildProcess needless = mosquitto.publisher(
                parley.address(), "-i", "trace-none", "-t", "t", "-m", "x", "-u", "nobody", "-P", SECRETS.get(3))) {
            needless.awaitEnd(LIMIT);
        }
        Scene scene = new Scene(Kits.HIVEMQ, Version.V5, Feature.ENHANCED_AUTHENTICATION);
        Line scram = scene.connect(parley.address(), "scram").with("scram-user", "scram");
        try (Client client = scene.client("scram")) {
            client.connect(scram.with("scram-password", SECRETS.get(2)));
            client.leave();
        }
        parley.awaitLog(before, "as 'scram' by MQTT 5");
        parley.exec("parley:user password scram", SECRETS.get(2) + "2\n");
        String log = Files.readString(parley.data().resolve("log/parley.log"));
        assertTrue(log.contains(" TRACE "), "nothing was traced");
        SECRETS.forEach(secret -> assertFalse(log.contains(secret), () -> secret + " is in the log"));
    }
}
