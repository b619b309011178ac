package io.parley.bench.trial;

import io.parley.api.message.Address;
import io.parley.api.message.MessageService;
import io.parley.bench.queue.Figure;
import io.parley.bench.queue.MessageLoad;
import io.parley.bench.queue.Output;
import io.parley.bench.report.Rate;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One sender that runs ahead and one consumer of a queue. A round begins when the bench asks for it with a {@link Trials#turn line} of standard input,
 * so that the bench can load its own side in between; the end of input ends the trial.
 *
 * @param window messages under way
 * @param payload bytes of a message
 */
record LocalTrial(int window, int payload) implements Trial {

    private static final Address QUEUE = Address.queue(Trials.LOCAL_QUEUE);
    private static final Duration SETTLE = Duration.ofMillis(500);

    @Override
    public void run(MessageService service, Output output) throws Exception {
        BufferedReader turns = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        output.awaiting();
        for (String turn = turns.readLine(); turn != null; turn = turns.readLine()) {
            String[] parts = turn.split(" ", 2);
            Duration length = Duration.ofMillis(Long.parseLong(parts[0]));
            Rate rate = load(service, parts[1]).run(SETTLE, length);
            output.figure(Figure.of(parts[1], Trials.PARLEY, rate));
        }
    }

    private MessageLoad load(MessageService service, String load) {
        return switch (load) {
            case Trials.AT_MOST_ONCE -> MessageLoad.atMostOnce(service, QUEUE, window, payload);
            case Trials.ACKNOWLEDGED -> MessageLoad.pipelined(service, QUEUE, window, 1, payload);
            default -> throw new IllegalArgumentException("There is no load '" + load + "'");
        };
    }
}
