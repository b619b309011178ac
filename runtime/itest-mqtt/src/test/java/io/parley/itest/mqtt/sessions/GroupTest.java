package io.parley.itest.mqtt.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.GroupService;
import io.parley.api.session.Session;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;

/** Sessions that talk to each other: in groups, and by request and reply. */
@Timeout(60)
final class GroupTest {

    private static final int SUBACK = 0x90;
    private static final int PUBACK = 0x40;
    private static final int PUBLISH_1 = 0x32;
    private static final int MESSAGE_EXPIRY = 0x02;
    private static final int RESPONSE_TOPIC = 0x08;
    private static final int CORRELATION_DATA = 0x09;

    private static Server server;

    private Broker broker;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(Map.of("io.parley.event", Map.of("groups.max", "2", "group.members.max", "2")));
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

    private Peer connecting(String id) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['~%s'] }", id);
        return peer;
    }

    private Peer client(String id) {
        Peer peer = connecting(id);
        peer.accepted(false);
        return peer;
    }

    private static void leaves(Peer peer) {
        peer.send("e0 00");
        peer.end();
    }

    /** Subscribes at QoS 1, and is told that code. */
    private static void subscribes(Peer peer, String filter, int code) {
        peer.send("82 { 0001 00 ['%s'] 01 }", filter);
        Packet suback = peer.packet();
        assertEquals(SUBACK, suback.first());
        assertEquals(code, suback.at(suback.body().length - 1));
    }

    private static void publishes(Peer peer, String topic, String properties, String payload, int code) {
        peer.send("32 { ['%s'] 0009 { %s } '%s' }", topic, properties, payload);
        Packet puback = peer.packet();
        assertEquals(PUBACK, puback.first());
        assertEquals(code, puback.body().length == 2 ? 0 : puback.at(2));
    }

    private static void gets(Peer peer, String topic, String payload) {
        int id = peer.sees("32 { ['%s'] ## 00 '%s' }", topic, payload);
        peer.send("40 { %04x }", id);
    }

    /** A message that came, with its properties. */
    private record Came(String topic, Map<Integer, List<Object>> properties, String payload) {

        static Came at(Peer peer) {
            Packet packet = peer.packet();
            assertEquals(PUBLISH_1, packet.first(), packet.toString());
            byte[] body = packet.body();
            int length = packet.at(0) << 8 | packet.at(1);
            peer.send("40 { %02x%02x }", packet.at(length + 2), packet.at(length + 3));
            int behind = length + 5 + packet.at(length + 4);
            return new Came(
                    new String(body, 2, length, StandardCharsets.UTF_8),
                    packet.properties(length + 4),
                    new String(body, behind, body.length - behind, StandardCharsets.UTF_8));
        }

        String one(int property) {
            return properties.get(property).get(0).toString();
        }
    }

    private List<String> members(String group) {
        return service(GroupService.class).members(broker.prefix() + group, Optional.empty(), 10).stream()
                .map(Session::id)
                .map(id -> id.substring(broker.prefix().length()))
                .toList();
    }

    @Test
    void whoSubscribesToAGroupIsAMemberAndIsReachedAlsoWhenAway() throws Exception {
        Peer sender = client("sender");
        Peer here = client("here");
        subscribes(here, "$group/~team/a", 1);
        Peer away = client("away");
        subscribes(away, "$group/~team/a", 1);
        assertEquals(List.of("away", "here"), members("team/a"));
        leaves(away);
        publishes(sender, "$group/~team/a", "", "to all of you", 0);
        service(MessageService.class)
                .send(Message.to(Address.group(broker.prefix() + "team/a"))
                        .payload("from inside")
                        .build())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        away = connecting("away");
        away.accepted(true);
        for (Peer member : List.of(here, away)) {
            gets(member, "$group/~team/a", "to all of you");
            gets(member, "$group/~team/a", "from inside");
        }
        here.send("a2 { 0002 00 ['$group/~team/a'] }").sees("b0 { 0002 00 00 }");
        publishes(sender, "$group/~team/a", "", "to one", 0);
        gets(away, "$group/~team/a", "to one");
        for (Peer peer : List.of(here, away, sender)) {
            peer.alive();
        }
        away.send("a2 { 0002 00 ['$group/~team/a'] }").sees("b0 { 0002 00 00 }");
        publishes(sender, "$group/~team/a", "", "to nobody", 0x90);
    }

    @Test
    void whoMayNotJoinOrSendIsTold() {
        Peer peer = client("a");
        subscribes(peer, "$group/forbidden", 0x87);
        publishes(peer, "$group/forbidden", "", "x", 0x87);
        subscribes(peer, "$group/+", 0x8f);
        peer.alive();
        assertEquals(List.of(), members("forbidden"));
    }

    @Test
    void whatIsOneTooManyIsRefusedForThatOneAlone() {
        Peer first = client("a");
        subscribes(first, "$group/~g", 1);
        subscribes(first, "$group/~h", 1);
        subscribes(first, "$group/~i", 0x97);
        subscribes(client("b"), "$group/~g", 1);
        subscribes(client("c"), "$group/~g", 0x97);
        subscribes(first, "$group/~g", 1);
        first.alive();
        assertEquals(List.of("a", "b"), members("g"));
    }

    /** Sets a value of a group's state by a transaction of its own. */
    private static void sets(Peer peer, String group, String value, int version, int code) {
        publishes(
                peer,
                "$transaction",
                "26 ['parley-transaction'] ['t'] 26 ['parley-transaction-begin'] ['30000'] 26 ['parley-transaction-end']"
                        + " ['commit'] 26 ['parley-transaction-group'] ['%s'] 26 ['parley-transaction-state'] ['k'] 26"
                                .formatted(group)
                        + " ['parley-transaction-state-version'] ['%d']".formatted(version),
                value,
                code);
    }

    private String shared(String group) throws Exception {
        return service(GroupService.class)
                .state(broker.prefix() + group, "k")
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .map(value -> value.version() + " " + new String(value.value().toBytes(), StandardCharsets.UTF_8))
                .orElse("none");
    }

    @Test
    void membersChangeWhatTheyShare() throws Exception {
        Peer a = client("a");
        subscribes(a, "$group/~team", 1);
        Peer b = client("b");
        sets(b, "~team", "x", 0, 0x87);
        subscribes(b, "$group/~team", 1);
        assertEquals("none", shared("team"));
        sets(a, "~team", "one", 0, 0);
        sets(b, "~team", "other", 0, 0x80);
        sets(b, "~team", "two", 1, 0);
        assertEquals("2 two", shared("team"));
        sets(b, "forbidden", "x", 0, 0x87);
        for (Peer peer : List.of(a, b)) {
            peer.alive();
            peer.send("a2 { 0002 00 ['$group/~team'] }").sees("b0 { 0002 00 00 }");
        }
        subscribes(a, "$group/~team", 1);
        while (!shared("team").equals("none")) {
            // Joined again before the state was given up.
            a.send("a2 { 0002 00 ['$group/~team'] }").sees("b0 { 0002 00 00 }");
            subscribes(a, "$group/~team", 1);
        }
    }

    private void told(Peer watcher, String session, String change) {
        Came came = Came.at(watcher);
        String prefix = broker.prefix();
        assertEquals("$parley/groups/" + prefix + "team", came.topic());
        assertEquals(
                "{\"group\":\"%steam\",\"session\":\"%s%s\",\"change\":\"%s\"}"
                        .formatted(prefix, prefix, session, change),
                came.payload());
    }

    @Test
    void presenceIsToldOnTheGroupsTopic() {
        Peer watcher = client("watcher");
        subscribes(watcher, "$parley/groups/~team", 1);
        Peer a = client("a");
        subscribes(a, "$group/~team", 1);
        told(watcher, "a", "joined");
        leaves(a);
        told(watcher, "a", "detached");
        a = connecting("a");
        a.accepted(true);
        told(watcher, "a", "attached");
        Peer b = client("b");
        subscribes(b, "$group/~team", 1);
        told(watcher, "b", "joined");
        b.send("a2 { 0002 00 ['$group/~team'] }").sees("b0 { 0002 00 00 }");
        told(watcher, "b", "left");
        a.send("e0 { 00 05 11 00000000 }");
        a.end();
        told(watcher, "a", "ended");
        watcher.alive();
    }

    private CompletableFuture<Message> asking(String id, Duration deadline) {
        return service(MessageService.class)
                .request(
                        Message.to(Address.session(broker.prefix() + id))
                                .payload("how are you?")
                                .build(),
                        deadline)
                .toCompletableFuture();
    }

    @Test
    void aClientAnswersARequestFromThisProcess() throws Exception {
        Peer a = client("a");
        CompletableFuture<Message> asked = asking("a", Duration.ofMinutes(1));
        Came request = Came.at(a);
        assertEquals("how are you?", request.payload());
        assertTrue(Long.parseLong(request.one(MESSAGE_EXPIRY)) <= 60, "the deadline");
        publishes(a, request.one(RESPONSE_TOPIC), "09 0002 ffff", "to another question", 0x10);
        String correlation = request.one(CORRELATION_DATA).replace(" ", "");
        publishes(
                a,
                request.one(RESPONSE_TOPIC),
                "09 %04x %s".formatted(correlation.length() / 2, correlation),
                "fine",
                0);
        assertEquals(
                "fine", new String(asked.get(10, TimeUnit.SECONDS).payload().toBytes()));
    }

    @Test
    void aClientThatDoesNotAnswerInTimeAndOneThatIsNotThereAreToldApart() {
        Peer a = client("a");
        ExecutionException late = assertThrows(
                ExecutionException.class,
                () -> asking("a", Duration.ofMillis(100)).get(10, TimeUnit.SECONDS));
        assertInstanceOf(TimeoutException.class, late.getCause());
        ExecutionException unknown = assertThrows(
                ExecutionException.class,
                () -> asking("b", Duration.ofMinutes(1)).get(10, TimeUnit.SECONDS));
        assertEquals(
                Reason.NOT_FOUND,
                assertInstanceOf(RefusedException.class, unknown.getCause()).reason());
        a.close();
    }

    @Test
    void aClientAsksAnotherOneAndGetsTheReplyInItsSession() {
        Peer a = client("a");
        Peer b = client("b");
        publishes(a, "$session/~b", "02 0000003c 08 ['$session/~a'] 09 ['17']", "question", 0);
        Came question = Came.at(b);
        assertEquals("question", question.payload());
        assertEquals("$session/" + broker.prefix() + "a", question.one(RESPONSE_TOPIC));
        leaves(a);
        publishes(b, question.one(RESPONSE_TOPIC), "09 ['17']", "answer", 0);
        a = connecting("a");
        a.accepted(true);
        Came answer = Came.at(a);
        assertEquals("answer", answer.payload());
        assertEquals(question.one(CORRELATION_DATA), answer.one(CORRELATION_DATA));
        publishes(b, "$session/~nobody", "08 ['$session/~b'] 09 ['18']", "question", 0x90);
    }
}
