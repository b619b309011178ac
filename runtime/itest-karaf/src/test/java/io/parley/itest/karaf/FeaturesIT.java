package io.parley.itest.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.server.Ports;
import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.CuttableWire;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parley's features come into an unmodified Karaf, work there, and go. */
@Timeout(300)
final class FeaturesIT {

    private static final String REPOSITORY =
            "mvn:io.parley/parley-features/" + System.getProperty("parley.version") + "/xml/features";

    private static final int BYTES = 64;

    private static final Pattern DOWN = Pattern.compile("listener:second +DOWN");

    private static final String LISTENER = "io.parley.listener-mqtt.cfg";
    private static final String SECOND = "io.parley.listener-second.cfg";
    private static final String USERS = "io.parley.auth.file-staff.cfg";
    private static final String THIRD = "io.parley.listener-third.cfg";

    private Karaf karaf;
    private InetSocketAddress server;

    @BeforeEach
    void start() throws IOException {
        Ssh.require();
        karaf = Karaf.unpacked("features");
        server = Ports.local(Ports.free());
        // There before the feature, and therefore kept by it.
        karaf.configure(LISTENER, "port = " + server.getPort());
        karaf.start();
    }

    @AfterEach
    void stop() {
        if (karaf != null) {
            karaf.close();
        }
    }

    @Test
    void comeServeAndGo() throws IOException, InterruptedException {
        Snapshot before = Snapshot.of(karaf);
        install();
        serve();
        followTheirFiles();
        takeValuesFromElsewhere();
        changeLevels();
        completeCommands();
        askAPerson();
        keepCommandsToRoles();
        karaf.stop();
        karaf.start();
        awaitOpen(server);
        serveWhatWasThere();
        uninstall(before);
        noForeignBundleWasRefreshed();
        nothingWentWrong();
    }

    private void install() throws IOException {
        karaf.shell("feature:repo-add " + REPOSITORY, "feature:install parley");
        awaitOpen(server);
        assertTrue(
                Files.exists(karaf.etc().resolve("io.parley.journal.file.cfg")),
                "configuration comes with the feature");
        assertEquals(
                "port = " + server.getPort() + "\n",
                Files.readString(karaf.etc().resolve(LISTENER)),
                "a file that is there is kept");
        assertTrue(Files.isDirectory(karaf.home().resolve("parley/journal")), "data is out of reach of karaf clean");
    }

    /** A persistent session over a broken connection, a retained message, and a queue. */
    private void serve() throws IOException {
        try (CuttableWire wire = new CuttableWire(server)) {
            try (BlockingClient subscriber = BlockingClient.connect(wire.address(), "subscriber", false)) {
                subscriber.subscribe("greetings/#");
                publish("greetings/world", 0, 5, false);
                take(subscriber, 0, 5);
                wire.cut();
            }
            publish("greetings/world", 5, 20, false);
            wire.mend();
            try (BlockingClient subscriber = BlockingClient.connect(wire.address(), "subscriber", false)) {
                take(subscriber, 5, 20);
            }
        }
        publish("retained/one", 0, 1, true);
        publish("$queue/orders", 0, 3, false);
        publish("greetings/world", 20, 30, false);
    }

    private void serveWhatWasThere() throws IOException {
        try (BlockingClient subscriber = BlockingClient.connect(server, "subscriber", false)) {
            take(subscriber, 20, 30);
        }
        try (BlockingClient subscriber = BlockingClient.connect(server, "newcomer", true)) {
            subscriber.subscribe("retained/#");
            take(subscriber, 0, 1);
        }
        try (BlockingClient worker = BlockingClient.connect(server, "worker", true)) {
            worker.subscribe("$queue/orders");
            take(worker, 0, 3);
        }
    }

    /**
     * A listener on a port in use, then on another one, then with a wrong value, then none; a route with a list of rules; the
     * HTTP server.
     */
    private void followTheirFiles() throws IOException, InterruptedException {
        karaf.configure(SECOND, "port = " + server.getPort());
        awaitLog("Port " + server.getPort() + " on 127.0.0.1 is in use");
        assertTrue(DOWN.matcher(health()).find(), "the second listener is down");
        assertTrue(Ports.open(server), "the first listener goes on");
        InetSocketAddress second = Ports.local(Ports.free());
        karaf.configure(SECOND, "port = " + second.getPort(), "protocol = [mqtt]");
        awaitOpen(second);
        // Karaf writes to the file what its shell sets.
        karaf.shell("config:property-set --pid 'io.parley.listener~second' port many");
        awaitLog("port=many is not allowed");
        Waiting.until(
                "the file to say so too",
                () -> Files.readString(karaf.etc().resolve(SECOND)).contains("many"));
        assertTrue(Ports.open(second), "the last good configuration stays");
        Files.delete(karaf.etc().resolve(SECOND));
        Waiting.until("the end of the second listener", () -> !Ports.open(second));

        karaf.configure("io.parley.route-incoming.cfg", "router = content", "rules = [\"otherwise -> queue:sorted\"]");
        awaitLog("route:incoming is configured");
        publish("$route/incoming", 0, 2, false);
        try (BlockingClient worker = BlockingClient.connect(server, "sorter", true)) {
            worker.subscribe("$queue/sorted");
            take(worker, 0, 2);
        }

        InetSocketAddress http = Ports.local(Ports.free());
        karaf.configure("io.parley.metrics.cfg", "port = " + http.getPort());
        awaitOpen(http);
        assertTrue(get(http, "/metrics").contains("\nparley_"), "metrics for Prometheus");
        get(http, "/ready");
    }

    /** From the environment, a secret's file and a property; a secret that is not there is named. */
    private void takeValuesFromElsewhere() throws IOException {
        Files.writeString(karaf.etc().resolve("parley-host"), "127.0.0.1");
        karaf.configure(
                SECOND,
                "port = $[env:" + Karaf.PORT_VARIABLE + "]",
                "host = $[secret:parley-host]",
                "park.seconds = $[prop:parley.no.such;default=17]");
        awaitOpen(karaf.extra());
        karaf.configure(THIRD, "port = $[secret:parley-none]");
        awaitLog("port=$[secret:parley-none] is not allowed");
        Files.delete(karaf.etc().resolve(THIRD));
        Files.delete(karaf.etc().resolve(SECOND));
        Waiting.until("the end of the second listener", () -> !Ports.open(karaf.extra()));
    }

    /** Of one session, by Karaf's own command, which returns before the level counts. */
    private void changeLevels() throws IOException {
        karaf.shell("log:set DEBUG io.parley.session.publisher");
        Waiting.until("a line of the session", this::aPublishIsLogged);
        karaf.shell("log:set DEFAULT io.parley.session.publisher");
        Waiting.until("no more of it", () -> !aPublishIsLogged());
    }

    private boolean aPublishIsLogged() throws IOException {
        int before = karaf.log().size();
        publish("levels", 0, 1, false);
        return karaf.log().stream().skip(before).anyMatch(line -> line.contains("sends Message["));
    }

    /** With the tabulator in a terminal, as a person does. */
    private void completeCommands() throws IOException {
        publish("$queue/completed-orders", 0, 1, false);
        try (Ssh ssh = karaf.ssh("karaf");
                Ssh.Terminal terminal = ssh.terminal()) {
            terminal.type("parley:browse compl\t");
            terminal.await("PRIORITY");
        }
    }

    /** A password is asked for twice and not shown; whether to purge is asked, too. */
    private void askAPerson() throws IOException {
        Files.createFile(karaf.home().resolve("parley/users"));
        karaf.configure(USERS, "acl =");
        Waiting.until("the users", () -> health().contains("auth:file"));
        publish("$queue/asked", 0, 2, false);
        try (Ssh ssh = karaf.ssh("karaf");
                Ssh.Terminal terminal = ssh.terminal()) {
            terminal.type("parley:user add anna");
            terminal.await("Password: ");
            terminal.type("geheim");
            terminal.await("Once more: ");
            terminal.type("geheim");
            terminal.await("'anna' added to ");
            terminal.type("parley:purge asked");
            terminal.await("Type yes to go on: ");
            terminal.type("yes");
            terminal.await("2 messages removed from queue:asked");
            assertFalse(terminal.shown().contains("geheim"), terminal::shown);
        }
        assertTrue(result("karaf", "parley:user list").contains("anna  Argon2id, SCRAM-SHA-256"));
        AssertionError nobody = assertThrows(AssertionError.class, () -> result("karaf", "parley:purge asked"));
        assertTrue(nobody.getMessage().contains("-y says that this is meant"), nobody.getMessage());
        Files.delete(karaf.etc().resolve(USERS));
        Waiting.until("no users", () -> !health().contains("auth:file"));
    }

    /** Who may only look cannot purge, and nothing is purged then. */
    private void keepCommandsToRoles() throws IOException {
        publish("$queue/kept", 0, 2, false);
        String seen = result("viewer", "parley:queues");
        assertTrue(seen.contains("kept"), "a viewer sees the queues: " + seen);
        AssertionError refused = assertThrows(AssertionError.class, () -> result("viewer", "parley:purge -y kept"));
        assertTrue(refused.getMessage().contains("parley:purge"), refused.getMessage());
        String purged = result("karaf", "parley:purge -y kept");
        assertTrue(purged.contains("2 messages removed from queue:kept"), purged);
    }

    private void uninstall(Snapshot before) throws IOException {
        karaf.shell("feature:uninstall parley", "feature:repo-remove " + REPOSITORY);
        Waiting.until(
                "the end of Parley's threads, and of Netty's, which ends when it has had nothing to do for a second",
                () -> before.threads().containsAll(Snapshot.threads(karaf.pid())));
        Snapshot after = Snapshot.of(karaf);
        assertEquals("", Snapshot.difference(before.bundles(), after.bundles()), "bundles");
        assertEquals("", Snapshot.difference(before.services(), after.services()), "services");
        assertEquals("", Snapshot.difference(before.repositories(), after.repositories()), "repositories of features");
        assertEquals("", Snapshot.difference(before.threads(), after.threads()), "threads");
        assertFalse(after.ports().contains(server.getPort()), "the listener's port");
        Waiting.until(
                "the end of Parley's classes, but for " + Snapshot.classes(karaf.pid()),
                () -> Snapshot.classes(karaf.pid()).isEmpty());
        assertEquals(
                before.ports().size(),
                after.ports().size(),
                () -> "ports " + before.ports() + ", then " + after.ports());
        assertTrue(Files.isDirectory(karaf.home().resolve("parley/journal")), "data stays");
        assertTrue(Files.exists(karaf.etc().resolve("io.parley.journal.file.cfg")), "configuration stays");
    }

    /** Karaf says which bundles it refreshes, and why. */
    private void noForeignBundleWasRefreshed() throws IOException {
        List<String> refreshed = new ArrayList<>();
        boolean listing = false;
        for (String line : karaf.log()) {
            String message = line.substring(line.lastIndexOf("| ") + 1);
            if (!line.contains("FeaturesServiceImpl")) {
                continue;
            }
            if (message.startsWith(" Refreshing bundles")) {
                listing = true;
            } else if (listing && message.startsWith("     ")) {
                refreshed.add(message.strip());
            } else {
                listing = false;
            }
        }
        assertFalse(refreshed.isEmpty(), "the log tells what was refreshed");
        assertEquals(
                List.of(),
                refreshed.stream()
                        .filter(bundle -> !bundle.endsWith("(Bundle will be uninstalled)"))
                        .toList());
    }

    /** But for what was wrong on purpose, in files and in the shell, and the SSH server's own way to say that it is stopped. */
    private void nothingWentWrong() throws IOException {
        assertEquals(
                List.of(),
                karaf.log().stream()
                        .filter(line -> line.contains("| ERROR |"))
                        .filter(line -> !line.contains("listener~second")
                                && !line.contains("listener~third")
                                && !line.contains("| ShellUtil ")
                                && !line.contains("org.apache.sshd"))
                        .toList());
    }

    private String health() throws IOException {
        return result("karaf", "parley:health");
    }

    /** What a command returns is printed by the console alone. */
    private String result(String user, String command) throws IOException {
        return karaf.shellAs(user, "result = (" + command + ")", "echo $result");
    }

    /** What a page says that must be there. */
    private static String get(InetSocketAddress server, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer::body);
        return answer.body();
    }

    private void awaitLog(String text) throws IOException {
        Waiting.until("the log to say " + text, () -> karaf.log().stream().anyMatch(line -> line.contains(text)));
    }

    private void publish(String topic, int from, int to, boolean retain) throws IOException {
        try (BlockingClient publisher = BlockingClient.connect(server, "publisher", true)) {
            for (int i = from; i < to; i++) {
                assertTrue(publisher.publish(topic, i, BYTES, retain), "acknowledged");
            }
        }
    }

    private static void take(BlockingClient client, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            assertEquals(i, client.take());
        }
        // Answered when the acknowledgements before it have come.
        client.subscribe("nothing");
    }

    private void awaitOpen(InetSocketAddress address) throws IOException {
        Waiting.until("the listener on " + address, () -> {
            assertTrue(karaf.alive());
            return Ports.open(address);
        });
    }
}
