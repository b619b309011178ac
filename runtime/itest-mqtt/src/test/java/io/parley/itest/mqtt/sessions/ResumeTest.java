package io.parley.itest.mqtt.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.session.Capabilities;
import io.parley.api.session.SessionService;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;

/** Clients that go on with one session and no other, since they know its token. */
@Timeout(60)
@ExtendWith(Shared.class)
final class ResumeTest {

    private static final int CONNACK = 0x20;
    private static final int USER_PROPERTY = 0x26;
    private static final String NAME = "parley-resume=";

    private static Peer connecting(Broker broker, String flags, String expiry, String token) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 %s 0000 { 11 %s 26 ['parley-resume'] ['%s'] } ['~a'] }", flags, expiry, token);
        return peer;
    }

    private static String token(Map<Integer, List<Object>> connack) {
        return connack.getOrDefault(USER_PROPERTY, List.of()).stream()
                .map(Object::toString)
                .filter(property -> property.startsWith(NAME))
                .map(property -> property.substring(NAME.length()))
                .findFirst()
                .orElse("");
    }

    private static void refused(Peer peer, int code, String why) {
        Packet connack = peer.packet();
        assertEquals(List.of(CONNACK, 0, code), List.of(connack.first(), connack.at(0), connack.at(1)));
        String told = connack.properties(2).get(0x1f).get(0).toString();
        assertTrue(told.contains(why), told);
        peer.end();
    }

    private static void leaves(Peer peer) {
        peer.send("e0 00");
        peer.end();
    }

    @Test
    void whoShowsTheTokenGoesOnWithThatSession(Broker broker) {
        Peer first = connecting(broker, "00", "ffffffff", "");
        String token = token(first.accepted(false));
        assertNotEquals("", token);
        leaves(first);
        Peer second = connecting(broker, "00", "ffffffff", token);
        assertEquals(token, token(second.accepted(true)), "it is the same session");
        second.alive();
    }

    /** What the client that is connected has agreed on. */
    private static Optional<Capabilities.Agreement> agreed(Broker broker, String id) throws Exception {
        BundleContext context = broker.server().context();
        return context.getService(context.getServiceReference(SessionService.class))
                .agreement(broker.prefix() + id)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** Whether its session is new or goes on. */
    @Test
    void whatAClientAndParleyAgreeOnIsSeenInTheSessionAndExchangedAnewEachTime(Broker broker) throws Exception {
        for (int round = 1; round <= 2; round++) {
            Peer peer = broker.open(Dialect.V5);
            peer.send(
                    "10 { ['MQTT'] 05 00 0000 { 11 ffffffff 21 %04x 27 00001388 26 ['parley-features']"
                            + " ['transactions,telepathy'] } ['~agrees'] }",
                    round);
            List<Object> told = peer.accepted(round > 1).getOrDefault(USER_PROPERTY, List.of());
            assertEquals("[parley-features=transactions]", told.toString());
            Capabilities.Agreement agreed = agreed(broker, "agrees").orElseThrow();
            assertEquals(round, agreed.creditOut());
            assertEquals(5_000, agreed.largestOut());
            assertEquals(Set.of("transactions"), agreed.features());
            leaves(peer);
        }
    }

    @Test
    void whoDoesNotAskGetsNoTokenNorOneForASessionThatEndsWithItsConnection(Broker broker) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['~b'] }");
        assertEquals("", token(peer.accepted(false)));
        assertEquals("", token(connecting(broker, "00", "00000000", "").accepted(false)));
    }

    @Test
    void theTokenOfAnEarlierSessionOfThatIdIsRefusedAndTheNewOneStays(Broker broker) {
        Peer first = connecting(broker, "00", "ffffffff", "");
        String old = token(first.accepted(false));
        leaves(first);
        Peer second = connecting(broker, "02", "ffffffff", "");
        second.accepted(false);
        refused(connecting(broker, "00", "ffffffff", old), 0x85, "is not there any more");
        second.alive();
        leaves(second);
        Peer third = broker.open(Dialect.V5);
        third.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['~a'] }");
        third.accepted(true);
    }

    @Test
    void theTokenOfAnExpiredSessionIsRefusedAndMakesNone(Broker broker) {
        Peer first = connecting(broker, "00", "00000001", "");
        String token = token(first.accepted(false));
        leaves(first);
        BundleContext context = broker.server().context();
        SessionService sessions = context.getService(context.getServiceReference(SessionService.class));
        while (sessions.find(broker.prefix() + "a").isPresent()) {
            Thread.onSpinWait();
        }
        refused(connecting(broker, "00", "ffffffff", token), 0x85, "is not there any more");
        assertEquals(Optional.empty(), sessions.find(broker.prefix() + "a"));
    }

    @Test
    void whoHasGotMoreThanTheServerEverHadIsRefused(Broker broker) throws Exception {
        Peer first = connecting(broker, "00", "ffffffff", "");
        String token = token(first.accepted(false));
        leaves(first);
        String named = token.substring(0, token.lastIndexOf('.') + 1);
        refused(connecting(broker, "00", "ffffffff", named + "1"), 0x85, "ahead of the server");
        BundleContext context = broker.server().context();
        MessageService messages = context.getService(context.getServiceReference(MessageService.class));
        messages.send(Message.to(Address.session(broker.prefix() + "a"))
                        .payload("one")
                        .build())
                .toCompletableFuture()
                .get();
        refused(connecting(broker, "00", "ffffffff", named + "2"), 0x85, "ahead of the server");
        Peer second = connecting(broker, "00", "ffffffff", named + "1");
        assertEquals(named + "1", token(second.accepted(true)));
        assertEquals(0x30, second.packet().first() & 0xf0, "the message is still there");
    }

    @Test
    void whatIsNoTokenIsRefused(Broker broker) {
        leavesAfterwards(broker);
        for (String text :
                List.of("nonsense", "1.", "1.!", "2.abc", "1.zzzzzzzzzzzzzzzzzzzzzzzz", "1.abc.", "1.abc.x")) {
            refused(connecting(broker, "00", "ffffffff", text), 0x85, "no resume token");
        }
        refused(connecting(broker, "02", "ffffffff", "1.abc"), 0x85, "begins anew");
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['~a'] }");
        peer.accepted(true);
    }

    private static void leavesAfterwards(Broker broker) {
        Peer peer = connecting(broker, "00", "ffffffff", "");
        peer.accepted(false);
        leaves(peer);
    }

    @Test
    void ofTwoAtOnceTheNewestHasTheSession(Broker broker) {
        Peer first = connecting(broker, "00", "ffffffff", "");
        String token = token(first.accepted(false));
        leaves(first);
        List<Peer> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(connecting(broker, "00", "ffffffff", token));
        }
        int kept = 0;
        for (Peer peer : both) {
            peer.accepted(true);
        }
        for (Peer peer : both) {
            peer.send("c0 00");
            Packet next = peer.packet();
            if (next.first() == 0xd0) {
                kept++;
            } else {
                assertEquals(List.of(0xe0, 0x8e), List.of(next.first(), next.at(0)), "taken over");
            }
        }
        assertEquals(1, kept);
    }
}
