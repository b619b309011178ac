package io.parley.router.balance.internal;

import io.parley.api.message.Address;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.TargetRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whose turn it is, when targets have weights: each as often as it weighs, and as evenly as that goes. */
final class Schedule {

    static final int MOST = 1_000;

    /** Rules of one route; the schedule has at most this many times {@link #MOST} turns. */
    private static final int MOST_RULES = 100;

    private Schedule() {}

    /** The targets in order of their turns; after the last the first one follows. */
    static List<Address> compile(List<String> rules) throws PluginException {
        if (rules.isEmpty() || rules.size() > MOST_RULES) {
            throw new PluginException("A weighted route has one rule to " + MOST_RULES
                    + ", each like 3 -> queue:large, not " + rules.size());
        }
        Map<Address, Integer> weights = new LinkedHashMap<>();
        for (String text : rules) {
            TargetRule rule = TargetRule.parse(text);
            if (weights.put(rule.target(), weight(text, rule.condition())) != null) {
                throw TargetRule.wrong(text, rule.target() + " has a weight already");
            }
        }
        return of(weights);
    }

    private static int weight(String rule, String text) throws PluginException {
        if (text.matches("[0-9]{1,4}")) {
            int weight = Integer.parseInt(text);
            if (weight >= 1 && weight <= MOST) {
                return weight;
            }
        }
        throw TargetRule.wrong(
                rule, "the weight before -> is a whole number from 1 to " + MOST + ", not '" + text + "'");
    }

    /** Smooth weighted round robin: each turn goes to the one that is furthest behind its share. */
    private static List<Address> of(Map<Address, Integer> weights) {
        int divisor = weights.values().stream().reduce(0, Schedule::commonDivisor);
        List<Address> addresses = List.copyOf(weights.keySet());
        int[] shares = addresses.stream()
                .mapToInt(address -> weights.get(address) / divisor)
                .toArray();
        int total = 0;
        for (int share : shares) {
            total += share;
        }
        int[] behind = new int[shares.length];
        List<Address> turns = new ArrayList<>(total);
        for (int turn = 0; turn < total; turn++) {
            int furthest = 0;
            for (int i = 0; i < shares.length; i++) {
                behind[i] += shares[i];
                furthest = behind[i] > behind[furthest] ? i : furthest;
            }
            behind[furthest] -= total;
            turns.add(addresses.get(furthest));
        }
        return List.copyOf(turns);
    }

    private static int commonDivisor(int one, int other) {
        return other == 0 ? one : commonDivisor(other, one % other);
    }
}
