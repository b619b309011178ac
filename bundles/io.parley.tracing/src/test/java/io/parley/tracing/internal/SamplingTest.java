package io.parley.tracing.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.MessageId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SamplingTest {

    private static final int MANY = 100_000;

    @Test
    void takesAsManyAsTheRatioSays() {
        for (double ratio : new double[] {0, 0.01, 0.5, 1}) {
            Sampling sampling = new Sampling(ratio, true);
            int taken = 0;
            for (int i = 0; i < MANY; i++) {
                taken += sampling.takes(MessageId.next()) ? 1 : 0;
            }
            double deviation = Math.sqrt(MANY * ratio * (1 - ratio));
            assertEquals(MANY * ratio, taken, 6 * deviation, "ratio " + ratio);
        }
    }

    @Test
    void comesToTheSameAnswerForAMessageEachTime() {
        Sampling sampling = new Sampling(0.5, true);
        for (int i = 0; i < 100; i++) {
            UUID id = MessageId.next();
            assertEquals(sampling.takes(id), sampling.takes(id));
        }
    }

    @Test
    void aSenderWhoTracesDecidesUnlessTheRatioDoes() {
        UUID id = MessageId.next();
        assertTrue(new Sampling(0, true).takes(id, true));
        assertFalse(new Sampling(1, true).takes(id, false));
        assertFalse(new Sampling(0, false).takes(id, true));
        assertTrue(new Sampling(1, false).takes(id, false));
    }
}
