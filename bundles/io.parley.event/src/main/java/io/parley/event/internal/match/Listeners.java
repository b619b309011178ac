package io.parley.event.internal.match;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A set of listeners in one field, told apart by identity: null for none, the listener itself when it is alone, as it mostly is,
 * otherwise {@link Few} or {@link Many}. Whoever changes it, one at a time, writes the field; any thread reads it.
 */
final class Listeners {

    private static final int MOST_FEW = 32;

    /** Never changed. */
    private record Few(Object[] all) {}

    /** Changed in place: what is in it all the time is always found. */
    private record Many(Set<Object> all) {}

    private Listeners() {}

    /** What the field is to hold when that listener is added. */
    static Object with(Object held, Object listener) {
        if (held == null) {
            return listener;
        }
        if (held instanceof Many many) {
            many.all.add(listener);
            return many;
        }
        Object[] before = held instanceof Few few ? few.all : new Object[] {held};
        if (before.length == MOST_FEW) {
            Set<Object> all = ConcurrentHashMap.newKeySet();
            all.addAll(Arrays.asList(before));
            all.add(listener);
            return new Many(all);
        }
        Object[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = listener;
        return new Few(after);
    }

    /** What the field is to hold when that listener has gone. */
    static Object without(Object held, Object listener) {
        if (held == listener) {
            return null;
        }
        if (held instanceof Many many) {
            many.all.remove(listener);
            return many.all.size() > MOST_FEW / 2 ? many : new Few(many.all.toArray());
        }
        if (held instanceof Few few) {
            Object[] rest =
                    Arrays.stream(few.all).filter(one -> one != listener).toArray();
            return rest.length == 1 ? rest[0] : new Few(rest);
        }
        return held;
    }

    /** One of them; where there are many, others may come and go meanwhile. */
    @SuppressWarnings("unchecked")
    static <L> L any(Object held) {
        if (held instanceof Few few) {
            return (L) few.all[0];
        }
        return (L) (held instanceof Many many ? many.all.iterator().next() : held);
    }

    @SuppressWarnings("unchecked")
    static <L> void addTo(Collection<? super L> found, Object held) {
        if (held instanceof Few few) {
            for (Object listener : few.all) {
                found.add((L) listener);
            }
        } else if (held instanceof Many many) {
            found.addAll((Set<L>) many.all);
        } else if (held != null) {
            found.add((L) held);
        }
    }
}
