package io.parley.itest.mqtt.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import io.parley.spi.router.Surroundings;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.ServiceRegistration;

/** Routes that lead nowhere, and routers that do not do their work: whoever sends there is told, and nobody else notices. */
@ExtendWith(Shared.class)
@Timeout(120)
final class RoutesTest {

    private static final int INVALID = 0x90;
    private static final int UNAVAILABLE = 0x83;
    private static final int REASON = 0x1f;

    private final Broker broker;
    private final String prefix;
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final ServiceRegistration<Router> router;

    /** Does what its only rule says, or sends to the addresses that are its rules. */
    private final class Odd implements Router {

        @Override
        public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
            return switch (rules.get(0)) {
                case "throws" -> throw new IllegalStateException("broken");
                case "says" -> throw new PluginException("not this one");
                case "nothing" -> null;
                case "none" -> List.of();
                case "hangs" -> hang();
                case "loops" -> List.of(message.address());
                default -> rules.stream().map(Address::parse).toList();
            };
        }

        private List<Address> hang() throws PluginException {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                throw new PluginException("interrupted", e);
            }
            return List.of();
        }

        @Override
        public void check(List<String> rules) {
            // All are good.
        }

        @Override
        public Set<Address> targets(List<String> rules) {
            return rules.stream()
                    .filter(rule -> rule.contains(":"))
                    .map(Address::parse)
                    .collect(Collectors.toSet());
        }
    }

    RoutesTest(Broker broker) {
        this.broker = broker;
        prefix = broker.prefix();
        router = broker.server()
                .context()
                .registerService(Router.class, new Odd(), new Hashtable<>(Map.of("router.name", prefix)));
    }

    @AfterEach
    void close() {
        hanging.countDown();
        router.unregister();
        broker.close();
    }

    private Peer connected(String name) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 02 0000 P ['~%s'] }", name);
        peer.accepted(false);
        return peer;
    }

    private void route(String name, String rule) {
        broker.server().configure("io.parley.route~" + prefix + name, Map.of("router", prefix, "rules", rule));
    }

    private static void publish(Peer peer, int id, String route) {
        peer.send("32 { ['$route/~%s'] %04x P 'm' }", route, id);
    }

    private static String answer(Peer peer, int id, int code) {
        Packet packet = peer.packet();
        assertEquals(
                "40 %04x %02x".formatted(id, code),
                "%02x %02x%02x %02x".formatted(packet.first(), packet.at(0), packet.at(1), packet.at(2)));
        return packet.properties(3).get(REASON).get(0).toString();
    }

    private static String refused(Peer peer, String route, int code) {
        publish(peer, 1, route);
        return answer(peer, 1, code);
    }

    /** Configurations take effect in their order, a little later. */
    private void untilConfigured() {
        route("last", "topic:" + prefix + "t");
        Peer peer = connected("configures");
        Packet answered;
        do {
            publish(peer, 1, "last");
            answered = peer.packet();
        } while (answered.body().length > 2 && answered.at(2) == INVALID);
        peer.close();
    }

    /** Somebody else's messages, by a route of the same router and by none. */
    private void othersGoOn() {
        Peer other = connected("other");
        other.send("82 { 0001 P ['~t'] 01 }");
        other.sees("90 { 0001 P 01 }");
        publish(other, 2, "last");
        other.seesAll("40 { 0002 }", "32 { ['~t'] 0001 P 'm' }");
        other.send("32 { ['~t'] 0003 P 'n' }");
        other.seesAll("40 { 0003 }", "32 { ['~t'] 0002 P 'n' }");
        other.send("40 { 0001 } 40 { 0002 } e0 00");
        other.end();
    }

    @Test
    void aLoopThatIsConfiguredIsNoRoute() {
        route("a", "route:" + prefix + "b");
        route("b", "route:" + prefix + "a");
        untilConfigured();
        Peer client = connected("client");
        String why = "There is no route named '" + prefix + "b'";
        assertEquals(why, refused(client, "b", INVALID));
        assertEquals(why, refused(client, "a", INVALID));
        othersGoOn();
        client.alive();
    }

    @Test
    void aLoopThatARouterMakesIsRefusedForThatMessage() {
        route("loop", "loops");
        untilConfigured();
        Peer client = connected("client");
        assertEquals(
                "The message would go round and round: route:%1$sloop -> route:%1$sloop".formatted(prefix),
                refused(client, "loop", INVALID));
        othersGoOn();
        client.alive();
    }

    @Test
    void aRouterThatThrowsOrReturnsNothingRefusesThatMessage() {
        List.of("throws", "says", "nothing", "none").forEach(rule -> route(rule, rule));
        untilConfigured();
        Peer client = connected("client");
        // What is wrong inside is for the log.
        assertEquals("not able to do that just now", refused(client, "throws", UNAVAILABLE));
        assertEquals("not able to do that just now", refused(client, "nothing", UNAVAILABLE));
        assertEquals("not this one", refused(client, "says", INVALID));
        assertEquals(
                "The rules of route:" + prefix + "none give this message no target", refused(client, "none", INVALID));
        othersGoOn();
        client.alive();
    }

    /** What is sent behind it waits for its answer, as answers have an order; other clients wait for nothing. */
    @Test
    void aRouterThatHangsRefusesInTheEnd() {
        route("stuck", "hangs");
        untilConfigured();
        Peer client = connected("client");
        publish(client, 1, "stuck");
        client.send("32 { ['~nobody'] 0002 P 'behind' }");
        client.alive();
        othersGoOn();
        assertEquals("not able to do that just now", answer(client, 1, UNAVAILABLE));
        client.sees("40 { 0002 10 }");
        client.alive();
    }
}
