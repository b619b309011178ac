package io.parley.event.internal.match;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A set of listeners, told apart by identity: an array that is replaced while it is small, a concurrent set when it has grown. Read
 * by any thread, changed by one at a time.
 */
final class Bag<L> {

    private static final int SMALL = 32;
    private static final Object[] NONE = {};

    private volatile Object[] few = NONE;
    private volatile Set<L> many = Collections.emptySet();

    void add(L listener) {
        if (few.length < SMALL) {
            Object[] next = Arrays.copyOf(few, few.length + 1);
            next[few.length] = listener;
            few = next;
        } else {
            if (many.isEmpty()) {
                many = ConcurrentHashMap.newKeySet();
            }
            many.add(listener);
        }
    }

    void remove(L listener) {
        Object[] now = few;
        for (int i = 0; i < now.length; i++) {
            if (now[i] == listener) {
                Object[] next = Arrays.copyOf(now, now.length - 1);
                System.arraycopy(now, i + 1, next, i, next.length - i);
                few = next.length == 0 ? NONE : next;
                return;
            }
        }
        many.remove(listener);
    }

    boolean isEmpty() {
        return few.length == 0 && many.isEmpty();
    }

    @SuppressWarnings("unchecked")
    void forEach(Consumer<? super L> action) {
        for (Object listener : few) {
            action.accept((L) listener);
        }
        if (!many.isEmpty()) {
            many.forEach(action);
        }
    }
}
