package io.parley.router.key.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.spi.router.Load;
import io.parley.spi.router.Router;
import io.parley.testkit.MemorySurroundings;
import io.parley.testkit.RouterContract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsistentHashRouterTest extends RouterContract {

    private static final int KEYS = 20_000;

    private final ConsistentHashRouter router = new ConsistentHashRouter();

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
                List.of("key = header.customer"),
                List.of("key = customer", "queue:a"),
                List.of("key = header.", "queue:a"),
                List.of("key = field.", "queue:a"),
                List.of("key = header.a", "queue:a", "key = header.a"));
    }

    private static MessageBuilder message() {
        return Message.to(Address.route("r"));
    }

    private static List<String> queues(int count) {
        return IntStream.range(0, count).mapToObj(i -> "queue:orders-" + i).toList();
    }

    private List<String> owners(List<String> rules) throws Exception {
        List<String> owners = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            Message message = message().orderingKey("customer-" + key).build();
            owners.add(router.route(message, rules, new MemorySurroundings()).toString());
        }
        return owners;
    }

    /** With n targets of equal chances, shares of keys lie within five standard deviations of 1/n. */
    @Test
    void keysAreSpread() throws Exception {
        for (int targets : new int[] {2, 3, 10, 50}) {
            List<String> owners = owners(queues(targets));
            double deviation = Math.sqrt(KEYS * (1.0 / targets) * (1 - 1.0 / targets));
            for (String queue : queues(targets)) {
                long share = owners.stream().filter(("[" + queue + "]")::equals).count();
                assertEquals((double) KEYS / targets, share, 5 * deviation, queue + " of " + targets);
            }
        }
    }

    @Test
    void fewKeysMoveWhenATargetComesAndTheyMoveToIt() throws Exception {
        List<String> before = owners(queues(10));
        List<String> after = owners(queues(11));
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            if (!before.get(key).equals(after.get(key))) {
                moved++;
                assertEquals("[queue:orders-10]", after.get(key));
            }
        }
        assertEquals(KEYS / 11.0, moved, 5 * Math.sqrt(KEYS / 11.0));
        assertTrue(moved > 0);
    }

    @Test
    void theOrderOfTheRulesDoesNotMatter() throws Exception {
        List<String> reversed = new ArrayList<>(queues(7));
        Collections.reverse(reversed);
        assertEquals(owners(queues(7)), owners(reversed));
    }

    /** Fixed for ever: another version must not move keys. */
    @Test
    void keysStayWhereTheyAreAcrossVersions() throws Exception {
        StringBuilder owners = new StringBuilder();
        for (String owner : owners(queues(5)).subList(0, 12)) {
            owners.append(owner.charAt(owner.length() - 2));
        }
        assertEquals("431132413444", owners.toString());
    }

    @Test
    void aFullTargetKeepsItsKeysAndAMissingOneGivesThemAway() throws Exception {
        Message message = message().orderingKey("k").build();
        MemorySurroundings around = new MemorySurroundings();
        Address first = router.route(message, queues(5), around).get(0);
        around.load(first, new Load(Load.State.FULL, 1, OptionalInt.of(1)));
        assertEquals(List.of(first), router.route(message, queues(5), around));
        around.load(first, Load.ABSENT);
        Address second = router.route(message, queues(5), around).get(0);
        assertNotEquals(first, second);
        List<String> without = queues(5).stream()
                .filter(rule -> !rule.equals(first.toString()))
                .toList();
        assertEquals(List.of(second), router.route(message, without, new MemorySurroundings()));
    }

    @Test
    void theKeyIsWhatTheRulesName() throws Exception {
        MemorySurroundings around = new MemorySurroundings().field("order.customer", 7L);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            messages.add(message()
                    .orderingKey("o" + i)
                    .correlationId("same")
                    .header("customer", "same")
                    .build());
        }
        for (String key : List.of("key = correlation-id", "key=header.customer", " key = field.order.customer ")) {
            List<String> rules = new ArrayList<>(queues(8));
            rules.add(0, key);
            assertEquals(1, distinct(messages, rules, around), key);
        }
        assertTrue(distinct(messages, queues(8), around) > 4);
        List<String> missing = new ArrayList<>(queues(8));
        missing.add("key = header.none");
        assertTrue(distinct(messages, missing, around) > 4, "messages without a key are spread");
    }

    private long distinct(List<Message> messages, List<String> rules, MemorySurroundings around) throws Exception {
        List<Address> owners = new ArrayList<>();
        for (Message message : messages) {
            owners.addAll(router.route(message, rules, around));
        }
        assertEquals(messages.size(), owners.size());
        return owners.stream().distinct().count();
    }
}
