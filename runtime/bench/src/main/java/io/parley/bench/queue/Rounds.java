package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.MessageService;
import io.parley.bench.journal.ProducerLoad;
import io.parley.bench.journal.RawLog;
import io.parley.bench.report.Rate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Loads the messaging service and a raw file, both in this JVM, by turns.
 *
 * @param rawFile made anew; on the disk that the journal is on
 * @param rounds of each side and load
 * @param measure length of a round
 * @param warmUp length of the load before the rounds, all sides together; may be zero
 * @param senders that wait
 * @param window messages in a pipeline
 * @param payload bytes of a message
 */
record Rounds(Path rawFile, int rounds, Duration measure, Duration warmUp, int senders, int window, int payload) {

    private static final Duration SETTLE = Duration.ofMillis(500);
    private static final Address BENCH = Address.queue("bench");

    void run(MessageService service, Consumer<Figure> figures) throws Exception {
        List<Shape> shapes = Shape.all(senders);
        try (RawLog raw = new RawLog(rawFile)) {
            if (!warmUp.isZero()) {
                round(shapes, service, raw, warmUp.dividedBy(2L * shapes.size()), figure -> {});
            }
            for (int i = 0; i < rounds; i++) {
                round(shapes, service, raw, measure, figures);
            }
        }
    }

    private void round(
            List<Shape> shapes, MessageService service, RawLog raw, Duration length, Consumer<Figure> figures)
            throws Exception {
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
                : MessageLoad.pipelined(service, BENCH, window, shape.consumers(), payload);
        return load.run(SETTLE, length);
    }
}
