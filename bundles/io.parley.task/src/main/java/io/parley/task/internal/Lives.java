package io.parley.task.internal;

import io.parley.api.task.Distribution;
import io.parley.engine.contract.SessionFigures.Follower;
import io.parley.spi.session.SessionChange;
import io.parley.spi.session.SessionChange.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Counts what happens to sessions, and how long they live. Safe for all threads. */
final class Lives implements Follower {

    /** Up to 1 s, 2 s and so on, to 8.5 years. */
    private static final List<Duration> ENDS = IntStream.range(0, 29)
            .mapToObj(power -> Duration.ofSeconds(1L << power))
            .toList();

    private final LongSupplier now;
    private final Consumer<String> ended;
    private final Map<Kind, LongAdder> changes = new EnumMap<>(Kind.class);
    private final AtomicLongArray lifetimes = new AtomicLongArray(ENDS.size() + 1);

    /**
     * @param now milliseconds since 1970
     * @param ended told of sessions that have ended
     */
    Lives(LongSupplier now, Consumer<String> ended) {
        this.now = now;
        this.ended = ended;
        for (Kind kind : Kind.values()) {
            changes.put(kind, new LongAdder());
        }
    }

    @Override
    public void opened(String session) {
        // Counted as a change.
    }

    @Override
    public void stateChanged(String session, String key) {
        // Not counted.
    }

    @Override
    public void ended(String session) {
        ended.accept(session);
    }

    @Override
    public void changed(SessionChange change) {
        changes.get(change.kind()).increment();
        if (change.kind() == Kind.CLOSED || change.kind() == Kind.EXPIRED) {
            long millis = now.getAsLong() - change.session().created().toEpochMilli();
            lifetimes.incrementAndGet(place(millis));
        }
    }

    private static int place(long millis) {
        long seconds = Math.max(1, (millis + 999) / 1_000);
        return Math.min(ENDS.size(), Long.SIZE - Long.numberOfLeadingZeros(seconds - 1));
    }

    /** By the word for each. */
    Map<String, Long> changes() {
        Map<String, Long> all = new TreeMap<>();
        changes.forEach((kind, count) -> all.put(word(kind), count.sum()));
        return all;
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    Distribution lifetimes() {
        return Distribution.of(
                ENDS,
                IntStream.range(0, lifetimes.length()).mapToObj(lifetimes::get).toList());
    }
}
