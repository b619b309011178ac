package io.parley.itest.mqtt.cuts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.parley.api.session.SessionService;
import io.parley.itest.mqtt.server.GatewaySabotage;
import io.parley.itest.mqtt.server.Sabotage;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.server.Sockets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.BundleContext;

/**
 * Connections are cut at random bytes, in either direction, while messages of QoS 1 and 2 go both ways and sessions' states are changed from both
 * sides: both end with the same messages and the same state, nothing lost and nothing twice. {@code -Dparley.cuts} says how many
 * cuts there are, {@code -Dparley.cuts.seed} has those of one seed again.
 */
final class CutsTest {

    private static Server server;
    private static Sockets sockets;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start();
        sockets = new Sockets(server);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Scene scene(String name, Sabotage sabotage, long seed, int cuts) throws Exception {
        BundleContext context = server.context();
        SessionService sessions = context.getService(context.getServiceReference(SessionService.class));
        return new Scene(sessions, sockets.listen(name, sabotage), name, seed, cuts);
    }

    @Test
    @Timeout(300)
    void bothSidesEndWithTheSame() throws Exception {
        String given = System.getProperty("parley.cuts.seed", "");
        long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
        Scene scene = scene("whole", Sabotage.NONE, seed, Integer.getInteger("parley.cuts", 100));
        try (scene) {
            scene.run(120);
        }
        System.out.println("Seed " + seed + ": " + scene.figures());
        assertEquals(
                List.of(),
                scene.progress().faults(),
                () -> "seed " + seed + ", after:\n" + scene.progress().notes());
    }

    /** What the test above is worth: it finds each of these. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "TRANSFERS_ARE_NOT_KNOWN_AGAIN",
                "RECEIPTS_ARE_LOST",
                "RELEASES_ARE_LOST",
                "NOTHING_IS_SENT_AGAIN",
                "NO_MARK_OF_REDELIVERY",
                "A_SECOND_MESSAGE_IS_LOST"
            })
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aBrokenServerIsFoundOut(GatewaySabotage sabotage) throws Exception {
        Scene scene = scene(sabotage.name(), sabotage, new Random().nextLong(), 100);
        try (scene) {
            scene.run(5);
        }
        assertFalse(scene.progress().faults().isEmpty(), scene::figures);
    }
}
