package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.MessageService;
import io.parley.bench.journal.ProducerLoad;
import io.parley.bench.journal.RawLog;
import io.parley.bench.report.Rate;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final Address QUEUE = Address.queue("bench");
    private static final boolean[] LOADS = {true, false};

    void run(MessageService service, Consumer<Figure> figures) throws Exception {
        try (RawLog raw = new RawLog(rawFile)) {
            if (!warmUp.isZero()) {
                round(service, raw, warmUp.dividedBy(4), figure -> {});
            }
            for (int i = 0; i < rounds; i++) {
                round(service, raw, measure, figures);
            }
        }
    }

    private void round(MessageService service, RawLog raw, Duration length, Consumer<Figure> figures) throws Exception {
        for (boolean waiting : LOADS) {
            figures.accept(new Figure(waiting, true, rawFile(raw, waiting, length)));
            figures.accept(new Figure(waiting, false, queue(service, waiting, length)));
        }
    }

    private Rate rawFile(RawLog raw, boolean waiting, Duration length) throws Exception {
        ProducerLoad load =
                waiting ? ProducerLoad.waiting(raw, senders, payload) : ProducerLoad.pipelined(raw, window, payload);
        return load.run(SETTLE, length);
    }

    private Rate queue(MessageService service, boolean waiting, Duration length) throws Exception {
        MessageLoad load = waiting
                ? MessageLoad.waiting(service, QUEUE, senders, payload)
                : MessageLoad.pipelined(service, QUEUE, window, payload);
        return load.run(SETTLE, length);
    }
}
