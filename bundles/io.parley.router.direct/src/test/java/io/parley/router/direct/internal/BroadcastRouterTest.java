package io.parley.router.direct.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.router.Load;
import io.parley.spi.router.Router;
import io.parley.testkit.MemorySurroundings;
import io.parley.testkit.RouterContract;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BroadcastRouterTest extends RouterContract {

    private final BroadcastRouter router = new BroadcastRouter();

    @Override
    protected Router router() {
        return router;
    }

    @Override
    protected List<String> rulesTo(List<Address> targets) {
        return targets.stream().map(Address::toString).toList();
    }

    @Override
    protected List<List<String>> wrongRules() {
        return List.of(List.of(), List.of("orders"), List.of("queue:"), List.of(""));
    }

    @Test
    void whoeverTakesItGetsIt() throws Exception {
        List<Address> all = List.of(Address.queue("a"), Address.session("b"), Address.queue("c"), Address.queue("d"));
        Message message = Message.to(Address.route("r")).build();
        MemorySurroundings around = new MemorySurroundings()
                .load(all.get(1), Load.ABSENT)
                .load(all.get(2), new Load(Load.State.FULL, 9, OptionalInt.of(1)))
                .load(all.get(3), new Load(Load.State.PARKED, 9, OptionalInt.of(1)));
        assertEquals(List.of(all.get(0), all.get(3)), router.route(message, rulesTo(all), around));
        around.load(all.get(0), Load.ABSENT).load(all.get(3), Load.ABSENT);
        assertEquals(List.of(all.get(2)), router.route(message, rulesTo(all), around), "it says that it is full");
        around.load(all.get(2), Load.ABSENT);
        assertEquals(List.of(), router.route(message, rulesTo(all), around));
    }
}
