package io.parley.engine.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Objects by a name that they carry themselves: a million of them take a reference and a byte each, and not a map's node as well.
 * The byte tells most of the others apart from what is looked for, so that they are not touched.
 *
 * <p>One thread at a time changes it. Any thread may read meanwhile, without a lock, and sees every change that was finished
 * before it began. Names come from clients, so where they go follows from numbers that this process alone knows: nobody can
 * choose names that collide.
 *
 * @param <E> has one name, which does not change
 */
public final class NameTable<E> {

    private static final VarHandle TAGS = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final VarHandle ELEMENTS = MethodHandles.arrayElementVarHandle(Object[].class);

    /** Tag of a slot where nothing ever was. */
    private static final byte FREE = 0;

    /** Tag of a slot where something was: whoever looks for what lies behind goes on. */
    private static final byte GONE = 1;

    /**
     * The slots. An element is written before its tag, and its tag goes before it, so that a reader who finds a tag finds this element,
     * or a later one, or null.
     */
    private static final class Slots {
        private final byte[] tags;
        private final Object[] elements;

        Slots(int length) {
            tags = new byte[length];
            elements = new Object[length];
        }

        int length() {
            return tags.length;
        }

        byte tag(int slot) {
            return (byte) TAGS.getAcquire(tags, slot);
        }

        Object element(int slot) {
            return ELEMENTS.getAcquire(elements, slot);
        }

        void set(int slot, Object element, byte tag) {
            ELEMENTS.setRelease(elements, slot, element);
            TAGS.setRelease(tags, slot, tag);
        }

        void clear(int slot) {
            TAGS.setRelease(tags, slot, GONE);
            ELEMENTS.setRelease(elements, slot, null);
        }

        void free(int slot) {
            TAGS.setRelease(tags, slot, FREE);
        }
    }

    /** Never written to. */
    private static final Slots NONE = new Slots(1);

    private static final int FEWEST = 4;
    private static final long SEED = ThreadLocalRandom.current().nextLong();
    private static final long FACTOR = ThreadLocalRandom.current().nextLong() | 1;

    private final Function<? super E, String> name;

    /** An element keeps its slot for as long as these are the slots, so that readers do not miss it. */
    private volatile Slots slots = NONE;

    private volatile int size;

    /** Slots that are not free. */
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
        Slots now = slots;
        int mask = now.length() - 1;
        int hash = hash(text, begin, end);
        byte wanted = tag(hash);
        for (int at = hash; ; at++) {
            byte tag = now.tag(at & mask);
            if (tag == FREE) {
                return null;
            }
            if (tag == wanted) {
                E element = cast(now.element(at & mask));
                if (element != null && isNamed(element, text, begin, end)) {
                    return element;
                }
            }
        }
    }

    private boolean isNamed(E element, String text, int begin, int end) {
        String its = name.apply(element);
        return its.length() == end - begin && its.regionMatches(0, text, begin, its.length());
    }

    /** Adds an element, or replaces the one of its name, which is returned. */
    public E put(E element) {
        Slots now = slots;
        String its = name.apply(element);
        int hash = hash(its, 0, its.length());
        byte wanted = tag(hash);
        int gone = -1;
        for (int at = hash; ; at++) {
            int slot = at & now.length() - 1;
            byte tag = now.tag(slot);
            if (tag == FREE) {
                add(element, gone < 0 ? slot : gone, wanted);
                return null;
            }
            if (tag == GONE) {
                gone = gone < 0 ? slot : gone;
            } else if (tag == wanted && name.apply(cast(now.element(slot))).equals(its)) {
                E before = cast(now.element(slot));
                now.set(slot, element, wanted);
                return before;
            }
        }
    }

    private void add(E element, int slot, byte tag) {
        if (slots.tag(slot) == FREE) {
            if ((used + 1) * 3L > slots.length() * 2L) {
                rebuild();
                put(element);
                return;
            }
            used++;
        }
        slots.set(slot, element, tag);
        size++;
    }

    /** Removes and returns an element; null when there is none. */
    public E remove(String wanted) {
        Slots now = slots;
        int hash = hash(wanted, 0, wanted.length());
        for (int at = hash; ; at++) {
            int slot = at & now.length() - 1;
            byte tag = now.tag(slot);
            if (tag == FREE) {
                return null;
            }
            if (tag == tag(hash) && name.apply(cast(now.element(slot))).equals(wanted)) {
                E before = cast(now.element(slot));
                now.clear(slot);
                size--;
                forget(now, slot);
                return before;
            }
        }
    }

    /** Where nothing lies behind, nobody has to go on. */
    private void forget(Slots now, int last) {
        int mask = now.length() - 1;
        if (now.tag(last + 1 & mask) == FREE) {
            for (int slot = last; now.tag(slot) == GONE; slot = slot - 1 & mask) {
                now.free(slot);
                used--;
            }
        }
        if (size == 0) {
            slots = NONE;
            used = 0;
        } else if (now.length() > FEWEST && size < now.length() / 8) {
            rebuild();
        }
    }

    private void rebuild() {
        int length = FEWEST;
        while (length < (size + 1) * 2L) {
            length *= 2;
        }
        Slots next = new Slots(length);
        forEach(element -> {
            String its = name.apply(element);
            int hash = hash(its, 0, its.length());
            int at = hash;
            while (next.tag(at & next.length() - 1) != FREE) {
                at++;
            }
            next.set(at & next.length() - 1, element, tag(hash));
        });
        used = size;
        slots = next;
    }

    /** Visits all elements, in no particular order; those that come or go meanwhile may be among them. Any thread. */
    public void forEach(Consumer<? super E> action) {
        Slots now = slots;
        for (int slot = 0; slot < now.length(); slot++) {
            Object there = now.element(slot);
            if (there != null) {
                action.accept(cast(there));
            }
        }
    }

    /** Neither {@link #FREE} nor {@link #GONE}; from bits that choose no slot in tables of a size that fits in memory. */
    private static byte tag(int hash) {
        return (byte) (hash >>> 24 | 0x80);
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
