package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue under random use, with checkpoints and crashes in between, beside what it should have. */
@Timeout(120)
class QueueModelTest {

    private static final int RUNS = 60;
    private static final int STEPS = 150;

    private final List<String> said = new ArrayList<>();
    private Fixture parley;
    private Collected consumer;
    private int sent;

    /** All that is not acknowledged, by its number. */
    private final TreeMap<Integer, String> there = new TreeMap<>();

    private final TreeMap<Integer, Delivery> taken = new TreeMap<>();

    @Test
    void nothingIsLostAndNothingComesBackWhateverHappensInBetween() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            long seed = new Random().nextLong();
            try {
                use(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + said + ": " + e.getMessage(), e);
            }
        }
    }

    private void use(Random random) throws Exception {
        parley = new Fixture(
                random.nextBoolean() ? 1 << 20 : 100,
                random.nextBoolean() ? Residence.DEFAULT : new Residence(1 + random.nextInt(6), random.nextInt(4)));
        said.clear();
        there.clear();
        sent = 0;
        begin();
        try {
            for (int i = 0; i < STEPS; i++) {
                step(random);
            }
            crash();
            while (taken.size() < there.size()) {
                take();
            }
            parley.settle();
            consumer.request(1).nothingMore();
        } finally {
            parley.close();
        }
    }

    private void begin() {
        consumer = parley.consume("q");
        taken.clear();
    }

    private void crash() throws Exception {
        said.add("crash");
        parley.crash();
        begin();
    }

    private void step(Random random) throws Exception {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> {
                String text = "m" + sent;
                said.add("send " + sent);
                parley.send("q", text);
                there.put(sent++, text);
            }
            case 4, 5, 6 -> take();
            case 7, 8 -> {
                if (!taken.isEmpty()) {
                    int one = any(random);
                    said.add("ack " + one);
                    get(taken.remove(one).ack());
                    there.remove(one);
                }
            }
            case 9 -> {
                if (!taken.isEmpty()) {
                    int one = any(random);
                    said.add("nack " + one);
                    get(taken.remove(one).nack(Duration.ZERO));
                }
            }
            case 10 -> {
                said.add("checkpoint");
                parley.engine.checkpoint();
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    crash();
                }
            }
        }
    }

    private int any(Random random) {
        return List.copyOf(taken.keySet()).get(random.nextInt(taken.size()));
    }

    /** The first that nobody has comes next. */
    private void take() throws Exception {
        for (int number : there.keySet()) {
            if (!taken.containsKey(number)) {
                said.add("take " + number);
                Delivery delivery = consumer.request(1).next();
                assertEquals(there.get(number), Collected.text(delivery));
                taken.put(number, delivery);
                return;
            }
        }
    }
}
