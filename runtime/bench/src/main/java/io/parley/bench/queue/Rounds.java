package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.MessageService;
import io.parley.bench.journal.ProducerLoad;
import io.parley.bench.journal.RawLog;
import io.parley.bench.report.Rate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Loads the messaging service and a raw file, both in this JVM, by turns.
 *
 * @param rawFile made anew; on the disk that the journal is on
 * @param rounds of each side and load
 * @param measure length of a round
 * @param warmUp length of the load before the rounds, all sides together; may be zero
 * @param window messages in a pipeline
 * @param payload bytes of a message
 * @param shapes the loads
 */
record Rounds(
        Path rawFile, int rounds, Duration measure, Duration warmUp, int window, int payload, List<Shape> shapes) {

    private static final Duration SETTLE = Duration.ofMillis(500);
    private static final Address BENCH = Address.queue("bench");

    void run(MessageService service, Output output) throws Exception {
        List<Double> pipelined = new ArrayList<>();
        try (RawLog raw = new RawLog(rawFile)) {
            if (!warmUp.isZero()) {
                round(service, raw, warmUp.dividedBy(2L * shapes.size()), figure -> {});
            }
            for (int i = 0; i < rounds; i++) {
                round(service, raw, measure, figure -> {
                    output.figure(figure);
                    if (figure.load().equals(Shape.PIPELINED) && figure.side().equals(Shape.QUEUE)) {
                        pipelined.add(figure.values().get(0));
                    }
                });
            }
        }
        if (!pipelined.isEmpty()) {
            output.note(atHalfLoad(service, pipelined));
        }
    }

    private String atHalfLoad(MessageService service, List<Double> rates) throws Exception {
        double half = rates.stream().sorted().toList().get(rates.size() / 2) / 2;
        PacedLoad.Latencies latencies = new PacedLoad(service, BENCH, payload, half).run(SETTLE, measure);
        return "from being due to its consumer, durably stored, at half the pipelined load (%,.0f msg/s): p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms"
                .formatted(half, latencies.p50(), latencies.p99(), latencies.p999());
    }

    private void round(MessageService service, RawLog raw, Duration length, Consumer<Figure> figures) throws Exception {
        for (Shape shape : shapes) {
            figures.accept(Figure.of(shape.title(), Shape.RAW_FILE, rawFile(raw, shape, length)));
            figures.accept(Figure.of(shape.title(), Shape.QUEUE, queue(service, shape, length)));
        }
    }

    private Rate rawFile(RawLog raw, Shape shape, Duration length) throws Exception {
        ProducerLoad load = shape.waiting()
                ? ProducerLoad.waiting(raw, shape.senders(), payload)
                : ProducerLoad.pipelined(raw, window, payload);
        return load.run(SETTLE, length);
    }

    private Rate queue(MessageService service, Shape shape, Duration length) throws Exception {
        MessageLoad load = shape.waiting()
                ? MessageLoad.waiting(service, BENCH, shape.senders(), shape.consumers(), payload)
                : MessageLoad.together(service, BENCH, window, shape.together(), shape.consumers(), payload);
        return load.run(SETTLE, length);
    }
}
