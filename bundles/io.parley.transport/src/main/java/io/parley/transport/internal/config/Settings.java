package io.parley.transport.internal.config;

import io.parley.spi.configuration.ListText;
import java.lang.reflect.Array;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one configuration. A value that is not allowed gets an IllegalArgumentException made for people. */
public final class Settings {
    private final String pid;
    private final Map<String, ?> values;

    public Settings(String pid, Map<String, ?> values) {
        this.pid = pid;
        this.values = values;
    }

    /** One text; without a value, or with an empty one, the default. */
    public String text(String key, String otherwise) {
        List<String> all = texts(key, List.of(otherwise));
        if (all.size() != 1) {
            throw refused(key, all, "one value");
        }
        return all.get(0);
    }

    /** The elements of an array or collection, or those of a text between commas. */
    public List<String> texts(String key, List<String> otherwise) {
        List<String> all = elements(values.get(key));
        return all.isEmpty() ? otherwise : all;
    }

    /** A whole number. */
    public int number(String key, int otherwise, int least, int most) {
        String text = text(key, Integer.toString(otherwise));
        String allowed = String.format("a whole number from %d to %d", least, most);
        try {
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw refused(key, text, allowed);
            }
            return number;
        } catch (NumberFormatException e) {
            throw refused(key, text, allowed);
        }
    }

    /** True or false. */
    public boolean flag(String key, boolean otherwise) {
        return one(key, Boolean.toString(otherwise), List.of("true", "false")).equals("true");
    }

    /** One of the texts that are allowed. */
    public String one(String key, String otherwise, List<String> allowed) {
        String text = text(key, otherwise);
        if (!allowed.contains(text)) {
            throw refused(key, text, String.join(", ", allowed));
        }
        return text;
    }

    /** A file's path, absolute; one that is relative begins at the folder in which the process was started. */
    public Optional<Path> file(String key) {
        String text = text(key, "");
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text).toAbsolutePath());
        } catch (InvalidPathException e) {
            throw refused(key, text, "the path of a file");
        }
    }

    public IllegalArgumentException refused(String key, Object value, String allowed) {
        return new IllegalArgumentException(pid + ": " + key + "=" + value + " is not allowed; allowed is " + allowed);
    }

    /** The values of an OSGi property, without empty ones. */
    public static List<String> elements(Object value) {
        List<String> all = new ArrayList<>();
        if (value instanceof Collection<?> collection) {
            collection.forEach(element -> add(all, element));
        } else if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                add(all, Array.get(value, i));
            }
        } else if (value != null) {
            String text = value.toString().strip();
            ListText.parse(text).orElse(List.of(text.split(","))).forEach(element -> add(all, element));
        }
        return all;
    }

    private static void add(List<String> all, Object element) {
        String text = String.valueOf(element).trim();
        if (!text.isEmpty()) {
            all.add(text);
        }
    }
}
