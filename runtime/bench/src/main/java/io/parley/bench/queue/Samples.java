package io.parley.bench.queue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** How long each of many equal operations took. For one thread. */
public final class Samples {

    /** At least so many, however long they take. */
    private static final int FEWEST = 5;

    private static final int EXPECTED = 64;

    private long[] nanos;
    private int count;

    public Samples() {
        this(EXPECTED);
    }

    /** @param expected about so many: a large array that grows holds up the one who measures, and shows in what is measured */
    Samples(int expected) {
        nanos = new long[Math.max(1, expected)];
    }

    public void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
    }

    /** Runs it again and again, with numbers from 0: so often, or until the time is over. */
    public static Samples of(int most, Duration limit, IntConsumer operation) {
        Samples samples = new Samples();
        long end = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < most && (i < FEWEST || System.nanoTime() - end < 0); i++) {
            long from = System.nanoTime();
            operation.accept(i);
            samples.add(System.nanoTime() - from);
        }
        return samples;
    }

    public int count() {
        return count;
    }

    /** The smallest that is not exceeded by that share of all, in microseconds; not a number when there are none. */
    public double micros(double share) {
        Arrays.sort(nanos, 0, count);
        return count == 0 ? Double.NaN : nanos[Math.max(0, (int) Math.ceil(share * count) - 1)] / 1e3;
    }

    /** The median and the 99th percentile. */
    public Figure figure(String operation, String side) {
        return new Figure(operation, side, List.of(micros(0.5), micros(0.99)));
    }
}
