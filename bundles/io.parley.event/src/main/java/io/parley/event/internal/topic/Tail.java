package io.parley.event.internal.topic;

import java.util.ArrayList;
import java.util.List;

/** Events in the order of their places: added at the end, taken from the front, found by place. For one thread. */
final class Tail {

    private static final int COMPACT_FROM = 64;

    private final List<HistoryItem> items = new ArrayList<>(2);
    private int head;

    void add(HistoryItem item) {
        items.add(item);
    }

    int size() {
        return items.size() - head;
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** Null when there is none. */
    HistoryItem peek() {
        return isEmpty() ? null : items.get(head);
    }

    HistoryItem poll() {
        HistoryItem item = items.set(head++, null);
        if (head == items.size()) {
            items.clear();
            head = 0;
        } else if (head >= COMPACT_FROM && head > items.size() / 2) {
            items.subList(0, head).clear();
            head = 0;
        }
        return item;
    }

    /** Without the first ones. */
    List<HistoryItem> from(int index) {
        return List.copyOf(items.subList(head + index, items.size()));
    }

    /** Behind one place, up to and including another; at most that many. */
    List<HistoryItem> between(Place behind, Place upTo, int limit) {
        int low = head;
        int high = items.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (items.get(middle).place.compareTo(behind) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int end = low;
        while (end < items.size() && end - low < limit && items.get(end).place.compareTo(upTo) <= 0) {
            end++;
        }
        return List.copyOf(items.subList(low, end));
    }
}
