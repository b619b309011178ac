package io.parley.bench.trial;

import io.parley.api.message.Address;
import io.parley.api.message.MessageService;
import io.parley.bench.queue.Figure;
import io.parley.bench.queue.Output;
import io.parley.bench.report.Rate;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * A queue far longer than memory, and a short one that is filled before each of its rounds, are consumed by turns.
 *
 * @param rounds of each
 * @param warmUp rounds of each before those that count
 * @param messages of the long queue; it never runs short of what the rounds take
 * @param take of the long queue in a round
 * @param shorter messages of the short one, each time it is filled
 * @param payload bytes of a message
 */
record BacklogTrial(int rounds, int warmUp, int messages, int take, int shorter, int payload) implements Trial {

    BacklogTrial {
        if ((long) (rounds + warmUp) * take > messages) {
            throw new IllegalArgumentException("%,d messages are too few for %d rounds of %,d and %d before"
                    .formatted(messages, rounds, take, warmUp));
        }
    }

    @Override
    public void run(MessageService service, Output output) throws Exception {
        Address longer = Address.queue(Trials.LONG_QUEUE);
        Address brief = Address.queue(Trials.SHORT_QUEUE);
        Filling filling = new Filling(service, output);
        filling.send(
                0, messages, number -> Numbered.message(longer, number, payload).build());
        output.note(heap());
        for (int round = -warmUp; round < rounds; round++) {
            long first = (long) (round + warmUp) * take;
            Figure ofLong = Figure.of(
                    Trials.CONSUME, Trials.LONG, Taking.inOrder(first, take).from(service, longer));
            Figure ofShort = Figure.of(Trials.CONSUME, Trials.SHORT, rateOfShort(filling, service, brief));
            if (round >= 0) {
                output.figure(ofLong);
                output.figure(ofShort);
            }
            output.progress("round %d: %,.0f messages/s of the long queue, %,.0f of the short one"
                    .formatted(round + 1, ofLong.numbers()[0], ofShort.numbers()[0]));
        }
    }

    /** Filled and consumed until as many are consumed as of the long one: a single time is too brief to tell much. Filling does not count. */
    private Rate rateOfShort(Filling filling, MessageService service, Address brief) throws InterruptedException {
        double seconds = 0;
        double cpuMicros = 0;
        int count = 0;
        while (count < take) {
            filling.send(
                    0,
                    shorter,
                    number -> Numbered.message(brief, number, payload).build());
            Rate rate = Taking.inOrder(0, shorter).from(service, brief);
            seconds += shorter / rate.perSecond();
            cpuMicros += shorter * rate.cpuMicros();
            count += shorter;
        }
        return new Rate(count / seconds, cpuMicros / count);
    }

    private String heap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return "heap with %,d messages stored: %d MiB live of %d MiB"
                .formatted(
                        messages,
                        memory.getHeapMemoryUsage().getUsed() >> 20,
                        Runtime.getRuntime().maxMemory() >> 20);
    }
}
