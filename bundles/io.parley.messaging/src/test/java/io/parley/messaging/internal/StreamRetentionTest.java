package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A message that took so long to send that its first chunks lie far from it, on a part of the journal where nobody else needs anything. */
@Timeout(120)
class StreamRetentionTest {

    private static final int MIB = 1 << 20;
    private static final Payload LARGE = Payload.copyOf(new byte[MIB]);
    private static final Address FILMS = Address.queue("films");
    private static final int FAR = 40;

    @TempDir
    private Path folder;

    private long bulk;

    /** Messages that come and are consumed. */
    private void traffic(StragglerHost at, int count) {
        for (int i = 0; i < count; i++) {
            at.toQueue("bulk", LARGE);
            at.acknowledged("bulk", ++bulk);
        }
    }

    private static void checkpoints(StragglerHost at) {
        for (int i = 0; i < 3; i++) {
            at.engine.checkpoint();
        }
    }

    private static Delivery whole(StragglerHost at, Content film) throws Exception {
        Delivery got = at.consume(FILMS).request(1).next();
        assertEquals(film.checksum(), Content.checksum(got.message().payload()));
        return got;
    }

    @Test
    void itsFirstChunksAreKeptAsLongAsItIs() throws Exception {
        try (StragglerHost at = new StragglerHost(folder)) {
            Content film = new Content(2 * MIB, 11).stallingAt(MIB);
            CompletionStage<Receipt> sent =
                    at.service.sendStream(Message.to(FILMS).build(), film);
            film.awaitGiven(MIB);
            traffic(at, FAR);
            checkpoints(at);
            film.goOn();
            Fixture.get(sent);
            long sentAt = at.journal.end();
            traffic(at, 1);
            checkpoints(at);
            assertTrue(sentAt > FAR * (long) MIB && at.journal.begin() < MIB, "the first chunks are kept");
            whole(at, film);
            for (int crash = 0; crash < 2; crash++) {
                at.crash();
                checkpoints(at);
                whole(at, film);
            }
            at.crash();
            Fixture.get(whole(at, film).ack());
            traffic(at, 1);
            checkpoints(at);
            assertEquals(0, at.engine.references());
            assertTrue(at.journal.begin() > FAR / 2 * (long) MIB, "and given back then");
        }
    }
}
