package io.parley.engine.pipeline;

import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Kind;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** How the sending of messages ended. Safe for all threads. */
final class Tally {

    private final LongAdder[] accepted = adders(Receipt.Outcome.values().length);
    private final LongAdder[] refused = adders(RefusedException.Reason.values().length);

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        Arrays.setAll(adders, i -> new LongAdder());
        return adders;
    }

    void accepted(Receipt.Outcome outcome, long messages) {
        accepted[outcome.ordinal()].add(messages);
    }

    void refused(RefusedException why) {
        refused[why.reason().ordinal()].increment();
    }

    List<Metric> metrics() {
        return List.of(
                new Metric(
                        "pipeline.accepted",
                        Kind.COUNTER,
                        Unit.NONE,
                        "Messages accepted, by outcome: stored durably, handed over from memory, heard by nobody, known already",
                        readings("outcome", Receipt.Outcome.values(), accepted)),
                new Metric(
                        "pipeline.refused",
                        Kind.COUNTER,
                        Unit.NONE,
                        "Messages refused to their sender",
                        readings("reason", RefusedException.Reason.values(), refused)));
    }

    private static List<Reading> readings(String label, Enum<?>[] values, LongAdder[] counts) {
        List<Reading> readings = new ArrayList<>();
        for (Enum<?> value : values) {
            readings.add(Reading.value(
                    counts[value.ordinal()].sum(), label, value.name().toLowerCase(Locale.ROOT)));
        }
        return readings;
    }
}
