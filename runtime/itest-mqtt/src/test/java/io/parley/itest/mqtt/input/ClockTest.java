package io.parley.itest.mqtt.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.server.TimeOfDay;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The server's clock is set while clients are connected. */
@ExtendWith(Shared.class)
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(90)
final class ClockTest {

    private static final TimeOfDay CLOCK = new TimeOfDay();
    private static final Duration BACK = Duration.ofHours(-1);
    private static final Duration FORWARD = Duration.ofDays(1);
    private static final int EXPIRY = 0x02;
    private static final int REASON = 0x1f;
    private static final int KEEP_ALIVE = 60;

    private static Server server;

    private Broker broker;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(Map.of(), CLOCK);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void begin() {
        broker = Broker.at(server, CLOCK);
    }

    @AfterEach
    void end() {
        CLOCK.set(Duration.ZERO);
        broker.close();
    }

    /** @param expiry of the session, in seconds */
    private Peer connected(String name, int expiry, boolean present) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 00 %04x 05 11 %08x ['~%s'] }", KEEP_ALIVE, expiry, name);
        peer.accepted(present);
        return peer;
    }

    private static void subscribe(Peer peer, String filter) {
        peer.send("82 { 0001 P ['%s'] 01 }", filter);
        peer.sees("90 { 0001 P 01 }");
    }

    private static void publish(Peer peer, String topic, String payload) {
        peer.send("32 { ['%s'] 0009 P '%s' }", topic, payload);
        peer.sees("40 { 0009 }");
    }

    private static void part(Peer peer, int id, String topic, String property, String value) {
        peer.send(
                "32 { ['%s'] %04x { 26 ['parley-transaction'] ['t'] 26 ['parley-transaction-%s'] ['%s'] } 'part' }",
                topic, id, property, value);
    }

    private static int gets(Peer peer, String topic, String payload) {
        return peer.sees("32 { ['%s'] ## P '%s' }", topic, payload);
    }

    /** An hour has passed before, and passes again: what waits goes on, and everybody stays. */
    @Test
    void backAnHourNothingIsLostAndNobodyHasToGo() {
        Peer reader = connected("reader", 3_600, false);
        subscribe(reader, "~t");
        Peer worker = connected("worker", 3_600, false);
        subscribe(worker, "$queue/~jobs");
        Peer away = connected("away", 3_600, false);
        subscribe(away, "~t");
        away.close();
        Peer client = connected("client", 3_600, false);
        publish(client, "$queue/~jobs", "job");
        int job = gets(worker, "$queue/~jobs", "job");
        publish(client, "~t", "before");
        int before = gets(reader, "~t", "before");
        part(client, 1, "~t", "begin", "60000");
        client.alive();

        CLOCK.set(BACK);
        part(client, 2, "~t", "end", "commit");
        client.sees("40 { 0001 } 40 { 0002 }");
        publish(client, "~t", "after");
        publish(client, "$queue/~jobs", "another");
        reader.send("40 { %04x }", before);
        for (String payload : List.of("part", "part", "after")) {
            reader.send("40 { %04x }", gets(reader, "~t", payload));
        }
        reader.alive();
        worker.send("40 { %04x }", job);
        worker.send("40 { %04x }", gets(worker, "$queue/~jobs", "another"));
        worker.alive();
        Peer back = connected("away", 3_600, true);
        for (String payload : List.of("before", "part", "part", "after")) {
            back.send("40 { %04x }", gets(back, "~t", payload));
        }
        back.alive();
        client.alive();
    }

    /** Messages and transactions that were to last for less are over; what was to last for longer is there, and so are all sessions. */
    @Test
    void forwardADayMessagesThatHadTheirTimeAreOverAndAllElseIsThere() {
        Peer reader = connected("reader", 3_600, false);
        subscribe(reader, "~t");
        Peer brief = connected("brief", 3_600, false);
        subscribe(brief, "~t");
        brief.close();
        Peer lasting = connected("lasting", 7 * 86_400, false);
        subscribe(lasting, "~t");
        lasting.close();
        Peer client = connected("client", 3_600, false);
        client.send("32 { ['~t'] 0001 05 %02x 00000e10 'an hour' }", EXPIRY);
        client.sees("40 { 0001 }");
        Packet hour = reader.packet();
        assertEquals(0x32, hour.first());
        client.send("32 { ['$queue/~jobs'] 0001 05 %02x 00000e10 'an hour' }", EXPIRY);
        client.sees("40 { 0001 }");
        client.send("32 { ['$queue/~jobs'] 0001 05 %02x 000f4240 'eleven days' }", EXPIRY);
        client.sees("40 { 0001 }");
        publish(client, "~t", "for ever");
        part(client, 1, "~t", "begin", "60000");
        client.alive();

        CLOCK.set(FORWARD);
        part(client, 2, "~t", "end", "commit");
        for (int id = 1; id <= 2; id++) {
            Packet refused = client.packet();
            assertEquals(0x83, refused.at(2));
            String why = refused.properties(3).get(REASON).get(0).toString();
            assertTrue(why.contains("time of PT1M is over"), why);
        }
        reader.send("40 { 0001 } 40 { %04x }", gets(reader, "~t", "for ever"));
        publish(client, "~t", "after");
        reader.send("40 { %04x }", gets(reader, "~t", "after"));
        reader.alive();
        for (String name : List.of("lasting", "brief")) {
            Peer back = connected(name, 7 * 86_400, true);
            for (String payload : List.of("for ever", "after")) {
                back.send("40 { %04x }", gets(back, "~t", payload));
            }
            back.alive();
        }
        Peer worker = connected("worker", 3_600, false);
        subscribe(worker, "$queue/~jobs");
        Packet job = worker.packet();
        String left = job.properties("$queue/".length() + broker.prefix().length() + "jobs".length() + 4)
                .get(EXPIRY)
                .get(0)
                .toString();
        assertTrue(Integer.parseInt(left) <= 1_000_000 - 86_400, left);
        worker.alive();
    }
}
