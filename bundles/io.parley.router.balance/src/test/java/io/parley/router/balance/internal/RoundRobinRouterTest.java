package io.parley.router.balance.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.router.Load;
import io.parley.spi.router.Router;
import io.parley.testkit.MemorySurroundings;
import io.parley.testkit.RouterContract;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RoundRobinRouterTest extends RouterContract {

    private static final List<String> RULES = List.of("queue:a", "queue:b", "queue:c");

    private final RoundRobinRouter router = new RoundRobinRouter();

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
        return List.of(List.of(), List.of("orders"), List.of("queue:a", "2 -> queue:b"));
    }

    private List<String> route(MemorySurroundings around, int messages) throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            Message message = Message.to(Address.route("r")).build();
            router.route(message, RULES, around).forEach(address -> names.add(address.name()));
            around.next();
        }
        return names;
    }

    @Test
    void eachGetsItsTurn() throws Exception {
        assertEquals(List.of("a", "b", "c", "a", "b", "c", "a"), route(new MemorySurroundings(), 7));
    }

    @Test
    void oneThatTakesNothingIsPassedOver() throws Exception {
        MemorySurroundings around =
                new MemorySurroundings().load(Address.queue("b"), new Load(Load.State.FULL, 10, OptionalInt.of(1)));
        assertEquals(List.of("a", "c", "c", "a", "c", "c"), route(around, 6));
        around.load(Address.queue("a"), Load.ABSENT)
                .load(Address.queue("c"), new Load(Load.State.PARKED, 0, OptionalInt.of(1)));
        assertEquals(List.of("c", "c", "c"), route(around, 3), "rather wait than be refused");
        around.load(Address.queue("c"), Load.ABSENT);
        assertEquals(List.of("b"), route(around, 1), "it says that it is full");
        around.load(Address.queue("b"), Load.ABSENT);
        assertEquals(List.of(), route(around, 1));
    }
}
