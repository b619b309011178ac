package io.parley.migration.internal;

import io.parley.api.migration.Migration;
import io.parley.api.migration.Migration.Way;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What is going on. Safe for all threads. */
final class Going {

    private final LongSupplier clock;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentSkipListMap<Long, One> all = new ConcurrentSkipListMap<>();

    Going(LongSupplier clock) {
        this.clock = clock;
    }

    /** One session on its way, until it is {@link #end ended}. */
    final class One {
        private final long number = numbers.incrementAndGet();
        private final Way way;
        private final Instant since = Instant.ofEpochMilli(clock.getAsLong());
        private volatile String session;
        private volatile long bytes;

        private One(String session, Way way) {
            this.session = session;
            this.way = way;
        }

        void session(String id) {
            session = id;
        }

        void bytes(long count) {
            bytes = count;
        }

        void end() {
            all.remove(number);
        }

        private Migration now() {
            return new Migration(session, way, since, bytes);
        }
    }

    One begin(String session, Way way) {
        One one = new One(session, way);
        all.put(one.number, one);
        return one;
    }

    List<Migration> now() {
        Collection<One> going = new ArrayList<>(all.values());
        return going.stream().map(One::now).toList();
    }
}
