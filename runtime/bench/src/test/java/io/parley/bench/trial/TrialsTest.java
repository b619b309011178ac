package io.parley.bench.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.queue.Figure;
import io.parley.bench.queue.MemoryQueues;
import io.parley.bench.queue.MemoryQueues.Fault;
import io.parley.bench.queue.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TrialsTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Output output = new Output(new PrintStream(printed, true, StandardCharsets.UTF_8));

    private void run(Trial trial, Fault fault) throws Exception {
        try (MemoryQueues queues = new MemoryQueues(fault)) {
            trial.run(queues, output);
        }
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private List<String> sides() {
        return lines().stream()
                .flatMap(line -> Figure.of(line).stream())
                .peek(figure -> assertTrue(figure.numbers()[0] > 0, figure::line))
                .map(Figure::side)
                .toList();
    }

    @Test
    void theLongAndTheShortQueueTakeTurns() throws Exception {
        run(new BacklogTrial(2, 1, 70_000, 20_000, 500, 64), Fault.NONE);
        assertEquals(List.of(Trials.LONG, Trials.SHORT, Trials.LONG, Trials.SHORT), sides());
        List<String> notes =
                lines().stream().flatMap(line -> Output.noteIn(line).stream()).toList();
        assertEquals(1, notes.size(), "the heap");
        assertTrue(
                notes.get(0).matches("heap with 70,000 messages stored: \\d+ MiB live of \\d+ MiB"), notes::toString);
        assertEquals(
                3,
                lines().stream()
                        .flatMap(line -> Output.progressIn(line).stream())
                        .count());
    }

    @Test
    void aLongQueueThatWouldRunShortIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new BacklogTrial(5, 2, 1_000_000, 300_000, 500, 64));
    }

    @Test
    void failsWhenTheOrderIsWrong() {
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> run(new BacklogTrial(1, 0, 100, 100, 10, 64), Fault.REORDERS))
                .getMessage();
        assertTrue(message.contains("message 99 came where 0 was due"), message);
    }

    @Test
    void failsWhenTheServiceRefuses() {
        String message = assertThrows(
                        IllegalStateException.class, () -> run(new BacklogTrial(1, 0, 100, 100, 10, 64), Fault.REFUSES))
                .getMessage();
        assertTrue(message.contains("full"), message);
    }

    @Test
    void failsWhenADelayedMessageComesEarly() {
        DelayedTrial trial = new DelayedTrial(1, 100, 64, Duration.ofSeconds(20), Duration.ofSeconds(1));
        String message = assertThrows(IllegalStateException.class, () -> run(trial, Fault.NONE))
                .getMessage();
        assertTrue(message.contains("before its time"), message);
    }

    @Test
    void oneConsumerStopsInEachRound() throws Exception {
        run(new SlowTrial(1, 1, Duration.ofMillis(100), 4, 20_000, 64), Fault.NONE);
        assertEquals(List.of(Trials.ALL_READ, Trials.ONE_STOPPED), sides());
    }

    @Test
    void latenessIsToldInShares() {
        DelayedTrial.Lateness lateness = new DelayedTrial.Lateness(200);
        for (int i = 199; i >= 0; i--) {
            lateness.add(i, (i + 1) * 1_000L);
        }
        assertEquals(List.of(198.0, 100.0, 200.0), lateness.figure().values());
    }

    @Test
    void aDelayedMessageThatComesTwiceIsAFailure() {
        DelayedTrial.Lateness lateness = new DelayedTrial.Lateness(10);
        lateness.add(7, 1);
        assertThrows(IllegalStateException.class, () -> lateness.add(7, 1));
    }
}
