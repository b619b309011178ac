package io.parley.messaging.internal.sending;

import io.parley.engine.MessageRef;
import io.parley.engine.op.SendingOp;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * Messages that wait, or wait no longer, each as some numbers of an array. As objects they would take seven times as much, and the collector
 * would have to move hundreds of thousands of them, while all messages wait. None is removed. For one thread at a time, or for many that only
 * read.
 */
final class DelayRows {

    /** Characters of a UUID. */
    private static final int UUID_LENGTH = 36;

    /** Behind the address: twice U+0000 and a UUID. */
    private static final int TAIL = 2 * (1 + UUID_LENGTH);

    /** Id and order, each two numbers, time, position, place in the record and what it has in common with others, and hash. */
    private static final int WIDTH = 8;

    private static final int PAGE = DelayPages.NUMBERS / WIDTH;
    private static final int SMALLEST = 16;

    /** So many rows at a time are put in order. */
    private static final int SORTED = 1 << 16;

    /** In what order rows are visited. */
    enum Order {

        /** Of their names, but for the addresses: those of one address are mostly in the order of their ids. */
        NAMES {
            @Override
            long number(DelayRows rows, int row) {
                return rows.number(row, 0) ^ Long.MIN_VALUE;
            }
        },

        TIMES {
            @Override
            long number(DelayRows rows, int row) {
                return rows.at(row) * SORTED;
            }
        };

        /** Of two the one with the lower number comes first; its last 16 bits do not count. */
        abstract long number(DelayRows rows, int row);
    }

    /** What many have in common. */
    private record Kind(String address, String principal, String sender, Guarantee guarantee, boolean retain) {}

    private final DelayPages from;
    private final List<Kind> kinds = new ArrayList<>();
    private final Map<Kind, Integer> places = new HashMap<>();
    private final List<long[]> pages = new ArrayList<>();

    /** For each place, of a power of 2, a row, from 1; 0 where there is none. A third of them at least are free. */
    private int[] index = new int[SMALLEST];

    private int size;

    DelayRows(DelayPages from) {
        this.from = from;
    }

    int size() {
        return size;
    }

    /** Adds one that is not there. */
    void add(SendingOp.Delayed op, MessageRef ref) {
        if ((size + 1) * 3L > index.length * 2L) {
            grow();
        }
        if (size == pages.size() * PAGE) {
            pages.add(from.take());
        }
        String name = op.name();
        Kind kind = new Kind(address(name), op.principal(), op.sender(), op.guarantee(), op.retain());
        Integer place = places.get(kind);
        if (place == null) {
            place = kinds.size();
            kinds.add(kind);
            places.put(kind, place);
        }
        int hash = hash(name);
        UUID id = id(name);
        UUID order = order(name);
        long[] page = pages.get(size / PAGE);
        int at = size % PAGE * WIDTH;
        page[at] = id.getMostSignificantBits();
        page[at + 1] = id.getLeastSignificantBits();
        page[at + 2] = order.getMostSignificantBits();
        page[at + 3] = order.getLeastSignificantBits();
        page[at + 4] = op.at();
        page[at + 5] = ref.position();
        page[at + 6] = (long) ref.index() << 32 | place;
        page[at + 7] = hash;
        size++;
        link(hash, size);
    }

    private void link(int hash, int row) {
        int place = hash & index.length - 1;
        while (index[place] != 0) {
            place = place + 1 & index.length - 1;
        }
        index[place] = row;
    }

    private void grow() {
        index = new int[index.length * 2];
        for (int row = 0; row < size; row++) {
            link((int) number(row, 7), row + 1);
        }
    }

    private static String address(String name) {
        return name.substring(0, name.length() - TAIL);
    }

    private static UUID id(String name) {
        int begin = name.length() - TAIL + 1;
        return UUID.fromString(name.substring(begin, begin + UUID_LENGTH));
    }

    private static UUID order(String name) {
        return UUID.fromString(name.substring(name.length() - UUID_LENGTH));
    }

    /** Of the {@link DelayedEntry#prefix prefix}: one may be there more than once. */
    private static int hash(String name) {
        return DelayedEntry.hash(name, name.length() - UUID_LENGTH);
    }

    private long number(int row, int column) {
        return pages.get(row / PAGE)[row % PAGE * WIDTH + column];
    }

    boolean has(String name) {
        return find(name) >= 0;
    }

    /** The row of that name, from 0; -1 for none. */
    int find(String name) {
        if (size == 0) {
            return -1;
        }
        int hash = hash(name);
        for (int place = hash & index.length - 1; index[place] != 0; place = place + 1 & index.length - 1) {
            int row = index[place] - 1;
            if ((int) number(row, 7) == hash && name.equals(name(row))) {
                return row;
            }
        }
        return -1;
    }

    /** The rows of all whose names begin with that {@link DelayedEntry#prefix prefix}. */
    List<Integer> findAll(String prefix) {
        List<Integer> found = new ArrayList<>();
        int hash = DelayedEntry.hash(prefix, prefix.length());
        for (int place = hash & index.length - 1; index[place] != 0; place = place + 1 & index.length - 1) {
            int row = index[place] - 1;
            if ((int) number(row, 7) == hash
                    && name(row).startsWith(prefix)
                    && name(row).length() == prefix.length() + UUID_LENGTH) {
                found.add(row);
            }
        }
        return found;
    }

    private Kind kind(int row) {
        return kinds.get((int) number(row, 6));
    }

    String name(int row) {
        return kind(row).address()
                + '\0'
                + new UUID(number(row, 0), number(row, 1))
                + '\0'
                + new UUID(number(row, 2), number(row, 3));
    }

    /** When it is, or was, to be sent on. */
    long at(int row) {
        return number(row, 4);
    }

    /** Visits all. Within each {@value #SORTED} that were added one after the other they come in that order, nearly. */
    void each(Order order, IntConsumer visitor) {
        long[] some = new long[Math.min(size, SORTED)];
        for (int first = 0; first < size; first += SORTED) {
            int rows = Math.min(SORTED, size - first);
            for (int i = 0; i < rows; i++) {
                some[i] = order.number(this, first + i) & -SORTED | i;
            }
            Arrays.sort(some, 0, rows);
            for (int i = 0; i < rows; i++) {
                visitor.accept(first + (int) (some[i] & SORTED - 1));
            }
        }
    }

    /** Nobody looks at it any more. */
    void end() {
        from.give(pages);
        pages.clear();
    }

    SendingOp.Delayed op(int row) {
        Kind kind = kind(row);
        return new SendingOp.Delayed(
                name(row), 0, kind.principal(), kind.sender(), kind.guarantee(), kind.retain(), at(row), true);
    }

    MessageRef ref(int row) {
        return new MessageRef(number(row, 5), (int) (number(row, 6) >>> 32));
    }
}
