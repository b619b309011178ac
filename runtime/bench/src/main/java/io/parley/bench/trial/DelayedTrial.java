package io.parley.bench.trial;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.bench.queue.Figure;
import io.parley.bench.queue.Output;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * Many delayed messages wait at once, and how late each is delivered is measured when it reaches its consumer.
 *
 * @param rounds one after the other
 * @param messages of a round
 * @param payload bytes of a message
 * @param lead from the first send to the first time at which one may be delivered; all must be stored until then
 * @param spread over which the times lie, evenly and at random
 */
record DelayedTrial(int rounds, int messages, int payload, Duration lead, Duration spread) implements Trial {

    private static final Address QUEUE = Address.queue(Trials.DELAYED_QUEUE);

    @Override
    public void run(MessageService service, Output output) throws Exception {
        for (int round = 0; round < rounds; round++) {
            Figure figure = round(service, output);
            output.figure(figure);
            output.progress("round %d: p99 %.1f ms, p50 %.1f ms"
                    .formatted(round + 1, figure.numbers()[0], figure.numbers()[1]));
        }
    }

    private Figure round(MessageService service, Output output) throws InterruptedException {
        Random random = new Random(1);
        Instant first = Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(lead);
        new Filling(service, output).send(0, messages, number -> delayed(number, first, random));
        Duration left = Duration.between(Instant.now(), first);
        if (left.isNegative()) {
            throw new IllegalStateException(
                    "the first message was due %d ms before all were stored; --lead is too short"
                            .formatted(-left.toMillis()));
        }
        output.progress("%,d messages wait; the first is due in %d s".formatted(messages, left.toSeconds()));
        Lateness lateness = new Lateness(messages);
        Taking taking = new Taking(messages, lateness::add);
        taking.begin(service, QUEUE);
        taking.await(System.nanoTime() + left.toNanos());
        return lateness.figure();
    }

    private Message delayed(long number, Instant first, Random random) {
        Instant due = first.plusMillis(random.nextInt((int) spread.toMillis()));
        return Numbered.message(QUEUE, number, payload).deliverAt(due).build();
    }

    /** How late each message came. For one thread at a time. */
    static final class Lateness {
        private final long[] micros;
        private final BitSet seen;
        private int count;

        Lateness(int messages) {
            micros = new long[messages];
            seen = new BitSet(messages);
        }

        void add(Delivery delivery) {
            Message message = delivery.message();
            add(
                    Numbered.number(message),
                    ChronoUnit.MICROS.between(message.deliverAt().orElseThrow(), Instant.now()));
        }

        /** @throws IllegalStateException when it came before its time, or before */
        void add(long number, long late) {
            if (late < 0) {
                throw new IllegalStateException("message %d came %d µs before its time".formatted(number, -late));
            }
            if (seen.get((int) number)) {
                throw new IllegalStateException("message %d came twice".formatted(number));
            }
            seen.set((int) number);
            micros[count++] = late;
        }

        /** p99, p50 and the greatest, in ms. */
        Figure figure() {
            Arrays.sort(micros, 0, count);
            return new Figure(Trials.LATE, Trials.DELAYED, List.of(millis(0.99), millis(0.5), millis(1)));
        }

        private double millis(double share) {
            return micros[Math.max(0, (int) Math.ceil(share * count) - 1)] / 1e3;
        }
    }
}
