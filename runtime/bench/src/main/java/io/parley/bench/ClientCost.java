package io.parley.bench;

import io.parley.bench.report.Comparison;
import io.parley.bench.report.Measure;
import java.util.ArrayList;
import java.util.List;

/** Whether the load client was cheap enough for the figures to be the broker's. */
final class ClientCost {

    /** From this share of one processor on, the client may be what limits the rate. */
    private static final double BUSY = 0.9;

    private ClientCost() {}

    /** A sentence that names the loads under which it was not. */
    static String of(Comparison comparison, Measure rate, Measure brokerCpu, Measure clientCpu) {
        List<String> dearer = new ArrayList<>();
        List<String> busy = new ArrayList<>();
        for (String load : comparison.loads()) {
            for (String side : comparison.sides(load)) {
                double client = comparison.median(load, side, clientCpu);
                if (client > comparison.median(load, side, brokerCpu)) {
                    dearer.add(load + " (" + side + ")");
                }
                if (client * comparison.median(load, side, rate) / 1e6 > BUSY) {
                    busy.add(load + " (" + side + ")");
                }
            }
        }
        return "load client: "
                + sentence("costs more CPU time than the broker under ", "costs less CPU time than the broker", dearer)
                + "; "
                + sentence("busy, so that it may be the limit, under ", "never busy for 90 % of the time", busy);
    }

    private static String sentence(String some, String none, List<String> loads) {
        return loads.isEmpty() ? none : some + String.join("; ", loads);
    }
}
