package io.parley.engine.internal;

/** Checks configured numbers. */
final class Ranges {

    private final String pid;

    Ranges(String pid) {
        this.pid = pid;
    }

    int in(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(pid + ": " + key + " is " + min + " to " + max + ", not " + value);
        }
        return value;
    }
}
