package io.parley.itest.mqtt.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.api.session.SessionService;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;

/** Clients that read, follow and change the state of their session, and of a group that they are in. */
@Timeout(60)
final class StateTopicsTest {

    private static final int PUBACK = 0x40;
    private static final int SUBACK = 0x90;
    private static final int USER_PROPERTY = 0x26;
    private static final int CORRELATION_DATA = 0x09;

    private static Server server;

    private Broker broker;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(Map.of("io.parley.session", Map.of("state.value.kib", "1", "state.keys.max", "40")));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void begin() {
        broker = Broker.whole(server);
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private static <T> T service(Class<T> type) {
        BundleContext context = server.context();
        return context.getService(context.getServiceReference(type));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A client with what has come for it while it waited for an answer. */
    private static final class Client {

        private final Peer peer;
        private final Queue<Packet> came = new ArrayDeque<>();

        Client(Peer peer) {
            this.peer = peer;
        }

        /** The next packet that is no message. */
        Packet answer() {
            while (true) {
                Packet packet = peer.packet();
                if (packet.first() >> 4 != 3) {
                    return packet;
                }
                came.add(packet);
            }
        }

        /** The next message as {@code topic payload}, with {@code !} in front where it is marked as retained; a version is behind it. */
        String told() {
            return Told.of(next()).toString();
        }

        Packet next() {
            Packet packet = came.isEmpty() ? peer.packet() : came.remove();
            int length = packet.at(0) << 8 | packet.at(1);
            if ((packet.first() & 6) != 0) {
                peer.send("40 { %02x%02x }", packet.at(length + 2), packet.at(length + 3));
            }
            return packet;
        }

        int subscribes(String filter, String properties, int options) {
            peer.send("82 { 0001 { %s } ['%s'] %02x }", properties, filter, options);
            Packet suback = answer();
            assertEquals(SUBACK, suback.first(), suback.toString());
            return suback.at(suback.body().length - 1);
        }

        int subscribes(String filter) {
            return subscribes(filter, "", 1);
        }

        void unsubscribes(String filter) {
            peer.send("a2 { 0002 00 ['%s'] }", filter);
            assertEquals(0xb0, answer().first());
        }

        int publishes(String topic, String properties, String payload) {
            peer.send("32 { ['%s'] 0009 { %s } '%s' }", topic, properties, payload);
            Packet puback = answer();
            assertEquals(PUBACK, puback.first(), puback.toString());
            return puback.body().length == 2 ? 0 : puback.at(2);
        }

        int publishes(String topic, String payload) {
            return publishes(topic, "", payload);
        }

        void alive() {
            peer.send("c0 00");
            assertEquals(0xd0, answer().first());
        }

        /** Nothing else has come. */
        void knowsAll() {
            alive();
            assertEquals(List.of(), List.copyOf(came));
        }
    }

    /** What a message says. */
    private record Told(boolean retained, String topic, String payload, List<Object> properties) {

        static Told of(Packet packet) {
            byte[] body = packet.body();
            int length = packet.at(0) << 8 | packet.at(1);
            int at = length + 2 + ((packet.first() & 6) == 0 ? 0 : 2);
            Map<Integer, List<Object>> all = packet.properties(at);
            int behind = at + 1 + packet.at(at);
            return new Told(
                    (packet.first() & 1) != 0,
                    new String(body, 2, length, StandardCharsets.UTF_8),
                    new String(body, behind, body.length - behind, StandardCharsets.UTF_8),
                    all.getOrDefault(USER_PROPERTY, List.of()));
        }

        String property(String name) {
            return properties.stream()
                    .map(Object::toString)
                    .filter(pair -> pair.startsWith(name + "="))
                    .map(pair -> pair.substring(name.length() + 1))
                    .findFirst()
                    .orElse("");
        }

        @Override
        public String toString() {
            return (retained ? "!" : "") + topic + " " + payload + " " + property("parley-state")
                    + property("parley-state-version");
        }
    }

    private static String user(String name, Object value) {
        return "26 ['%s'] ['%s'] ".formatted(name, value);
    }

    private static String version(long version) {
        return user("parley-state-version", version);
    }

    private Client back(String id, boolean there) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['~%s'] }", id);
        peer.accepted(there);
        return new Client(peer);
    }

    private Client client(String id) {
        return back(id, false);
    }

    private void changes(String id, String key, String value) throws Exception {
        SessionService sessions = service(SessionService.class);
        if (value == null) {
            get(sessions.removeState(broker.prefix() + id, key, OptionalLong.empty()));
        } else {
            get(sessions.putState(broker.prefix() + id, key, Payload.copyOf(value.getBytes()), OptionalLong.empty()));
        }
    }

    private String value(String id, String key) throws Exception {
        return get(service(SessionService.class).state(broker.prefix() + id, key))
                .map(value -> new String(value.value().toBytes()) + " " + value.version())
                .orElse("none");
    }

    @Test
    void aClientFollowsTheStateOfItsSessionAndChangesIt() throws Exception {
        Client a = client("a");
        changes("a", "x/y", "there");
        changes("a", "$own", "hidden");
        assertEquals(1, a.subscribes("$state/session/#"));
        assertEquals("!$state/session  reset", a.told());
        assertEquals("!$state/session/x/y there 1", a.told());
        assertEquals("$state/session  current", a.told());
        assertEquals(0, a.publishes("$state/session/k", "one"));
        String first = a.told();
        assertTrue(first.startsWith("$state/session/k one "), first);
        long version = Long.parseLong(first.substring(first.lastIndexOf(' ') + 1));
        assertEquals(0, a.publishes("$state/session/k", version(version), "two"));
        assertEquals("$state/session/k two " + (version + 1), a.told());
        assertEquals(0x80, a.publishes("$state/session/k", version(version), "lost"));
        assertEquals(0x80, a.publishes("$state/session/k", version(0), "lost"));
        assertEquals(0, a.publishes("$state/session/k", version(version + 1), ""));
        assertEquals("$state/session/k  removed", a.told());
        assertEquals("none", value("a", "k"));
        changes("a", "50%+#", "odd");
        String odd = a.told();
        assertTrue(odd.startsWith("$state/session/50%25%2B%23 odd "), odd);
        assertEquals(0, a.publishes("$state/session/50%25%2b%23", ""));
        assertEquals("$state/session/50%25%2B%23  removed", a.told());
        a.unsubscribes("$state/session/#");
        changes("a", "k", "not told");
        a.knowsAll();
    }

    @Test
    void oneValueIsFollowedAndThatThereIsNoneIsTold() throws Exception {
        Client a = client("a");
        assertEquals(1, a.subscribes("$state/session/k"));
        assertEquals("!$state/session/k  removed", a.told());
        changes("a", "other", "x");
        changes("a", "k", "");
        String empty = a.told();
        assertTrue(empty.matches("\\$state/session/k  \\d+"), "a value without bytes has a version: " + empty);
        assertEquals(0, a.subscribes("$state/session/other", "0b 07", 0), "at most once, instead of nothing");
        assertEquals("!$state/session/other x 1", a.told());
        assertEquals(1, a.subscribes("$state/session/new", "", 0x21), "without what there is");
        changes("a", "new", "y");
        assertTrue(a.told().startsWith("$state/session/new y "));
        a.knowsAll();
    }

    @Test
    void whoIsBackIsToldAllThereIsOrWithATokenWhatHasChanged() throws Exception {
        Client a = client("a");
        a.subscribes("$state/session/#");
        changes("a", "stays", "1");
        changes("a", "goes", "2");
        changes("a", "varies", "3");
        a.told();
        a.told();
        Told last = null;
        while (last == null || !last.topic().endsWith("varies")) {
            last = Told.of(a.next());
        }
        String token = last.property("parley-state-token");
        a.peer.close();
        changes("a", "goes", null);
        for (int i = 0; i < 20; i++) {
            changes("a", "varies", "v" + i);
        }
        a = back("a", true);
        assertEquals("!$state/session  reset", a.told());
        assertTrue(a.told().startsWith("!$state/session/stays 1 "));
        assertTrue(a.told().startsWith("!$state/session/varies v19 "));
        assertEquals("$state/session  current", a.told());
        changes("a", "varies", "after");
        assertTrue(a.told().startsWith("$state/session/varies after "));
        assertEquals(1, a.subscribes("$state/session/#", user("parley-replay", "cursor:" + token), 1));
        assertEquals("$state/session/goes  removed", a.told());
        assertTrue(a.told().startsWith("$state/session/varies after "));
        assertEquals("$state/session  current", a.told());
        assertEquals(1, a.subscribes("$state/session/#", user("parley-replay", "cursor:ff-1"), 1));
        assertEquals("!$state/session  reset", a.told(), "a token of another session");
        for (int i = 0; i < 3; i++) {
            a.told();
        }
        a.knowsAll();
    }

    @Test
    void membersFollowAndChangeWhatTheyShare() throws Exception {
        Client a = client("a");
        Client b = client("b");
        assertEquals(0x87, b.subscribes("$state/group/~team/#"));
        assertEquals(0x87, b.publishes("$state/group/~team/k", "x"));
        a.peer.send("82 { 0001 00 ['$group/~team'] 01 ['$state/group/~team/#'] 01 }");
        Packet suback = a.answer();
        assertEquals(List.of(1, 1), List.of(suback.at(3), suback.at(4)), "both at once");
        String base = "$state/group/" + broker.prefix() + "team";
        assertEquals("!" + base + "  reset", a.told());
        assertEquals(base + "  current", a.told());
        assertEquals(1, b.subscribes("$group/~team"));
        assertEquals(1, b.subscribes("$state/group/~team/k"));
        assertEquals("!" + base + "/k  removed", b.told());
        assertEquals(0, b.publishes("$state/group/~team/k", version(0), "of b"));
        assertEquals(base + "/k of b 1", a.told());
        assertEquals(base + "/k of b 1", b.told());
        assertEquals(0x80, a.publishes("$state/group/~team/k", version(0), "of a"));
        assertEquals(0, a.publishes("$state/group/~team/k", version(1), "of a"));
        assertEquals(base + "/k of a 2", b.told());
        assertEquals(base + "/k of a 2", a.told());
        b.unsubscribes("$group/~team");
        assertEquals(0, a.publishes("$state/group/~team/k", "secret"));
        assertEquals(base + "/k secret 3", a.told());
        b.knowsAll();
        assertEquals(0x87, b.publishes("$state/group/~team/k", ""));
        a.unsubscribes("$group/~team");
        a.knowsAll();
        assertEquals(0x87, a.subscribes("$state/group/forbidden/#"));
    }

    @Test
    void aRequestIsAnsweredWithTheValue() throws Exception {
        Client a = client("a");
        changes("a", "k", "it");
        String asks = user("parley-state", "get") + "08 ['$session/~a'] 09 0002 ff00";
        assertEquals(0, a.publishes("$state/session/k", asks, ""));
        Packet answer = a.next();
        assertEquals("$session/" + broker.prefix() + "a it 1", Told.of(answer).toString());
        int length = answer.at(0) << 8 | answer.at(1);
        assertEquals(
                "ff00",
                answer.properties(length + 4)
                        .get(CORRELATION_DATA)
                        .get(0)
                        .toString()
                        .replace(" ", ""));
        assertEquals(0, a.publishes("$state/session/none", asks, ""));
        assertEquals("$session/" + broker.prefix() + "a  ", a.told());
        assertEquals(0x90, a.publishes("$state/session/k", user("parley-state", "get"), ""), "answered where?");
        assertEquals(0x87, a.publishes("$state/group/~team/k", asks, ""), "no member");
        assertEquals(
                0x87,
                a.publishes("$state/session/k", user("parley-state", "get") + "08 ['forbidden']", ""),
                "where it may not publish");
        a.knowsAll();
    }

    @Test
    void aChangeExactlyOnceIsMadeOnce() throws Exception {
        Client a = client("a");
        a.peer.send("34 { ['$state/session/k'] 0009 { %s } 'one' }", version(0));
        assertEquals(0x50, a.answer().first());
        a.peer.close();
        a = back("a", true);
        a.peer.send("3c { ['$state/session/k'] 0009 { %s } 'one' }", version(0));
        Packet pubrec = a.answer();
        assertEquals(2, pubrec.body().length, pubrec.toString());
        assertEquals("one 1", value("a", "k"));
        a.peer.send("62 { 0009 }");
        assertEquals(0x70, a.answer().first());
        a.peer.send("34 { ['$state/session/k'] 0009 { %s } 'two' }", version(7));
        assertEquals(0x80, a.answer().at(2));
        assertEquals("one 1", value("a", "k"));
        a.alive();
    }

    @Test
    void changesThatFollowEachOtherNeedNotWait() throws Exception {
        Client a = client("a");
        for (int i = 0; i < 50; i++) {
            a.peer.send("32 { ['$state/session/k'] %04x { %s } '%d' }", i + 1, version(i), i);
        }
        for (int i = 0; i < 50; i++) {
            Packet puback = a.answer();
            assertEquals(i + 1, puback.at(1));
            assertEquals(2, puback.body().length, puback.toString());
        }
        assertEquals("49 50", value("a", "k"));
    }

    @Test
    void whoDoesNotReadGetsTheLastOfSeveralChanges() throws Exception {
        Client a = client("a");
        a.subscribes("$state/session/#");
        for (int i = 0; i < 500; i++) {
            changes("a", "k" + i % 3, "v" + i);
        }
        int told = 0;
        for (String next = ""; !next.contains(" v499 "); told++) {
            next = a.told();
        }
        assertTrue(told < 30, told + " messages for 500 changes of three values");
        a.alive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$state/#",
                "$state/+/#",
                "$state/session",
                "$state/session/",
                "$state/session/+",
                "$state/session/a/#",
                "$state/session/a/+/b",
                "$state/session/$own",
                "$state/session/%",
                "$state/session/%41",
                "$state/session/100%",
                "$state/group/#",
                "$state/group/+/k",
                "$state/group//k",
                "$state/group/~team",
                "$state/other/k",
                "$share/g/$state/session/#"
            })
    void whatIsNoStateIsNotFollowed(String filter) {
        Client a = client("a");
        assertEquals(0x8f, a.subscribes(filter));
        if (filter.indexOf('+') < 0 && filter.indexOf('#') < 0) {
            assertEquals(0x90, a.publishes(filter, "x"));
        }
        a.knowsAll();
    }

    @Test
    void whatIsWrongIsRefusedAndNothingElse() throws Exception {
        Client a = client("a");
        assertEquals(0x90, a.publishes("$state/session/" + "k".repeat(1_025), "x"));
        assertEquals(0x97, a.publishes("$state/session/k", "x".repeat(1_025)));
        assertEquals(0x83, a.publishes("$state/session/k", user("parley-state-version", "-1"), "x"));
        assertEquals(0x83, a.publishes("$state/session/k", user("parley-state-version", "one"), "x"));
        assertEquals(0x90, a.publishes("$state/session/k", user("parley-state", "put"), "x"));
        assertEquals(0x83, a.publishes("t", "08 ['$state/session/k']", "whoever answers would change its state"));
        String part = user("parley-transaction", "t")
                + user("parley-transaction-begin", "30000")
                + user("parley-transaction-end", "commit");
        assertEquals(0x83, a.publishes("$state/session/k", part, "x"));
        assertEquals(0x8f, a.subscribes("$state/session/#", "", 5), "no local");
        assertEquals(0x8f, a.subscribes("$state/session/#", user("parley-filter", "a = 1"), 1));
        assertEquals(0x8f, a.subscribes("$state/session/#", user("parley-replay", "2026-01-31T08:00:00Z"), 1));
        assertEquals("none", value("a", "k"));
        for (int i = 0; i < 40; i++) {
            assertEquals(0, a.publishes("$state/session/k" + i, "x"));
        }
        assertEquals(0x97, a.publishes("$state/session/k40", "x"), "one too many");
        a.peer.send("30 { ['$state/session/k1'] { %s } 'of another version' }", version(9));
        a.knowsAll();
        assertEquals("x 2", value("a", "k1"));
        Peer wills = broker.open(Dialect.V5);
        wills.send("10 { ['MQTT'] 05 04 0000 00 ['~b'] 00 ['$state/session/k'] ['x'] }");
        wills.refused(0, 0x90);
    }

    @Test
    void aClientFollowsSoManyAndNoMore() throws Exception {
        Client a = client("a");
        for (int i = 0; i < 16; i++) {
            assertEquals(1, a.subscribes("$state/session/k" + i, "", 0x21));
        }
        assertEquals(0x97, a.subscribes("$state/session/k16"));
        assertEquals(1, a.subscribes("$state/session/k3", "", 0x21), "one that is there");
        a.unsubscribes("$state/session/k3");
        assertEquals(1, a.subscribes("$state/session/k16", "", 0x21));
        a.peer.close();
        a = back("a", true);
        changes("a", "k16", "x");
        String told = "";
        while (!told.startsWith("$state/session/k16 x")) {
            told = a.told().replace("!", "");
        }
        a.alive();
    }

    @Test
    void whoUnsubscribesRightBehindFollowsNoMore() throws Exception {
        Client a = client("a");
        a.peer.send("82 { 0001 00 ['$state/session/#'] 01 } a2 { 0002 00 ['$state/session/#'] }");
        assertEquals(SUBACK, a.answer().first());
        Packet unsuback = a.answer();
        assertEquals(0, unsuback.at(3), unsuback.toString());
        a.came.clear();
        changes("a", "k", "x");
        a.knowsAll();
        a.peer.close();
        back("a", true).knowsAll();
    }

    @Test
    void clientsOf311FollowAndChangeWithoutVersions() throws Exception {
        Peer peer = broker.open(Dialect.V311);
        peer.send("10 { ['MQTT'] 04 02 0000 ['~a'] }");
        peer.accepted(false);
        peer.send("82 { 0001 ['$state/session/k'] 01 }");
        peer.seesAll("33 { ['$state/session/k'] ## }", "90 { 0001 01 }");
        peer.send("32 { ['$state/session/k'] 0009 'x' }");
        peer.seesAll("32 { ['$state/session/k'] ## 'x' }", "40 { 0009 }");
        assertEquals("x 1", value("a", "k"));
        peer.alive();
    }
}
