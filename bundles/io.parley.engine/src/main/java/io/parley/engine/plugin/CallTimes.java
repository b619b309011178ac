package io.parley.engine.plugin;

import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Reading;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** How long the calls of one name's plug-ins take. Safe for all threads. */
final class CallTimes {

    /** Of what is marked to be cheap, one call of so many is timed. */
    private static final int SAMPLE = 16;

    private final Histogram histogram = newHistogram();

    static Histogram newHistogram() {
        return Histogram.ofTimes(
                "plugin.call",
                "How long calls of the plug-in took; of plug-ins marked inline one call in 16 is measured");
    }

    /** When a call begins; 0 for one that is not timed. */
    static long begin(boolean inline) {
        return !inline || ThreadLocalRandom.current().nextInt(SAMPLE) == 0 ? System.nanoTime() | 1 : 0;
    }

    void ended(long begun) {
        if (begun != 0) {
            histogram.add(System.nanoTime() - begun);
        }
    }

    Reading reading(String kind, String name) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("kind", kind);
        labels.put("name", name);
        return histogram.reading(labels);
    }
}
