package io.parley.bench.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.bench.report.Rate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MessageLoadTest {

    private static final Address QUEUE = Address.queue("bench");
    private static final Duration SETTLE = Duration.ofMillis(50);
    private static final Duration MEASURE = Duration.ofMillis(200);

    private MemoryQueues service = new MemoryQueues(MemoryQueues.Fault.NONE);

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void measuresAServiceThatDelivers() throws Exception {
        assertTrue(MessageLoad.waiting(service, QUEUE, 8, 1, 64)
                        .run(SETTLE, MEASURE)
                        .perSecond()
                > 0);
        assertTrue(MessageLoad.pipelined(service, QUEUE, 100, 1, 64)
                        .run(SETTLE, MEASURE)
                        .perSecond()
                > 0);
        assertTrue(MessageLoad.atMostOnce(service, QUEUE, 100, 64)
                        .run(SETTLE, MEASURE)
                        .perSecond()
                > 0);
        assertEquals(0, service.waiting(QUEUE), "all that was sent was consumed");
    }

    @Test
    void oneStopsAndTheOthersGoOn() throws Exception {
        List<Rate> rates = MessageLoad.pipelined(service, QUEUE, 20_000, 8, 64).runStoppingOne(SETTLE, MEASURE);
        assertEquals(2, rates.size());
        assertTrue(rates.stream().allMatch(rate -> rate.perSecond() > 0), rates::toString);
        assertEquals(0, service.waiting(QUEUE), "what the stopped one held was acknowledged in the end");
    }

    @Test
    void aPacedOneSaysHowLongMessagesWereOnTheirWay() throws Exception {
        PacedLoad.Latencies latencies = new PacedLoad(service, QUEUE, 64, 5_000).run(SETTLE, MEASURE);
        assertTrue(latencies.p50() > 0, latencies::toString);
        assertTrue(latencies.p50() <= latencies.p99() && latencies.p99() <= latencies.p999(), latencies::toString);
        assertEquals(0, service.waiting(QUEUE), "all that was sent was consumed");
    }

    @Test
    void aPacedOneFailsWhenTheServiceRefuses() {
        service.close();
        service = new MemoryQueues(MemoryQueues.Fault.REFUSES);
        PacedLoad load = new PacedLoad(service, QUEUE, 64, 5_000);
        String message = assertThrows(IllegalStateException.class, () -> load.run(SETTLE, MEASURE))
                .getMessage();
        assertTrue(message.contains("full"), message);
    }

    @Test
    void failsWhenTheServiceRefuses() {
        service.close();
        service = new MemoryQueues(MemoryQueues.Fault.REFUSES);
        MessageLoad load = MessageLoad.waiting(service, QUEUE, 8, 1, 64);
        String message = assertThrows(IllegalStateException.class, () -> load.run(SETTLE, MEASURE))
                .getMessage();
        assertTrue(message.contains("full"), message);
    }
}
