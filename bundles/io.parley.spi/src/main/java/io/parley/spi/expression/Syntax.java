package io.parley.spi.expression;

import io.parley.spi.plugin.PluginException;

/**
 * The limits of one expression while it is read, so that no expression takes long, and the form in which errors name their place. For
 * one thread.
 */
public final class Syntax {

    /** The most characters of an expression. */
    public static final int CHARACTERS = 4_096;

    /** The most levels of what is inside one another. */
    public static final int LEVELS = 64;

    /** The most names, values and signs. */
    public static final int NODES = 512;

    /** The most characters of a pattern. */
    public static final int PATTERN = 256;

    private int levels;
    private int nodes;

    /**
     * @param what for people: {@code selector}
     * @throws PluginException when the expression is too long
     */
    public Syntax(String what, String expression) throws PluginException {
        if (expression.length() > CHARACTERS) {
            throw new PluginException(
                    "A " + what + " has at most " + CHARACTERS + " characters, not " + expression.length());
        }
    }

    /** What is wrong at a position, which counts from 1. */
    public static PluginException wrong(int position, String words) {
        return new PluginException("Position " + position + ": " + words);
    }

    /** What begins there is inside of what began before. */
    public void deeper(int position) throws PluginException {
        if (++levels > LEVELS) {
            throw wrong(position, "more than " + LEVELS + " levels deep");
        }
    }

    /** The reverse of {@link #deeper}. */
    public void shallower() {
        levels--;
    }

    /** Counts one more name, value or sign. */
    public void count(int position) throws PluginException {
        if (++nodes > NODES) {
            throw wrong(position, "more than " + NODES + " names, values and signs");
        }
    }

    /** Refuses an expression that can never be of that kind. */
    public static Expression ofKind(Expression part, Expression.Kind kind, int position) throws PluginException {
        if (part.kind() != kind && part.kind() != Expression.Kind.ANY) {
            throw wrong(position, "expected " + words(kind) + ", found " + words(part.kind()));
        }
        return part;
    }

    private static String words(Expression.Kind kind) {
        return switch (kind) {
            case TRUTH -> "a condition";
            case NUMBER -> "a number";
            case TEXT -> "a text";
            case ANY -> "a value";
        };
    }

    /** Refuses a pattern that is too long. */
    public static void pattern(int position, String pattern) throws PluginException {
        if (pattern.length() > PATTERN) {
            throw wrong(position, "a pattern has at most " + PATTERN + " characters, not " + pattern.length());
        }
    }
}
