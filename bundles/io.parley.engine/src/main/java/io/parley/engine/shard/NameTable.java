package io.parley.engine.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Objects by a name that they carry themselves: a million of them take a reference and a byte each, and not a map's node as well.
 * The byte tells most of the others apart from what is looked for, so that they are not touched.
 *
 * <p>One thread at a time changes it. Any thread may read meanwhile, without a lock, and sees every change that was finished
 * before it began. Names come from clients, so where they go follows from numbers that this process alone knows: nobody can
 * choose names that collide.
 *
 * <p>Names may lie within scopes, which are numbers: then an element is found by both.
 *
 * @param <E> has one name, and one scope, neither of which changes
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

        /** Before any other thread sees the slots. */
        void fill(int hash, Object element) {
            int mask = tags.length - 1;
            int slot = hash & mask;
            while (tags[slot] != FREE) {
                slot = slot + 1 & mask;
            }
            elements[slot] = element;
            tags[slot] = NameTable.tag(hash);
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
    private static final long SCOPE_FACTOR = ThreadLocalRandom.current().nextLong() | 1;

    private final Function<? super E, String> name;
    private final ToLongFunction<? super E> scope;

    /** An element keeps its slot for as long as these are the slots, so that readers do not miss it. */
    private volatile Slots slots = NONE;

    private volatile int size;

    /** Slots that are not free. */
    private int used;

    /** Of names that are all within one scope, 0. */
    public NameTable(Function<? super E, String> name) {
        this(name, element -> 0);
    }

    public NameTable(Function<? super E, String> name, ToLongFunction<? super E> scope) {
        this.name = name;
        this.scope = scope;
    }

    public int size() {
        return size;
    }

    /** Null when there is none. */
    public E get(String wanted) {
        return get(0, wanted, 0, wanted.length(), hash(wanted, 0, wanted.length()));
    }

    /**
     * The element whose name is that part of a text; null when there is none.
     *
     * @param hash of that part, as {@link #hash} tells
     */
    public E get(long within, String text, int begin, int end, long hash) {
        Slots now = slots;
        int mask = now.length() - 1;
        int spread = spread(within, hash);
        byte wanted = tag(spread);
        for (int at = spread; ; at++) {
            byte tag = now.tag(at & mask);
            if (tag == FREE) {
                return null;
            }
            if (tag == wanted) {
                E element = cast(now.element(at & mask));
                if (element != null && isAt(element, within, text, begin, end)) {
                    return element;
                }
            }
        }
    }

    /**
     * Whether there may be such an element. It takes what {@link #get} looks at first from memory: asking for several before getting
     * them lets the processor wait for all at once.
     */
    public boolean mayHave(long within, long hash) {
        Slots now = slots;
        return now.tag(spread(within, hash) & now.length() - 1) != FREE;
    }

    private boolean isAt(E element, long within, String text, int begin, int end) {
        String its = name.apply(element);
        return scope.applyAsLong(element) == within
                && its.length() == end - begin
                && its.regionMatches(0, text, begin, its.length());
    }

    private boolean isAt(E element, long within, String wanted) {
        return scope.applyAsLong(element) == within && name.apply(element).equals(wanted);
    }

    /** Elements to be added at once. What has to be known of each is taken from it as it comes, while it is in the processor's cache. For one thread. */
    public final class Bulk {

        private Object[] elements = new Object[FEWEST];
        private int[] hashes = new int[FEWEST];
        private int count;

        private Bulk() {}

        public void add(E element) {
            if (count == hashes.length) {
                elements = Arrays.copyOf(elements, count * 2);
                hashes = Arrays.copyOf(hashes, count * 2);
            }
            hashes[count] = spread(element);
            elements[count++] = element;
        }

        /** How many were added. */
        public int count() {
            return count;
        }
    }

    public Bulk bulk() {
        return new Bulk();
    }

    /**
     * Adds many elements at once, which takes a part of the time that {@link #put} takes for each. Readers see all of them, or none.
     *
     * @param same what is to stand for two of one name, the one before and the one after, under that name
     */
    public void addAll(Bulk more, BinaryOperator<E> same) {
        if (more.count == 0) {
            return;
        }
        int length = FEWEST;
        while ((size + (long) more.count) * 3 > length * 2L) {
            length *= 2;
        }
        rebuild(Math.max(length, slots.length()), more, same);
    }

    /** Adds an element, or replaces the one of its name, which is returned. */
    public E put(E element) {
        Slots now = slots;
        String its = name.apply(element);
        long within = scope.applyAsLong(element);
        int hash = spread(element);
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
            } else if (tag == wanted && isAt(cast(now.element(slot)), within, its)) {
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
        return remove(0, wanted);
    }

    /** As {@link #remove(String)}, within a scope. */
    public E remove(long within, String wanted) {
        Slots now = slots;
        int hash = spread(within, hash(wanted, 0, wanted.length()));
        for (int at = hash; ; at++) {
            int slot = at & now.length() - 1;
            byte tag = now.tag(slot);
            if (tag == FREE) {
                return null;
            }
            if (tag == tag(hash) && isAt(cast(now.element(slot)), within, wanted)) {
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
        rebuild(length, new Bulk(), (before, after) -> after);
    }

    private void rebuild(int length, Bulk more, BinaryOperator<E> same) {
        Slots next = new Slots(length);
        forEach(element -> next.fill(spread(element), element));
        int added = 0;
        for (int i = 0; i < more.count; i++) {
            E element = cast(more.elements[i]);
            byte tag = tag(more.hashes[i]);
            int slot = more.hashes[i] & length - 1;
            while (next.tags[slot] != FREE && !(next.tags[slot] == tag && alike(cast(next.elements[slot]), element))) {
                slot = slot + 1 & length - 1;
            }
            if (next.tags[slot] == FREE) {
                next.tags[slot] = tag;
                next.elements[slot] = element;
                added++;
            } else {
                next.elements[slot] = same.apply(cast(next.elements[slot]), element);
            }
        }
        size += added;
        used = size;
        slots = next;
    }

    private boolean alike(E one, E other) {
        return isAt(one, scope.applyAsLong(other), name.apply(other));
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

    /** Of a part of a text; what it is differs from process to process. */
    public static long hash(String text, int begin, int end) {
        long hash = SEED;
        for (int i = begin; i < end; i++) {
            hash = (hash ^ text.charAt(i)) * FACTOR;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    private static int spread(long within, long hash) {
        return (int) ((hash ^ within * SCOPE_FACTOR) * FACTOR >>> 32);
    }

    private int spread(E element) {
        String its = name.apply(element);
        return spread(scope.applyAsLong(element), hash(its, 0, its.length()));
    }

    @SuppressWarnings("unchecked")
    private static <E> E cast(Object element) {
        return (E) element;
    }
}
