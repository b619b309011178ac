package io.parley.itest.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a client is told to do, or what happened to it: a verb and named values, of which a name may repeat.
 *
 * <p>Properties of MQTT 5 have the names of the specification in lower case, with hyphens; a user property is
 * {@code user-property=<name>=<value>}.
 */
record Line(String verb, List<Word> words) {

    /** One named value. */
    record Word(String name, String value) {}

    Line {
        words = List.copyOf(words);
    }

    static Line of(String verb) {
        return new Line(verb, List.of());
    }

    /** With one more value. */
    Line with(String name, Object value) {
        List<Word> more = new ArrayList<>(words);
        more.add(new Word(name, String.valueOf(value)));
        return new Line(verb, more);
    }

    /** With another value in the place of what there is of that name. */
    Line set(String name, Object value) {
        List<Word> others =
                words.stream().filter(word -> !word.name().equals(name)).toList();
        return new Line(verb, others).with(name, value);
    }

    /** With one more user property. */
    Line withUser(String name, String value) {
        return with("user-property", name + "=" + value);
    }

    /** The first value of that name. */
    Optional<String> get(String name) {
        return words.stream()
                .filter(word -> word.name().equals(name))
                .map(Word::value)
                .findFirst();
    }

    /** All values of that name, in order. */
    List<String> all(String name) {
        return words.stream()
                .filter(word -> word.name().equals(name))
                .map(Word::value)
                .toList();
    }

    /** A value that must be there. */
    String need(String name) {
        return get(name).orElseThrow(() -> new AssertionError("No " + name + " in \"" + this + "\""));
    }

    /** A number that must be there. */
    int number(String name) {
        return Integer.parseInt(need(name));
    }

    /** A number, or another one where it is missing. */
    int number(String name, int otherwise) {
        return get(name).map(Integer::valueOf).orElse(otherwise);
    }

    /** Whether the value is 1. */
    boolean flag(String name) {
        return get(name).filter("1"::equals).isPresent();
    }

    static Line parse(String text) {
        String[] parts = text.split(" ");
        List<Word> words = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            words.add(new Word(parts[i].substring(0, equals), decode(parts[i].substring(equals + 1))));
        }
        return new Line(parts[0], words);
    }

    @Override
    public String toString() {
        return words.stream()
                .map(word -> " " + word.name() + "=" + encode(word.value()))
                .collect(Collectors.joining("", verb, ""));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20").replace("%2F", "/");
    }

    private static String decode(String value) {
        return URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
    }
}
