package io.parley.engine.internal;

/** Checks configured numbers. */
final class Ranges {

    private Ranges() {}

    static int in(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "io.parley.engine: " + key + " is " + min + " to " + max + ", not " + value);
        }
        return value;
    }
}
