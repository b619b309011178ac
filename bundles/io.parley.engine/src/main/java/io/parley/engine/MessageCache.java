package io.parley.engine;

import io.parley.api.cache.CacheService;
import io.parley.api.message.Message;
import io.parley.engine.cache.ReadCache;
import io.parley.spi.journal.Journal;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Messages that were read from the journal, decoded: one that waits in many inboxes is read once. Bounded by number and by the size of
 * each payload. Safe for all threads.
 *
 * <p>A record of the journal never changes, so an entry cannot be wrong; it goes when its part of the journal does, to make room.
 */
final class MessageCache {

    static final String NAME = "io.parley.messages";
    static final int ENTRIES = 4_096;

    /** Bytes of payload; with the number of entries this bounds the cache to 32 MiB. */
    static final int LARGEST = 8 << 10;

    /** So many keys are remembered, those of entries included that had to make room. */
    static final int KEYS = 4 * ENTRIES;

    /** Where a message is. */
    record Key(long position, int index) {}

    /** @param journal that it is from: another one has other messages at the same positions */
    record Cached(Journal journal, Message message) {}

    private static final Comparator<Key> IN_ORDER =
            Comparator.comparingLong(Key::position).thenComparingInt(Key::index);

    private final Journal journal;
    private final ReadCache<Key, Cached> cache = new ReadCache<>(NAME, Key.class, Cached.class, ENTRIES);
    private final NavigableSet<Key> keys = new ConcurrentSkipListSet<>(IN_ORDER);
    private final AtomicInteger size = new AtomicInteger();

    MessageCache(Journal journal) {
        this.journal = journal;
    }

    void use(CacheService service) {
        cache.use(service);
    }

    void stop(CacheService service) {
        cache.stop(service);
    }

    /** Null when it is not there. */
    Message get(MessageRef ref) {
        if (!cache.present()) {
            return null;
        }
        Cached found = cache.get(new Key(ref.position(), ref.index()));
        return found != null && found.journal == journal ? found.message : null;
    }

    /** Takes in a message that was read, if it is not too large; returns it. */
    Message put(MessageRef ref, Message message) {
        if (!cache.present() || message.payload().size() > LARGEST) {
            return message;
        }
        Key key = new Key(ref.position(), ref.index());
        if (keys.add(key) && size.incrementAndGet() > KEYS) {
            forgetBelow(Long.MAX_VALUE);
        }
        cache.put(key, new Cached(journal, message));
        return message;
    }

    /** How many keys are remembered. */
    int known() {
        return size.get();
    }

    /** The journal has given up what is below that position. */
    void trimmed(long position) {
        forgetBelow(position);
    }

    private void forgetBelow(long position) {
        for (Key key : keys.headSet(new Key(position, 0))) {
            if (keys.remove(key)) {
                size.decrementAndGet();
                cache.invalidate(key);
            }
        }
    }
}
