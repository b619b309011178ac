package io.parley.protocol.internal;

import static io.parley.protocol.internal.GatewayHost.get;
import static io.parley.protocol.internal.GatewayHost.publication;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.task.ClientTraffic;
import io.parley.api.task.Distribution;
import io.parley.api.task.Volume;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is kept of single clients, and of how many. */
@Timeout(30)
class ClientsTest {

    private final AtomicInteger most = new AtomicInteger(2);
    private final AtomicLong seconds = new AtomicLong(100);
    private final Clients clients =
            new Clients(most::get, () -> seconds.get() * 1_000, () -> seconds.get() * 1_000_000_000L);

    private List<String> kept() {
        return clients.all().stream().map(ClientTraffic::session).sorted().toList();
    }

    @Test
    void countsOverAllConnectionsOfASession() {
        Client client = clients.connected("a", "anna");
        client.sent(10);
        client.sent(5);
        client.got(3, 300);
        client.waited(3);
        seconds.addAndGet(7);
        clients.left(client, false);
        seconds.addAndGet(50);
        assertEquals(client, clients.connected("a", "anna"));
        client.sent(1);
        seconds.addAndGet(2);
        ClientTraffic traffic = clients.find("a").orElseThrow();
        assertEquals(new Volume(3, 16, 3, 300), traffic.volume());
        assertEquals(Duration.ofSeconds(9), traffic.connectedFor());
        assertEquals(2, traffic.connections());
        assertTrue(traffic.connected());
        assertEquals("anna", traffic.principal());
        assertEquals(Instant.ofEpochSecond(100), traffic.since());
        assertEquals(Duration.ofMillis(4), traffic.delivery().median());
    }

    /** The new connection is there before the old one has gone. */
    @Test
    void aTakeoverIsOneTimeOfBeingConnected() {
        Client client = clients.connected("a", "anna");
        seconds.addAndGet(1);
        clients.connected("a", "anna");
        seconds.addAndGet(1);
        clients.left(client, true);
        ClientTraffic traffic = clients.find("a").orElseThrow();
        assertTrue(traffic.connected());
        assertEquals(Duration.ofSeconds(2), traffic.connectedFor());
    }

    @Test
    void whoLeftFirstGivesWayAndWhoIsConnectedDoesNot() {
        Client a = clients.connected("a", "p");
        Client b = clients.connected("b", "p");
        assertNull(clients.connected("c", "p"), "two are connected");
        clients.left(b, false);
        clients.left(a, false);
        clients.connected("c", "p");
        assertEquals(List.of("a", "c"), kept());
        clients.connected("a", "p");
        assertNull(clients.connected("d", "p"));
        most.set(3);
        clients.connected("d", "p");
        assertEquals(List.of("a", "c", "d"), kept());
        most.set(0);
        clients.left(a, false);
        assertEquals(List.of("c", "d"), kept());
    }

    @Test
    void whatHasEndedIsForgotten() {
        Client a = clients.connected("a", "p");
        clients.forget("a");
        assertEquals(Optional.empty(), clients.find("a"));
        Client next = clients.connected("a", "p");
        clients.left(a, false);
        assertTrue(clients.find("a").orElseThrow().connected(), "that was another one");
        clients.left(next, true);
        assertEquals(0, clients.size());
    }

    @Test
    void timesAreCountedInClasses() {
        Delays delays = new Delays();
        assertEquals(Distribution.NONE, delays.all());
        for (int i = 0; i < 98; i++) {
            delays.add(i < 60 ? 0 : 2);
        }
        delays.add(17);
        delays.add(1_000_000);
        Distribution all = delays.all();
        assertEquals(100, all.count());
        assertEquals(Duration.ofMillis(1), all.median());
        assertEquals(Duration.ofMillis(2), all.p90());
        assertEquals(Duration.ofMillis(32), all.p99());
        assertEquals(Duration.ofMillis(32_768), all.longest());
    }

    @Test
    void theGatewayCountsWhatItsClientsDo() {
        try (GatewayHost host = new GatewayHost()) {
            GatewaySession session = host.session(null, 10);
            ClientTraffic before = host.clients.find(session.id()).orElseThrow();
            assertTrue(before.connected());
            get(session.publish(publication("t", AT_LEAST_ONCE, 0)));
            Message message = Message.to(Address.topic("t")).payload("four").build();
            host.inbox.deliver(List.of(new Outbound.Deliver(message, 0, AT_LEAST_ONCE, false, false)));
            host.runLane();
            Volume volume = host.clients.find(session.id()).orElseThrow().volume();
            assertEquals(1, volume.messagesIn());
            assertEquals(1, volume.messagesOut());
            assertEquals(4, volume.bytesOut());
            assertEquals(volume, host.traffic.volume(), "it is the only one");
            get(session.leave(true));
            assertFalse(host.clients
                    .find(session.id())
                    .map(ClientTraffic::connected)
                    .orElse(false));
        }
    }
}
