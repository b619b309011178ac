package io.parley.itest.mqtt.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes come: no exception escapes, each connection lives or ends for a reason, nothing runs for ever, and in the
 * end this process holds what it held before. It takes the seeds and all inputs that were found earlier; where
 * the environment has JAZZER_FUZZ it looks for new ones.
 */
final class StreamFuzzTest {

    /** So often all seeds come before it counts what this process holds. */
    private static final int WARM_UP = 2;

    private static final Queue<Throwable> UNCAUGHT = new ConcurrentLinkedQueue<>();

    /** Null before the first input: what the fuzzer watches must be loaded after it. */
    private static Services services;

    private static Log log;
    private static Footprint before;

    static List<byte[]> seeds() {
        return Seeds.all();
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "mqtt.dict")
    @FuzzTest
    void nothingEscapes(byte[] input) throws Exception {
        if (services == null) {
            start();
        }
        run(input);
    }

    private static void start() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, uncaught) -> UNCAUGHT.add(uncaught));
        log = new Log();
        services = new Services();
        for (int i = 0; i < WARM_UP; i++) {
            for (byte[] seed : Seeds.all()) {
                run(seed);
            }
        }
        before = Footprint.now();
    }

    private static void run(byte[] input) throws Exception {
        new Stream(services, input).run();
        services.check();
        log.check();
        Throwable uncaught = UNCAUGHT.poll();
        if (uncaught != null) {
            throw new AssertionError("A thread ended by " + uncaught, uncaught);
        }
    }

    @AfterAll
    static void holdsNoMore(TestReporter reporter) throws Exception {
        if (before == null) {
            return;
        }
        try (Services closedThen = services;
                Log closedToo = log) {
            reporter.publishEntry("footprint", Footprint.awaitBack(before).since(before));
        } finally {
            services = null;
        }
    }
}
