package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.engine.op.SessionOp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Old messages that nobody takes, on a journal through which much else goes. */
@Timeout(120)
class StragglerTest {

    private static final int MIB = 1 << 20;
    private static final Payload LARGE = Payload.copyOf(new byte[MIB]);

    /** What may be kept when all that is worth copying has been copied: the distance, and two stretches that it cuts. */
    private static final long BOUND = StragglerHost.COMPACT + StragglerHost.COMPACT / 4 + (32L << 20);

    @TempDir
    Path folder;

    private long bulk;

    /** Messages that come and are consumed. */
    private void traffic(StragglerHost at, int count) {
        for (int i = 0; i < count; i++) {
            at.toQueue("bulk", LARGE);
            at.acknowledged("bulk", ++bulk);
        }
    }

    private static void waitUntilTrimmed(StragglerHost at) {
        while (at.kept() > BOUND) {
            at.engine.checkpoint();
            Thread.onSpinWait();
        }
    }

    @Test
    void journalInMemoryStaysBounded() throws Exception {
        try (StragglerHost at = new StragglerHost(null)) {
            stragglersAreCopiedAndDelivered(at, false);
        }
    }

    @Test
    void journalOnDiskStaysBounded() throws Exception {
        try (StragglerHost at = new StragglerHost(folder)) {
            stragglersAreCopiedAndDelivered(at, false);
        }
    }

    @Test
    void nothingIsLostWhereTheProcessDiesBetweenCopyAndTrim() throws Exception {
        try (StragglerHost at = new StragglerHost(folder)) {
            stragglersAreCopiedAndDelivered(at, true);
        }
    }

    private void stragglersAreCopiedAndDelivered(StragglerHost at, boolean crashes) throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        at.commit(new SessionOp.Opened("away", "anonymous", 3600, 1, true));
        at.commit(new SessionOp.Opened("off", "anonymous", 3600, 1, true));
        at.toQueue("old", Payload.copyOf("first".getBytes()));
        at.toQueue("old", Payload.copyOf("second".getBytes()));
        at.compressedToQueue("packed", "compressed");
        at.toInboxes("to both", "away", "off");
        at.toInboxes("to one", "away");
        at.toQueueLater("late", "its time has come");
        for (int round = 0; round < 40; round++) {
            traffic(at, 8);
            if (round == 30) {
                at.toQueue("old", Payload.copyOf("third".getBytes()));
            }
            at.engine.checkpoint();
            if (crashes && random.nextInt(3) == 0) {
                at.crash();
            }
        }
        waitUntilTrimmed(at);
        String run = "seed " + seed;
        assertTrue(at.journal.bytes() <= BOUND + 16 * MIB, () -> run + ": " + at.journal.bytes() + " bytes on disk");
        // Counted when the last copy's commit has returned, by which time the journal may be trimmed already.
        while (!crashes && at.engine.copiedForward() < 6) {
            Thread.onSpinWait();
        }
        at.crash();
        at.compressorComes();
        assertEquals(List.of("first", "second", "third"), taken(at, Address.queue("old"), 3), run);
        assertEquals(List.of("compressed"), taken(at, Address.queue("packed"), 1), run);
        assertEquals(List.of("to both", "to one"), taken(at, Address.session("away"), 2), run);
        assertEquals(List.of("to both"), taken(at, Address.session("off"), 1), run);
        at.timers.advance(Duration.ofHours(2));
        assertEquals(List.of("its time has come"), taken(at, Address.queue("late"), 1), run);
        at.engine.checkpoint();
        assertEquals(0, at.engine.references(), run);
    }

    private static List<String> taken(StragglerHost at, Address from, int count) throws Exception {
        Collected collected = at.consume(from).request(10);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Delivery delivery = collected.next();
            texts.add(Collected.text(delivery));
            Fixture.get(delivery.ack());
        }
        collected.nothingMore();
        collected.cancel();
        return texts;
    }

    @Test
    void referencesComeToNothingWhateverIsCopiedMeanwhile() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (StragglerHost at = new StragglerHost(null)) {
            List<Long> waiting = new ArrayList<>();
            long next = 0;
            for (int step = 0; step < 600; step++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        at.toQueue("some", Payload.copyOf(("" + next).getBytes()));
                        waiting.add(++next);
                    }
                    case 2 -> {
                        if (!waiting.isEmpty()) {
                            at.acknowledged("some", waiting.remove(random.nextInt(waiting.size())));
                        }
                    }
                    case 3 -> traffic(at, 2);
                    case 4 -> at.engine.checkpoint();
                    default -> {
                        if (random.nextInt(20) == 0) {
                            at.crash();
                        }
                    }
                }
            }
            waitUntilTrimmed(at);
            while (at.engine.references() != waiting.size()) {
                at.commit(new SessionOp.Closed("nobody", true));
                at.engine.checkpoint();
            }
            for (long sequence : waiting) {
                at.acknowledged("some", sequence);
            }
            at.engine.checkpoint();
            assertEquals(0, at.engine.references(), "seed " + seed);
        }
    }

    @Test
    void streamedMessageIsCopiedForwardWithItsChunks() throws Exception {
        try (StragglerHost at = new StragglerHost(folder)) {
            Content film = new Content(MIB + 3, 9);
            Fixture.get(at.service.sendStream(Message.to(Address.queue("films")).build(), film));
            for (int round = 0; round < 40; round++) {
                traffic(at, 8);
                at.engine.checkpoint();
                if (round % 13 == 12) {
                    at.crash();
                }
            }
            waitUntilTrimmed(at);
            at.crash();
            Delivery streamed = at.consume(Address.queue("films")).request(1).next();
            assertEquals(film.checksum(), Content.checksum(streamed.message().payload()));
            Fixture.get(streamed.ack());
            at.engine.checkpoint();
            assertEquals(0, at.engine.references());
        }
    }

    @Test
    void backlogThatWouldCostMoreToCopyThanItFreesStaysWhereItIs() throws Exception {
        try (StragglerHost at = new StragglerHost(null)) {
            for (int i = 0; i < 160; i++) {
                at.toQueue("backlog", LARGE);
                if (i % 8 == 0) {
                    at.engine.checkpoint();
                }
            }
            at.engine.checkpoint();
            assertEquals(0, at.engine.copiedForward());
            assertEquals(0, at.journal.begin());
        }
    }
}
