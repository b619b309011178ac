package io.parley.engine.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Objects by a name that they carry themselves: a million of them take one reference each, and not a map's node as well.
 *
 * <p>One thread at a time changes it. Any thread may read meanwhile, without a lock, and sees every change that was finished
 * before it began. Names come from clients, so where they go follows from numbers that this process alone knows: nobody can
 * choose names that collide.
 *
 * @param <E> has one name, which does not change
 */
public final class NameTable<E> {

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);

    /** Where something was: whoever looks for what lies behind goes on. */
    private static final Object GONE = new Object();

    /** Never written to. */
    private static final Object[] NONE = new Object[1];

    private static final int FEWEST = 4;
    private static final long SEED = ThreadLocalRandom.current().nextLong();
    private static final long FACTOR = ThreadLocalRandom.current().nextLong() | 1;

    private final Function<? super E, String> name;

    /** An element keeps its slot for as long as this is the array, so that readers do not miss it. */
    private volatile Object[] slots = NONE;

    private volatile int size;

    /** Slots that are not null. */
    private int used;

    public NameTable(Function<? super E, String> name) {
        this.name = name;
    }

    public int size() {
        return size;
    }

    /** Null when there is none. */
    public E get(String wanted) {
        return get(wanted, 0, wanted.length());
    }

    /** The element whose name is that part of a text; null when there is none. */
    public E get(String text, int begin, int end) {
        Object[] now = slots;
        for (int at = hash(text, begin, end); ; at++) {
            Object there = SLOTS.getAcquire(now, at & now.length - 1);
            if (there == null) {
                return null;
            }
            if (there != GONE) {
                E element = cast(there);
                String its = name.apply(element);
                if (its.length() == end - begin && its.regionMatches(0, text, begin, its.length())) {
                    return element;
                }
            }
        }
    }

    /** Adds an element, or replaces the one of its name, which is returned. */
    public E put(E element) {
        String its = name.apply(element);
        int free = -1;
        for (int at = hash(its, 0, its.length()); ; at++) {
            int slot = at & slots.length - 1;
            Object there = slots[slot];
            if (there == null) {
                add(element, free < 0 ? slot : free);
                return null;
            }
            if (there == GONE) {
                free = free < 0 ? slot : free;
            } else if (name.apply(cast(there)).equals(its)) {
                SLOTS.setRelease(slots, slot, element);
                return cast(there);
            }
        }
    }

    private void add(E element, int slot) {
        if (slots[slot] == null) {
            if ((used + 1) * 3L > slots.length * 2L) {
                rebuild();
                put(element);
                return;
            }
            used++;
        }
        SLOTS.setRelease(slots, slot, element);
        size++;
    }

    /** Removes and returns an element; null when there is none. */
    public E remove(String wanted) {
        for (int at = hash(wanted, 0, wanted.length()); ; at++) {
            int slot = at & slots.length - 1;
            Object there = slots[slot];
            if (there == null) {
                return null;
            }
            if (there != GONE && name.apply(cast(there)).equals(wanted)) {
                SLOTS.setRelease(slots, slot, GONE);
                size--;
                forget(slot);
                return cast(there);
            }
        }
    }

    /** Where nothing lies behind, nobody has to go on. */
    private void forget(int last) {
        if (slots[last + 1 & slots.length - 1] == null) {
            for (int slot = last; slots[slot] == GONE; slot = slot - 1 & slots.length - 1) {
                SLOTS.setRelease(slots, slot, null);
                used--;
            }
        }
        if (size == 0) {
            slots = NONE;
            used = 0;
        } else if (slots.length > FEWEST && size < slots.length / 8) {
            rebuild();
        }
    }

    private void rebuild() {
        Object[] old = slots;
        int length = FEWEST;
        while (length < (size + 1) * 2L) {
            length *= 2;
        }
        Object[] next = new Object[length];
        for (Object there : old) {
            if (there != null && there != GONE) {
                String its = name.apply(cast(there));
                int at = hash(its, 0, its.length());
                while (next[at & length - 1] != null) {
                    at++;
                }
                next[at & length - 1] = there;
            }
        }
        used = size;
        slots = next;
    }

    /** Visits all elements, in no particular order; those that come or go meanwhile may be among them. Any thread. */
    public void forEach(Consumer<? super E> action) {
        Object[] now = slots;
        for (int slot = 0; slot < now.length; slot++) {
            Object there = SLOTS.getAcquire(now, slot);
            if (there != null && there != GONE) {
                action.accept(cast(there));
            }
        }
    }

    private static int hash(String text, int begin, int end) {
        long hash = SEED;
        for (int i = begin; i < end; i++) {
            hash = (hash ^ text.charAt(i)) * FACTOR;
            hash ^= hash >>> 32;
        }
        return (int) (hash * FACTOR >>> 32);
    }

    @SuppressWarnings("unchecked")
    private static <E> E cast(Object element) {
        return (E) element;
    }
}
