package io.parley.spi.logging;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loggers of one kind. Safe for all threads. */
final class Subjects {

    static final int LONGEST = 100;

    private final String prefix;
    private final int most;
    private final Logger above;
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private volatile Set<String> preferred = Set.of();

    Subjects(String prefix, int most) {
        this.prefix = prefix;
        this.most = most;
        this.above = LoggerFactory.getLogger(prefix);
    }

    /** @param name as {@link #legible} makes it */
    Logger of(String name) {
        Logger logger = loggers.get(name);
        if (logger != null) {
            return logger;
        }
        if (loggers.size() >= most && !preferred.contains(name)) {
            return above;
        }
        return loggers.computeIfAbsent(name, added -> LoggerFactory.getLogger(prefix + "." + added));
    }

    /** @param names whole ones; those of other kinds do not matter */
    void prefer(Set<String> names) {
        String begin = prefix + ".";
        preferred = names.stream()
                .filter(name -> name.startsWith(begin))
                .map(name -> name.substring(begin.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What names of loggers, and keys of configuration files, can hold. */
    static String legible(String name) {
        int length = Math.min(name.length(), LONGEST);
        for (int i = 0; i < length; i++) {
            if (!stays(name.charAt(i))) {
                return replaced(name, i, length);
            }
        }
        return length == 0 ? "_" : name.substring(0, length);
    }

    private static String replaced(String name, int from, int length) {
        StringBuilder legible = new StringBuilder(length).append(name, 0, from);
        for (int i = from; i < length; i++) {
            char c = name.charAt(i);
            legible.append(stays(c) ? c : '_');
        }
        return legible.toString();
    }

    private static boolean stays(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
