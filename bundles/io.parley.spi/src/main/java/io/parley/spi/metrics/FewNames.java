package io.parley.spi.metrics;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses few of many names, so that what users may name does not make more readings than somebody wants to keep. A name that was
 * chosen stays so until it is gone; what is not chosen is to be summed up under {@link #OTHER}. Safe for all threads.
 */
public final class FewNames {

    /** The name of all that were not chosen, together. */
    public static final String OTHER = "other";

    private final Set<String> chosen = new LinkedHashSet<>(); // guarded by this

    /**
     * Of the names that are there now those to be shown.
     *
     * @param most how many, above 0
     */
    public synchronized Set<String> of(Collection<String> names, int most) {
        Set<String> present = new TreeSet<>(names);
        chosen.retainAll(present);
        for (String name : present) {
            if (chosen.size() >= most) {
                break;
            }
            chosen.add(name);
        }
        while (chosen.size() > most) {
            chosen.remove(chosen.iterator().next());
        }
        return Set.copyOf(chosen);
    }
}
