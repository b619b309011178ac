package io.parley.event.internal.topic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One topic's history. The oldest part is in the view, the tail in memory. Owned by the topic's shard. */
final class TopicLog {

    final String topic;

    private final Tail tail = new Tail();

    /** Events that were copied forward, as far as the view does not show yet where they are now. */
    private Map<Place, HistoryItem> moved = Map.of();

    /** What of them has been handed to the view. */
    private List<HistoryItem> movedHandedOver = List.of();

    /** Changes whenever what {@link #storedAt} goes by does. */
    private int moves;

    /** How many of the tail, from its head, have been handed to the view. */
    private int handedOver;

    private long sequence;
    private long count;
    private long bytes;
    private long oldest;
    private volatile Place first = Place.BEFORE_ALL;
    private Place last = Place.BEFORE_ALL;

    TopicLog(String topic) {
        this.topic = topic;
    }

    /** As the view has it. */
    TopicLog(String topic, long sequence, long count, long bytes, long oldest, Place first, Place last) {
        this.topic = topic;
        this.sequence = sequence;
        this.count = count;
        this.bytes = bytes;
        this.oldest = oldest;
        this.first = first;
        this.last = last;
    }

    long sequence() {
        return sequence;
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** When the oldest event was accepted. */
    long oldest() {
        return oldest;
    }

    /** Everything at or before that place has been given up. Any thread. */
    Place first() {
        return first;
    }

    Place last() {
        return last;
    }

    HistoryItem append(Place place, long time, long size) {
        HistoryItem item = new HistoryItem(topic, place, ++sequence, time, size);
        tail.add(item);
        last = place;
        if (count++ == 0) {
            oldest = time;
        }
        bytes += size;
        return item;
    }

    /** The event is stored elsewhere now. */
    void moved(HistoryItem item) {
        if (moved.isEmpty()) {
            moved = new HashMap<>();
        }
        moved.put(item.place, item);
        moves++;
    }

    /** The events that the view may still show where they were before. */
    Set<Place> moving() {
        return Set.copyOf(moved.keySet());
    }

    int moves() {
        return moves;
    }

    /** Where the event is stored now; {@link #moves} must not have changed since before the item was read from the view. */
    long storedAt(HistoryItem item) {
        return moved.getOrDefault(item.place, item).storedAt();
    }

    /** What the view was not told yet of events that are stored elsewhere. */
    List<HistoryItem> handOverMoved() {
        movedHandedOver = List.copyOf(moved.values());
        return movedHandedOver;
    }

    /** Events in the view only. */
    long inView() {
        return count - tail.size();
    }

    /** The part of the tail behind one place, up to and including another; at most that many. */
    List<HistoryItem> tail(Place behind, Place upTo, int limit) {
        return tail.between(behind, upTo, limit);
    }

    /** The place of the tail's head, behind which nothing is in the view only. */
    Place tailBegin() {
        return tail.isEmpty() ? Place.behind(Long.MAX_VALUE) : tail.peek().place;
    }

    /** Of the tail, what the view was not told yet. */
    List<HistoryItem> handOver() {
        List<HistoryItem> fresh = tail.from(handedOver);
        handedOver = tail.size();
        return fresh;
    }

    /** The view has all that was handed over: memory need not. */
    void collected() {
        for (; handedOver > 0; handedOver--) {
            tail.poll().forget();
        }
        if (!movedHandedOver.isEmpty()) {
            movedHandedOver.forEach(item -> moved.remove(item.place, item));
            movedHandedOver = List.of();
            moves++;
        }
    }

    /**
     * Gives up the oldest events, which are in the view only.
     *
     * @param next when the event behind them was accepted, if that is in the view, too
     */
    void dropped(Place upTo, long events, long size, long next) {
        first = upTo;
        forgetMoved();
        count -= events;
        bytes -= size;
        HistoryItem head = head();
        oldest = head == null ? next : head.time;
    }

    private void forgetMoved() {
        if (!moved.isEmpty()) {
            moved.keySet().removeIf(place -> place.compareTo(first) <= 0);
        }
    }

    /** The oldest event when it is in memory, else null. */
    HistoryItem head() {
        return inView() > 0 ? null : tail.peek();
    }

    /** Gives up the oldest event, which is in memory. */
    void dropHead() {
        HistoryItem item = tail.poll();
        handedOver = Math.max(0, handedOver - 1);
        item.forget();
        first = item.place;
        forgetMoved();
        count--;
        bytes -= item.size;
        oldest = tail.isEmpty() ? 0 : tail.peek().time;
    }
}
