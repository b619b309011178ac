package io.parley.itest;

import io.parley.itest.Definitions.Key;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Values of a key, from its metatype: some that are allowed, and some that are not. Of a free text the metatype does not say
 * what is allowed, so samples of those are given.
 */
final class Values {

    /**
     * One value.
     *
     * @param value as Config Admin gets it
     * @param with other keys without which it makes no sense
     * @param words what the refusal has to name; empty for a value that is allowed
     */
    record Value(Object value, Map<String, Object> with, List<String> words) {

        boolean allowed() {
            return words.isEmpty();
        }
    }

    private final Map<String, List<Value>> samples = new HashMap<>();
    private final Map<String, Map<String, Object>> needs = new LinkedHashMap<>();

    /** What all values of the keys that begin so need, in pairs; what is said later counts more. */
    Values need(String pid, String prefix, Object... with) {
        Map<String, Object> pairs = needs.computeIfAbsent(pid + ":" + prefix, any -> new HashMap<>());
        for (int i = 0; i < with.length; i += 2) {
            pairs.put((String) with[i], with[i + 1]);
        }
        return this;
    }

    /** A value in place of what follows from the metatype. */
    Values allow(String pid, String key, Object value) {
        return add(pid, key, value, List.of());
    }

    /** One more value that is not allowed, and what is allowed instead. */
    Values refuse(String pid, String key, Object value, String allowed) {
        return add(pid, key, value, List.of(value instanceof String[] list ? list[0] : value.toString(), allowed));
    }

    private Values add(String pid, String key, Object value, List<String> words) {
        samples.computeIfAbsent(pid + ":" + key, any -> new ArrayList<>()).add(new Value(value, Map.of(), words));
        return this;
    }

    /** Those of one key, the allowed ones first. */
    List<Value> of(String pid, Key key) {
        List<Value> given = samples.getOrDefault(pid + ":" + key.id(), List.of());
        boolean allowed = given.stream().anyMatch(Value::allowed);
        Stream<Value> derived = derived(key).filter(value -> !(allowed && value.allowed()));
        return Stream.concat(derived, given.stream())
                .sorted((a, b) -> Boolean.compare(b.allowed(), a.allowed()))
                .map(value -> new Value(value.value(), needs(pid, key.id()), value.words()))
                .toList();
    }

    private Map<String, Object> needs(String pid, String key) {
        Map<String, Object> all = new HashMap<>();
        needs.forEach((prefix, with) -> {
            if ((pid + ":" + key).startsWith(prefix)) {
                all.putAll(with);
            }
        });
        return all;
    }

    private static Stream<Value> derived(Key key) {
        if (key.isNumber()) {
            return numbers(key);
        }
        if (key.type().equals("Boolean")) {
            String other = String.valueOf(!Boolean.parseBoolean(key.standard()));
            return Stream.of(allowed(other), refused("perhaps", List.of("true", "false")));
        }
        return key.options().isEmpty()
                ? Stream.of()
                : Stream.concat(
                        key.options().stream().map(Values::allowed), Stream.of(refused("explode", key.options())));
    }

    private static Stream<Value> numbers(Key key) {
        BigInteger least = new BigInteger(key.least());
        BigInteger most = new BigInteger(key.most());
        BigInteger usual = new BigInteger(key.standard());
        BigInteger other = usual.equals(most) ? usual.subtract(BigInteger.ONE) : usual.add(BigInteger.ONE);
        List<String> range = List.of(key.least(), key.most());
        return Stream.of(
                allowed(other.toString()),
                refused(least.subtract(BigInteger.ONE).toString(), range),
                refused(most.add(BigInteger.ONE).toString(), range),
                refused("many", range));
    }

    private static Value allowed(String value) {
        return new Value(value, Map.of(), List.of());
    }

    private static Value refused(String value, List<String> allowed) {
        return new Value(
                value,
                Map.of(),
                Stream.concat(Stream.of(value), allowed.stream()).toList());
    }
}
