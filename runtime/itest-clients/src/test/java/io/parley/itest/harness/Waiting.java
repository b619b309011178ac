package io.parley.itest.harness;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what another process does, by looking again and again, for a minute at the most. */
public final class Waiting {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A look at it. */
    @FunctionalInterface
    public interface Look<T> {
        T take() throws IOException;
    }

    private Waiting() {}

    public static void until(String what, Look<Boolean> look) throws IOException {
        forValue(() -> what, () -> look.take() ? Optional.of(true) : Optional.empty());
    }

    /** @param what is waited for, asked when it has not come */
    public static <T> T forValue(Supplier<String> what, Look<Optional<T>> look) throws IOException {
        long end = System.nanoTime() + LIMIT_NANOS;
        for (Optional<T> seen = look.take(); ; seen = look.take()) {
            if (seen.isPresent()) {
                return seen.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Waited in vain for " + what.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
