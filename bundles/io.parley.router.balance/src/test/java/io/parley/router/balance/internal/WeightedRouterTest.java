package io.parley.router.balance.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.router.Router;
import io.parley.testkit.MemorySurroundings;
import io.parley.testkit.RouterContract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightedRouterTest extends RouterContract {

    private final WeightedRouter router = new WeightedRouter();

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
        return targets.stream().map(target -> "2 -> " + target).toList();
    }

    @Override
    protected List<List<String>> wrongRules() {
        return List.of(
                List.of(),
                List.of("queue:a"),
                List.of("0 -> queue:a"),
                List.of("-1 -> queue:a"),
                List.of("1001 -> queue:a"),
                List.of("99999999999 -> queue:a"),
                List.of("1.5 -> queue:a"),
                List.of("one -> queue:a"),
                List.of("1 -> orders"),
                List.of("1 -> queue:a", "2 -> queue:a"));
    }

    @Test
    void turnsAreSpreadEvenly() throws Exception {
        assertEquals(
                List.of("a", "a", "b", "a", "c", "a", "a"),
                Schedule.compile(List.of("50 -> queue:a", "10 -> queue:b", "10 -> queue:c")).stream()
                        .map(Address::name)
                        .toList());
    }

    /** However weights are chosen: the shares are exact, and at no time is anybody more than one turn ahead or behind for each target. */
    @Test
    void eachGetsItsShare() throws Exception {
        Random random = new Random(20261126);
        for (int round = 0; round < 100; round++) {
            int targets = 1 + random.nextInt(8);
            List<String> rules = new ArrayList<>();
            int[] weights = new int[targets];
            int sum = 0;
            for (int i = 0; i < targets; i++) {
                weights[i] = 1 + random.nextInt(random.nextBoolean() ? 5 : 100);
                sum += weights[i];
                rules.add(weights[i] + " -> queue:" + i);
            }
            int[] got = new int[targets];
            MemorySurroundings around = new MemorySurroundings();
            for (int n = 1; n <= 2 * sum; n++) {
                Message message = Message.to(Address.route("r")).build();
                got[Integer.parseInt(router.route(message, rules, around).get(0).name())]++;
                around.next();
                for (int i = 0; i < targets; i++) {
                    double due = (double) n * weights[i] / sum;
                    assertTrue(Math.abs(got[i] - due) < targets, "round " + round + ", message " + n);
                }
            }
            for (int i = 0; i < targets; i++) {
                assertEquals(2 * weights[i], got[i], "round " + round);
            }
        }
    }

    @Test
    void rulesAreFewEnough() throws Exception {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rules.add((i == 0 ? 999 : 1_000) + " -> queue:" + i);
        }
        assertEquals(99_999, Schedule.compile(rules).size());
        assertTrue(Collections.frequency(Schedule.compile(rules), Address.queue("0")) == 999);
    }
}
