package io.parley.router.balance.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.router.Load;
import io.parley.spi.router.Load.State;
import io.parley.spi.router.Router;
import io.parley.testkit.MemorySurroundings;
import io.parley.testkit.RouterContract;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeastLoadedRouterTest extends RouterContract {

    private static final List<String> RULES = List.of("queue:0", "queue:1", "queue:2");

    private final LeastLoadedRouter router = new LeastLoadedRouter();

    @Override
    protected Router router() {
        return router;
    }

    @Override
    protected boolean choosesOne() {
        return true;
    }

    @Override
    protected List<String> rulesTo(List<Address> targets) {
        return targets.stream().map(Address::toString).toList();
    }

    @Override
    protected List<List<String>> wrongRules() {
        return List.of(List.of(), List.of("orders"));
    }

    private String route(MemorySurroundings around) throws Exception {
        return router.route(Message.to(Address.route("r")).build(), RULES, around.next())
                .get(0)
                .name();
    }

    private static void load(MemorySurroundings around, int queue, State state, long depth, int consumers) {
        around.load(Address.queue("" + queue), new Load(state, depth, OptionalInt.of(consumers)));
    }

    @Test
    void fewestMessagesForEachConsumer() throws Exception {
        MemorySurroundings around = new MemorySurroundings();
        load(around, 0, State.AVAILABLE, 10, 1);
        load(around, 1, State.AVAILABLE, 30, 4);
        load(around, 2, State.AVAILABLE, 0, 0);
        assertEquals("1", route(around));
        load(around, 1, State.FULL, 30, 4);
        assertEquals("0", route(around));
        load(around, 0, State.PARKED, 10, 1);
        assertEquals("2", route(around), "somebody may come and consume it");
        load(around, 2, State.FULL, 0, 0);
        assertEquals("0", route(around), "rather wait than be refused");
    }

    /** Queues that consumers empty at different speeds stay equally long, and equal ones get as much as one another. */
    @Test
    void loadsEvenOut() throws Exception {
        Random random = new Random(5);
        long[] depths = new long[3];
        long[] got = new long[3];
        MemorySurroundings around = new MemorySurroundings();
        for (int n = 0; n < 30_000; n++) {
            for (int i = 0; i < 3; i++) {
                load(around, i, State.AVAILABLE, depths[i], 1);
            }
            int chosen = Integer.parseInt(route(around));
            got[chosen]++;
            depths[chosen]++;
            for (int i = 0; i < 3; i++) {
                if (depths[i] > 0 && random.nextInt(10) < (i == 0 ? 4 : 2)) {
                    depths[i]--;
                }
            }
            assertTrue(Arrays.stream(depths).max().getAsLong()
                            - Arrays.stream(depths).min().getAsLong()
                    < 30);
        }
        // Of ten messages four, two and two are consumed, and of the two that are left each queue has a third.
        assertEquals((4 + 2 / 3.0) / (2 + 2 / 3.0), (double) got[0] / got[1], 0.1);
        assertEquals(1, (double) got[1] / got[2], 0.1);
    }
}
