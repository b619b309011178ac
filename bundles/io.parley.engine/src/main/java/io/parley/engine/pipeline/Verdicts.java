package io.parley.engine.pipeline;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What interceptors decided. Safe for all threads. */
final class Verdicts {

    /** What became of a message at one interceptor. */
    enum Kind {
        PASSED,
        CHANGED,
        REJECTED,
        DELAYED,
        SPLIT,
        /** It did not decide in time. */
        OVERRUN,
        /** It failed, or came to no decision. */
        FAILED
    }

    private static final Kind[] KINDS = Kind.values();

    private final String point;
    private final Map<String, LongAdder[]> counts = new ConcurrentHashMap<>();

    /** @param point where they were asked, for people */
    Verdicts(String point) {
        this.point = point;
    }

    void count(String interceptor, Kind kind) {
        counts.computeIfAbsent(interceptor, name -> adders())[kind.ordinal()].increment();
    }

    private static LongAdder[] adders() {
        LongAdder[] adders = new LongAdder[KINDS.length];
        Arrays.setAll(adders, i -> new LongAdder());
        return adders;
    }

    static Metric metric(Verdicts... points) {
        List<Reading> readings = new ArrayList<>();
        for (Verdicts verdicts : points) {
            verdicts.read(readings);
        }
        return new Metric(
                "interceptor.verdicts",
                Metric.Kind.COUNTER,
                Unit.NONE,
                "What interceptors decided about messages: overrun where it took too long, failed where there was no decision",
                readings);
    }

    private void read(List<Reading> readings) {
        new TreeMap<>(counts).forEach((name, adders) -> {
            for (Kind kind : KINDS) {
                Map<String, String> labels = new LinkedHashMap<>();
                labels.put("verdict", kind.name().toLowerCase(Locale.ROOT));
                labels.put("point", point);
                labels.put("name", name);
                readings.add(new Reading.Value(labels, adders[kind.ordinal()].sum()));
            }
        });
    }
}
