package io.parley.messaging.internal.sending;

import java.util.ArrayList;
import java.util.List;

/** Messages that wait for their time and are in memory, by address and id, which may come more than once. For one thread at a time. */
final class DelayIndex {

    private static final int SMALLEST = 16;

    /** Each place has a chain of entries. The length is a power of 2. */
    private DelayedEntry[] table = new DelayedEntry[SMALLEST];

    private int size;

    int size() {
        return size;
    }

    /** Where the chain begins of those whose names begin like that. */
    private int place(String name, int end) {
        return DelayedEntry.hash(name, end) & table.length - 1;
    }

    /** Where what {@link DelayedEntry#prefix the prefix} has ends. */
    private static int end(String name) {
        return name.length() - DelayedEntry.ORDER;
    }

    private int place(String name) {
        return place(name, end(name));
    }

    /** Null when there is none of that name. */
    DelayedEntry get(String name) {
        DelayedEntry entry = table[place(name)];
        while (entry != null && !entry.name().equals(name)) {
            entry = entry.next;
        }
        return entry;
    }

    boolean has(DelayedEntry wanted) {
        DelayedEntry entry = table[place(wanted.name())];
        while (entry != null && entry != wanted) {
            entry = entry.next;
        }
        return entry != null;
    }

    /** Adds one that is not there. */
    void add(DelayedEntry entry) {
        if (size >= table.length) {
            resize(table.length * 2);
        }
        link(entry);
        size++;
    }

    private void link(DelayedEntry entry) {
        int place = place(entry.name());
        entry.next = table[place];
        table[place] = entry;
    }

    private void resize(int places) {
        DelayedEntry[] before = table;
        table = new DelayedEntry[places];
        for (DelayedEntry first : before) {
            for (DelayedEntry entry = first; entry != null; ) {
                DelayedEntry next = entry.next;
                link(entry);
                entry = next;
            }
        }
    }

    /** Removes one that is there. */
    void remove(DelayedEntry entry) {
        int place = place(entry.name());
        if (table[place] == entry) {
            table[place] = entry.next;
        } else {
            DelayedEntry before = table[place];
            while (before.next != entry) {
                before = before.next;
            }
            before.next = entry.next;
        }
        entry.next = null;
        size--;
        if (size == 0 && table.length > SMALLEST) {
            table = new DelayedEntry[SMALLEST];
        }
    }

    /** All whose names begin with that {@link DelayedEntry#prefix prefix}. */
    List<DelayedEntry> find(String prefix) {
        List<DelayedEntry> found = new ArrayList<>();
        for (DelayedEntry entry = table[place(prefix, prefix.length())]; entry != null; entry = entry.next) {
            if (end(entry.name()) == prefix.length() && entry.name().startsWith(prefix)) {
                found.add(entry);
            }
        }
        return found;
    }
}
