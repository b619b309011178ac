package io.parley.messaging.internal;

import io.parley.messaging.internal.QueueSettings.Sharing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** The consumers of a queue, which take turns. Owned by the queue's shard. */
final class Consumers {

    private final List<QueueConsumer> all = new ArrayList<>();
    private final Supplier<QueueSettings> settings;
    private int turn;
    private volatile int count;

    /** Whose turn it would be if there were a message. */
    private int candidate;

    Consumers(Supplier<QueueSettings> settings) {
        this.settings = settings;
    }

    List<QueueConsumer> all() {
        return Collections.unmodifiableList(all);
    }

    /** How many there are. Any thread. */
    int count() {
        return count;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether there is one, or one alone that gets messages. */
    boolean alone() {
        return all.size() == 1 || !all.isEmpty() && settings.get().sharing() != Sharing.COMPETING;
    }

    /** Whether the queue takes no other one besides those that are there. */
    boolean complete() {
        return !all.isEmpty() && settings.get().sharing() == Sharing.EXCLUSIVE;
    }

    void add(QueueConsumer consumer) {
        all.add(consumer);
        count = all.size();
    }

    void remove(QueueConsumer consumer) {
        all.remove(consumer);
        count = all.size();
    }

    void clear() {
        all.clear();
        count = 0;
    }

    /** Whether the consumer is one of those that get messages. */
    boolean serves(QueueConsumer consumer) {
        return settings.get().sharing() == Sharing.COMPETING || all.get(0) == consumer;
    }

    /** How many do not keep up. */
    int slow() {
        return (int) all.stream().filter(consumer -> consumer.pace().slow()).count();
    }

    /** How many messages they have. */
    long held() {
        long held = 0;
        for (QueueConsumer consumer : all) {
            held += consumer.held();
        }
        return held;
    }

    /** The one whose turn it is, of those that have credit and take whatever comes; null when there is none. */
    QueueConsumer next() {
        if (all.size() > 1 && settings.get().sharing() != Sharing.COMPETING) {
            candidate = 0;
            return all.get(0).takesTurns() ? all.get(0) : null;
        }
        for (int i = 1; i <= all.size(); i++) {
            candidate = (turn + i) % all.size();
            if (all.get(candidate).takesTurns()) {
                return all.get(candidate);
            }
        }
        return null;
    }

    /** The one that {@link #next} told of has had its turn. */
    void served() {
        turn = candidate;
    }
}
