package io.parley.engine.config;

import java.util.Optional;

/** An OSGi service of who brings configurations into Config Admin from elsewhere. Safe for all threads. */
@FunctionalInterface
public interface Origins {

    /**
     * Where the value of a key comes from, in words for people: a file's path, for example.
     *
     * @param pid of a factory's instance with its name
     * @return empty when it is not from here
     */
    Optional<String> origin(String pid, String key);
}
