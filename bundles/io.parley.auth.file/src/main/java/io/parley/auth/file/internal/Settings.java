package io.parley.auth.file.internal;

import io.parley.auth.file.internal.login.Logins;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A checked configuration.
 *
 * @param name by which listeners choose it
 * @param users the users file; empty for no authenticator
 * @param acl the ACL file; empty for no authorizer
 */
record Settings(
        String name, Optional<Path> users, Optional<Path> acl, int hashThreads, int hashQueue, Logins.Limits limits) {

    /**
     * Reads the keys of {@link Config}.
     *
     * @param data the folder that relative paths begin at
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(String pid, Map<String, ?> properties, Path data) {
        String name = text(properties, "name", "file");
        if (name.isEmpty() || name.indexOf(',') >= 0) {
            throw wrong(pid, "name", "a name without commas", name);
        }
        return new Settings(
                name,
                path(pid, properties, "users", data),
                path(pid, properties, "acl", data),
                number(pid, properties, "hash.threads", 1, 1, 64),
                number(pid, properties, "hash.queue", 200, 1, 100_000),
                new Logins.Limits(
                        number(pid, properties, "failures.free", 5, 1, 1_000),
                        number(pid, properties, "failures.delay.max.seconds", 60, 0, 3_600) * 1_000L,
                        number(pid, properties, "cache.seconds", 60, 0, 86_400) * 1_000L));
    }

    private static String text(Map<String, ?> properties, String key, String otherwise) {
        Object value = properties.get(key);
        return value == null ? otherwise : value.toString().strip();
    }

    private static Optional<Path> path(String pid, Map<String, ?> properties, String key, Path data) {
        String text = text(properties, key, key);
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(data.resolve(text).normalize());
        } catch (InvalidPathException e) {
            throw wrong(pid, key, "a path of this system", text);
        }
    }

    private static int number(String pid, Map<String, ?> properties, String key, int otherwise, int least, int most) {
        String text = text(properties, key, String.valueOf(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw wrong(pid, key, "a whole number from " + least + " to " + most, text);
    }

    private static IllegalArgumentException wrong(String pid, String key, String allowed, String value) {
        return new IllegalArgumentException(pid + ": " + key + " is " + allowed + ", not '" + value + "'");
    }
}
