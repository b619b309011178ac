package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.journal.file.internal.store.PowerCutStore;
import io.parley.spi.journal.JournalException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The power goes at random points while streams are sent and consumed, two at a time: what was acknowledged to its sender is there whole, what was
 * acknowledged by its consumer is gone, and of anything else there is all or nothing.
 */
@Timeout(300)
class StreamPowerCutTest {

    private static final boolean SOAK = Boolean.getBoolean("parley.soak");
    private static final int POINTS = SOAK ? 400 : 15;
    private static final int CUTS = 3;
    private static final int PAIRS = 6;
    private static final int LARGEST = 900_000;
    private static final Address FILMS = Address.queue("films");

    @Test
    void whatIsAcknowledgedIsWhole() throws Exception {
        int cuts = 0;
        int survivors = 0;
        for (int point = 0; point < POINTS; point++) {
            Life life = new Life(point, name -> false);
            life.run();
            cuts += life.cuts;
            survivors += life.survivors;
        }
        assertTrue(cuts > POINTS, "the power was cut only " + cuts + " times");
        assertTrue(survivors > POINTS, "only " + survivors + " streams were found");
    }

    /** Chunks are not forced by themselves, but with what makes them visible: without that the same check fails. */
    @Test
    void aMissingForceIsFound() {
        Predicate<String> segments = name -> !name.isEmpty() && !name.startsWith("control");
        assertThrows(AssertionError.class, () -> {
            for (int point = 0; point < POINTS; point++) {
                new Life(point, segments).run();
            }
        });
    }

    /** Messaging through several power cuts, beside what its users know of it. */
    private static final class Life {

        private final long seed;
        private final Random random;
        private final Map<Integer, Integer> sizes = new HashMap<>();
        private final Set<Integer> stored = new HashSet<>();
        private final Set<Integer> consumed = new HashSet<>();

        /** Acknowledged by a consumer who was not told that this is stored. */
        private final Set<Integer> uncertain = new HashSet<>();

        private PowerCutStore store;
        private StragglerHost at;
        private int numbers;
        private int cuts;
        private int survivors;

        Life(long seed, Predicate<String> ignoredForces) {
            this.seed = seed;
            this.random = new Random(seed);
            this.store = new PowerCutStore(seed);
            store.ignoreForces(ignoredForces);
        }

        void run() throws Exception {
            at = StragglerHost.on(store);
            try {
                for (int cut = 0; cut < CUTS; cut++) {
                    store.cutAfter(random.nextInt(150));
                    term();
                    cuts += store.isCut() ? 1 : 0;
                    store = store.restart();
                    at.crash(store);
                    check();
                }
            } catch (JournalException | IllegalStateException e) { // The journal cannot be opened, or be taken up.
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            } finally {
                at.close();
            }
        }

        /** Until the power goes, or all is sent. */
        private void term() throws InterruptedException {
            Collected consumer = at.consume(FILMS).request(1_000);
            for (int pair = 0; pair < PAIRS && !store.isCut(); pair++) {
                int one = numbers++;
                int other = numbers++;
                CompletionStage<?> first = send(one);
                CompletionStage<?> second = send(other);
                sent(one, first);
                sent(other, second);
                for (Delivery delivery = consumer.poll(); delivery != null; delivery = consumer.poll()) {
                    if (random.nextBoolean()) {
                        int number = number(delivery.message());
                        (done(delivery.ack()) ? consumed : uncertain).add(number);
                    }
                }
                if (random.nextInt(3) == 0 && !store.isCut()) {
                    at.engine.checkpoint();
                }
            }
            consumer.cancel();
        }

        private CompletionStage<?> send(int number) {
            int size = 300_000 + random.nextInt(LARGEST);
            sizes.put(number, size);
            Message envelope =
                    Message.to(FILMS).header("number", Integer.toString(number)).build();
            return at.service.sendStream(envelope, new Content(size, number));
        }

        private void sent(int number, CompletionStage<?> stage) {
            if (done(stage)) {
                stored.add(number);
            }
        }

        /** Whether it was told to be durable. */
        private boolean done(CompletionStage<?> stage) {
            try {
                stage.toCompletableFuture().join();
                return true;
            } catch (CompletionException e) {
                assertTrue(store.isCut(), () -> "seed " + seed + ", with power: " + e.getCause());
                return false;
            }
        }

        private static int number(Message message) {
            return Integer.parseInt(message.headers().first("number").orElseThrow());
        }

        private void check() throws Exception {
            Set<Integer> found = new HashSet<>();
            for (Message message : Fixture.get(at.admin.browse(FILMS, all -> true, 1_000))) {
                int number = number(message);
                assertTrue(found.add(number), () -> "seed " + seed + ": " + number + " is there twice");
                assertTrue(!consumed.contains(number), () -> "seed " + seed + ": " + number + " has come back");
                Content content = new Content(sizes.get(number), number);
                assertEquals(
                        content.checksum(),
                        Content.checksum(message.payload()),
                        () -> "seed " + seed + ": content of " + number);
                survivors++;
            }
            for (int number : stored) {
                assertTrue(
                        found.contains(number) || consumed.contains(number) || uncertain.contains(number),
                        () -> "seed " + seed + ": " + number + " is lost");
            }
            // What came back without having been acknowledged is there from now on.
            uncertain.stream().filter(number -> !found.contains(number)).forEach(consumed::add);
            uncertain.clear();
            stored.addAll(found);
        }
    }
}
