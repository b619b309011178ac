package io.parley.api.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Names and values that travel with a message, in order. A name may come more than once, as it may among MQTT 5 user
 * properties; names are told apart by case. Immutable, safe for all threads.
 */
public final class Headers implements Iterable<Headers.Header> {

    /** One name and its value. */
    public record Header(String name, String value) {
        public Header {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }
    }

    /** None. */
    public static final Headers NONE = new Headers(new String[0]);

    /** Name, value, name, value: a message in memory is to be small. */
    private final String[] pairs;

    private Headers(String[] pairs) {
        this.pairs = pairs;
    }

    /** Those of the map, ordered by name. */
    public static Headers of(Map<String, String> values) {
        List<Header> all = new ArrayList<>(values.size());
        new TreeMap<>(values).forEach((name, value) -> all.add(new Header(name, value)));
        return of(all);
    }

    /** Those of the list, in its order. */
    public static Headers of(List<Header> headers) {
        if (headers.isEmpty()) {
            return NONE;
        }
        String[] pairs = new String[headers.size() * 2];
        for (int i = 0; i < headers.size(); i++) {
            pairs[i * 2] = headers.get(i).name();
            pairs[i * 2 + 1] = headers.get(i).value();
        }
        return new Headers(pairs);
    }

    public boolean isEmpty() {
        return pairs.length == 0;
    }

    public int size() {
        return pairs.length / 2;
    }

    /** The value of the first header of that name. */
    public Optional<String> first(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return Optional.of(pairs[i + 1]);
            }
        }
        return Optional.empty();
    }

    /** The values of all headers of that name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                values.add(pairs[i + 1]);
            }
        }
        return List.copyOf(values);
    }

    /** These and one more behind them. */
    public Headers and(String name, String value) {
        String[] more = Arrays.copyOf(pairs, pairs.length + 2);
        more[pairs.length] = Objects.requireNonNull(name, "name");
        more[pairs.length + 1] = Objects.requireNonNull(value, name);
        return new Headers(more);
    }

    /** These without the headers of that name. */
    public Headers without(String name) {
        if (first(name).isEmpty()) {
            return this;
        }
        List<Header> rest = new ArrayList<>(size());
        for (Header header : this) {
            if (!header.name().equals(name)) {
                rest.add(header);
            }
        }
        return of(rest);
    }

    /** These, but with exactly one header of that name; it comes last. */
    public Headers with(String name, String value) {
        return without(name).and(name, value);
    }

    @Override
    public Iterator<Header> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < pairs.length;
            }

            @Override
            public Header next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                next += 2;
                return new Header(pairs[next - 2], pairs[next - 1]);
            }
        };
    }

    /** Equal when the same headers come in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && Arrays.equals(pairs, that.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    @Override
    public String toString() {
        return Arrays.toString(pairs);
    }
}
