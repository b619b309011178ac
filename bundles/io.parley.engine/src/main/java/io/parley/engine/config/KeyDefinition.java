package io.parley.engine.config;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One key of a PID, as a bundle's metatype describes it.
 *
 * @param id the key
 * @param type what its values are
 * @param list whether it has several values
 * @param description for people
 * @param standard the default, as text, with commas between several; empty when the key has none and is needed
 * @param least the smallest number allowed, if there is one
 * @param most the largest number allowed, if there is one
 * @param options the only texts allowed; empty for any
 */
public record KeyDefinition(
        String id,
        Type type,
        boolean list,
        String description,
        Optional<String> standard,
        Optional<BigInteger> least,
        Optional<BigInteger> most,
        List<String> options) {

    /** What a value is. */
    public enum Type {
        TEXT,
        /** Whole. */
        NUMBER,
        FLAG,
        PASSWORD
    }

    private static final String HIDDEN = "(hidden)";

    /** Begins what is replaced before a component gets it. */
    private static final String PLACEHOLDER = "$[";

    public KeyDefinition {
        options = List.copyOf(options);
    }

    /** What is allowed, for people; empty for any text. */
    public String allowed() {
        if (!options.isEmpty()) {
            String last = options.get(options.size() - 1);
            List<String> others = options.subList(0, options.size() - 1);
            return others.isEmpty() ? last : String.join(", ", others) + " or " + last;
        }
        return switch (type) {
            case FLAG -> "true or false";
            case NUMBER ->
                "a whole number"
                        + least.map(bound -> " from " + bound).orElse("")
                        + most.map(bound -> " to " + bound).orElse("");
            case TEXT, PASSWORD -> "";
        };
    }

    /**
     * Whether the value is allowed. What is replaced before a component gets it is not known here, and allowed.
     *
     * @param value as Config Admin has it; a text for a key with several values has commas between them
     */
    public boolean allows(Object value) {
        return elements(value).stream().allMatch(element -> element.contains(PLACEHOLDER) || allows(element));
    }

    private boolean allows(String element) {
        return switch (type) {
            case FLAG -> element.equals("true") || element.equals("false");
            case NUMBER -> element.matches("[+-]?\\d{1,20}") && isInRange(new BigInteger(element));
            case TEXT, PASSWORD -> options.isEmpty() || options.contains(element);
        };
    }

    private boolean isInRange(BigInteger number) {
        return least.map(bound -> bound.compareTo(number) <= 0).orElse(true)
                && most.map(bound -> bound.compareTo(number) >= 0).orElse(true);
    }

    private List<String> elements(Object value) {
        return elements(value, list);
    }

    private static List<String> elements(Object value, boolean list) {
        if (list && value instanceof String text) {
            return Stream.of(text.split(","))
                    .map(String::strip)
                    .filter(one -> !one.isEmpty())
                    .toList();
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        if (value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> String.valueOf(Array.get(value, i)))
                    .toList();
        }
        return List.of(value.toString().strip());
    }

    /** The value for people: nothing of one that is secret, unless it only says where the secret is. */
    public String shown(Object value) {
        return shown(String.join(", ", elements(value)), type == Type.PASSWORD || isSecret(id));
    }

    /** The same for a key that no metatype describes. */
    public static String shown(String key, Object value) {
        return shown(String.join(", ", elements(value, false)), isSecret(key));
    }

    private static String shown(String text, boolean secret) {
        return secret && !text.isEmpty() && !text.startsWith(PLACEHOLDER) ? HIDDEN : text;
    }

    /** As far as a name can say it; a file in which a password stands may be named. */
    private static boolean isSecret(String key) {
        return key.toLowerCase(Locale.ROOT).matches(".*(password|passphrase|secret|token)");
    }
}
