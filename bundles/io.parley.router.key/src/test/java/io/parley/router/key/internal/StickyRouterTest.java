package io.parley.router.key.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.spi.router.Load;
import io.parley.spi.router.Router;
import io.parley.testkit.MemorySurroundings;
import io.parley.testkit.RouterContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StickyRouterTest extends RouterContract {

    private static final Address A = Address.queue("a");
    private static final Address B = Address.queue("b");
    private static final List<String> RULES = List.of("queue:a", "queue:b");

    private final StickyRouter router = new StickyRouter();
    private final MemorySurroundings around = new MemorySurroundings();

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
        return List.of(List.of(), List.of("orders"), List.of("key = header.a"), List.of("key = nothing", "queue:a"));
    }

    private List<Address> route(String key) throws Exception {
        return route(key, RULES);
    }

    private List<Address> route(String key, List<String> rules) throws Exception {
        MessageBuilder message = Message.to(Address.route("r"));
        if (!key.isEmpty()) {
            message.orderingKey(key);
        }
        return router.route(message.build(), rules, around.next());
    }

    private static Load load(Load.State state, long depth) {
        return new Load(state, depth, OptionalInt.of(1));
    }

    @Test
    void aKeyStaysWhereItsFirstMessageWent() throws Exception {
        around.load(A, load(Load.State.AVAILABLE, 5));
        assertEquals(List.of(B), route("k"), "the one with fewer messages");
        around.load(A, load(Load.State.AVAILABLE, 0)).load(B, load(Load.State.AVAILABLE, 1_000));
        assertEquals(List.of(B), route("k"));
        assertEquals(List.of(A), route("other"));
        around.load(B, load(Load.State.FULL, 1_000));
        assertEquals(List.of(B), route("k"), "its order is to hold");
        assertEquals(List.of(A), route("third"));
    }

    @Test
    void aKeyMovesWhenItsTargetIsNoMore() throws Exception {
        Address first = route("k").get(0);
        around.load(first, Load.ABSENT);
        Address second = route("k").get(0);
        assertNotEquals(first, second);
        around.load(first, Load.UNKNOWN);
        assertEquals(List.of(second), route("k"), "it does not come back");
        assertEquals(List.of(first), route("k", List.of(first.toString())), "the rules do not name the other one");
        assertEquals(List.of(first), route("k"));
        around.load(A, Load.ABSENT).load(B, Load.ABSENT);
        assertEquals(List.of(), route("k"));
    }

    @Test
    void newKeysAndMessagesWithoutAreSpread() throws Exception {
        List<Address> keys = new ArrayList<>();
        List<Address> without = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            keys.addAll(route("k" + i));
        }
        for (int i = 0; i < 10; i++) {
            without.addAll(route(""));
        }
        assertEquals(5, keys.stream().filter(A::equals).count());
        assertEquals(5, without.stream().filter(A::equals).count());
        assertEquals(Optional.empty(), around.assigned(""));
    }
}
