package io.parley.event.internal.match;

import io.parley.engine.shard.NameTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds who listens to a topic. Patterns without wildcard are found by one look-up of the whole topic; those with wildcards are in a
 * tree with one node for each level. Reading takes no lock; changes exclude each other for the moment that they take. A match sees
 * every change that has returned before it begins.
 *
 * <p>At a level of the topic a match goes on, from each node that it has reached, to at most two: the level's name and
 * {@code +}. So it visits at most 2<sup>n</sup> nodes at level n, and never more than there are different arrangements of
 * {@code +} among the patterns' first n levels.
 *
 * @param <L> told apart by identity
 */
public final class PatternIndex<L> {

    private final Function<? super L, String> pattern;

    /** Each is what {@link Listeners} make of those of one pattern. */
    private final NameTable<Object> exact; // changed under this

    private final Tree wild = new Tree();
    private volatile int size; // written under this

    /** @param pattern of a listener, which never changes */
    public PatternIndex(Function<? super L, String> pattern) {
        this.pattern = pattern;
        this.exact = new NameTable<>(this::patternOf);
    }

    private String patternOf(Object held) {
        return pattern.apply(Listeners.any(held));
    }

    public int size() {
        return size;
    }

    /** Listeners to be added at once. For one thread. */
    public final class Bulk {

        private final NameTable<Object>.Bulk exact = PatternIndex.this.exact.bulk();
        private final List<L> wild = new ArrayList<>();

        private Bulk() {}

        public void add(L listener) {
            if (Topics.hasWildcard(pattern.apply(listener))) {
                wild.add(listener);
            } else {
                exact.add(listener);
            }
        }
    }

    public Bulk bulk() {
        return new Bulk();
    }

    /** Adds many, in much less time than {@link #add} takes for each. */
    public synchronized void addAll(Bulk more) {
        exact.addAll(more.exact, Listeners::with);
        more.wild.forEach(listener -> wild.add(pattern.apply(listener), listener));
        size += more.exact.count() + more.wild.size();
    }

    public synchronized void add(L listener) {
        String its = pattern.apply(listener);
        if (Topics.hasWildcard(its)) {
            wild.add(its, listener);
        } else {
            exact.put(Listeners.with(exact.get(its), listener));
        }
        size++;
    }

    public synchronized void remove(L listener) {
        String its = pattern.apply(listener);
        if (Topics.hasWildcard(its)) {
            wild.remove(its, listener);
        } else {
            Object rest = Listeners.without(exact.get(its), listener);
            if (rest == null) {
                exact.remove(its);
            } else {
                exact.put(rest);
            }
        }
        size--;
    }

    /** Everybody whose pattern matches the topic, as often as patterns match. The list is the caller's own. */
    public List<L> match(String topic) {
        if (size == 0) {
            return List.of();
        }
        List<L> found = new ArrayList<>(2);
        match(topic, found);
        return found;
    }

    /** Adds who matches, and returns how many nodes of the tree that took. */
    int match(String topic, List<L> found) {
        Listeners.addTo(found, exact.get(topic));
        return wild.isEmpty() ? 1 : wild.match(topic, found);
    }

    /** Everybody, in no particular order. */
    public void forEach(Consumer<? super L> action) {
        List<L> all = new ArrayList<>();
        exact.forEach(held -> Listeners.addTo(all, held));
        wild.collect(all);
        all.forEach(action);
    }

    /** For tests: whether nothing is left behind. */
    boolean bare() {
        return exact.size() == 0 && wild.isEmpty();
    }
}
