package io.parley.router.balance.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.router.Load;
import io.parley.spi.router.Load.State;
import io.parley.spi.router.Router;
import io.parley.testkit.MemorySurroundings;
import io.parley.testkit.RouterContract;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FirstAvailableRouterTest extends RouterContract {

    private static final List<String> RULES =
            List.of("consumers and depth < 10 -> queue:a", "depth<5 -> queue:b", "queue:c");

    private final FirstAvailableRouter router = new FirstAvailableRouter();

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
        return List.of(
                List.of(),
                List.of("orders"),
                List.of("-> queue:a"),
                List.of("consumer -> queue:a"),
                List.of("consumers and consumers -> queue:a"),
                List.of("depth < 0 -> queue:a"),
                List.of("depth < -1 -> queue:a"),
                List.of("depth > 1 -> queue:a"),
                List.of("depth < 99999999999 -> queue:a"),
                List.of("consumers or depth < 1 -> queue:a"),
                List.of("consumers and -> queue:a"));
    }

    private String route(MemorySurroundings around) throws Exception {
        List<Address> chosen = router.route(Message.to(Address.route("r")).build(), RULES, around);
        return chosen.isEmpty() ? "" : chosen.get(0).name();
    }

    private static Load load(State state, long depth, int consumers) {
        return new Load(state, depth, OptionalInt.of(consumers));
    }

    @Test
    void theNextOneStandsIn() throws Exception {
        Address a = Address.queue("a");
        Address b = Address.queue("b");
        Address c = Address.queue("c");
        MemorySurroundings around = new MemorySurroundings();
        assertEquals("a", route(around));
        assertEquals("a", route(around.load(a, load(State.AVAILABLE, 9, 1))));
        assertEquals("b", route(around.load(a, load(State.AVAILABLE, 10, 1))));
        assertEquals("b", route(around.load(a, load(State.AVAILABLE, 0, 0))));
        assertEquals("c", route(around.load(b, load(State.AVAILABLE, 5, 1))));
        assertEquals("a", route(around.load(a, load(State.AVAILABLE, 0, 1))), "it is back");
        assertEquals("c", route(around.load(a, load(State.PARKED, 0, 1))));
        assertEquals("b", route(around.load(c, load(State.FULL, 0, 0))), "it takes messages, however long it is");
        assertEquals("a", route(around.load(b, load(State.FULL, 9, 1))), "rather wait than be refused");
        assertEquals("b", route(around.load(a, Load.ABSENT)), "it says that it is full");
        assertEquals("", route(around.load(b, Load.ABSENT).load(c, Load.ABSENT)));
    }
}
