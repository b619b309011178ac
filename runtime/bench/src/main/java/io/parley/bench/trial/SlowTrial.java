package io.parley.bench.trial;

import io.parley.api.message.Address;
import io.parley.api.message.MessageService;
import io.parley.bench.queue.Figure;
import io.parley.bench.queue.MessageLoad;
import io.parley.bench.queue.Output;
import io.parley.bench.report.Rate;
import java.time.Duration;
import java.util.List;

/**
 * Consumers of one queue, one of which stops reading halfway through each round.
 *
 * @param rounds that count
 * @param warmUp rounds before them
 * @param measure length of either half of a round
 * @param consumers two or more
 * @param window messages under way
 * @param payload bytes of a message
 */
record SlowTrial(int rounds, int warmUp, Duration measure, int consumers, int window, int payload) implements Trial {

    private static final Address QUEUE = Address.queue(Trials.SLOW_QUEUE);
    private static final Duration SETTLE = Duration.ofMillis(500);

    @Override
    public void run(MessageService service, Output output) throws Exception {
        for (int round = -warmUp; round < rounds; round++) {
            List<Rate> rates = MessageLoad.pipelined(service, QUEUE, window, consumers, payload)
                    .runStoppingOne(SETTLE, measure);
            if (round >= 0) {
                output.figure(Figure.of(Trials.OTHERS, Trials.ALL_READ, rates.get(0)));
                output.figure(Figure.of(Trials.OTHERS, Trials.ONE_STOPPED, rates.get(1)));
            }
            output.progress("round %d: %,.0f messages/s, then %,.0f with one stopped"
                    .formatted(round + 1, rates.get(0).perSecond(), rates.get(1).perSecond()));
        }
    }
}
