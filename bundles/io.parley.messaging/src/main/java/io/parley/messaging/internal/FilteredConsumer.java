package io.parley.messaging.internal;

import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Message;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A consumer that gets what matches alone. It takes no turns with others: it {@link Search searches} the queue, and what it has may
 * lie anywhere in it. Owned by the queue's shard.
 */
final class FilteredConsumer extends QueueConsumer {

    private final Search search;

    /** What it has, by sequence. */
    private final TreeMap<Long, Entry> has = new TreeMap<>();

    /** @param options with a filter */
    FilteredConsumer(QueueState queue, ConsumeOptions options, Target target) {
        super(queue, options, target);
        this.search = new Search(queue, this, options.filter().orElseThrow());
    }

    Search search() {
        return search;
    }

    @Override
    void close() {
        search.end();
        super.close();
    }

    @Override
    void lookAhead() {
        search.lookAhead();
    }

    @Override
    long waiting(long ofAll) {
        return search.waiting(ofAll);
    }

    @Override
    boolean takesTurns() {
        return false;
    }

    @Override
    boolean take(Entry entry, Message message, long now) {
        if (takings() == null) {
            has.put(entry.sequence, entry);
        }
        return super.take(entry, message, now);
    }

    @Override
    void gone(Entry entry) {
        has.remove(entry.sequence);
        super.gone(entry);
    }

    @Override
    void eachHeld(Consumer<Entry> visitor) {
        List.copyOf(has.values()).forEach(visitor);
    }
}
