package io.parley.protocol.internal;

import io.parley.api.task.Distribution;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** Counts how long something took, in classes of milliseconds of which each is twice the one before. One writer at a time, any reader. */
final class Delays {

    /** Up to 1 ms, 2 ms and so on, to 32 s. */
    private static final List<Duration> ENDS = IntStream.range(0, 16)
            .mapToObj(power -> Duration.ofMillis(1L << power))
            .toList();

    private final AtomicIntegerArray counts = new AtomicIntegerArray(ENDS.size() + 1);

    void add(long millis) {
        int place = millis <= 1 ? 0 : Math.min(ENDS.size(), Long.SIZE - Long.numberOfLeadingZeros(millis - 1));
        counts.setOpaque(place, counts.getPlain(place) + 1);
    }

    Distribution all() {
        return Distribution.of(
                ENDS,
                IntStream.range(0, counts.length())
                        .mapToObj(place -> (long) counts.getOpaque(place))
                        .toList());
    }
}
