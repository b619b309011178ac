package io.parley.spi.router;

import io.parley.spi.plugin.PluginException;
import java.util.List;

/**
 * What a router made of its routes' rules, so that it is made once a configuration and not once a message. Safe for all
 * threads.
 *
 * <p>Rules are told apart by their list object, as {@link Router#route} promises it. Bounded: rules that were not used
 * for long are compiled again.
 *
 * @param <T> the compiled form; immutable
 */
public final class CompiledRules<T> {

    private static final int KEPT = 64;

    private final Compiler<T> compiler;
    /** Newest first; replaced, never changed. */
    private volatile Entry<?>[] entries = {};

    public CompiledRules(Compiler<T> compiler) {
        this.compiler = compiler;
    }

    /** The compiled form of those rules. */
    @SuppressWarnings("unchecked")
    public T of(List<String> rules) throws PluginException {
        for (Entry<?> entry : entries) {
            if (entry.rules == rules) {
                return (T) entry.compiled;
            }
        }
        T compiled = compiler.compile(rules);
        add(new Entry<>(rules, compiled));
        return compiled;
    }

    private synchronized void add(Entry<T> entry) {
        Entry<?>[] before = entries;
        Entry<?>[] after = new Entry<?>[Math.min(before.length + 1, KEPT)];
        after[0] = entry;
        System.arraycopy(before, 0, after, 1, after.length - 1);
        entries = after;
    }

    /** Makes the compiled form; naming the rule and what is allowed when it cannot. */
    @FunctionalInterface
    public interface Compiler<T> {
        T compile(List<String> rules) throws PluginException;
    }

    private record Entry<T>(List<String> rules, T compiled) {}
}
