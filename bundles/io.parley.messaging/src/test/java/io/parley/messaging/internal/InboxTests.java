package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.parley.engine.contract.Inboxes;
import io.parley.engine.op.SessionOp;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Tests of one inbox, that of session s, and of clients that are connected to it. */
abstract class InboxTests {

    final Fixture parley = new Fixture();
    private long holds;

    @AfterEach
    void close() {
        parley.close();
    }

    /** A client: what reaches it. */
    final class Client {

        final BlockingQueue<Outbound> got = new LinkedBlockingQueue<>();
        final Inboxes.Link link;

        Client(boolean durable, int window) {
            this(++holds, durable, window);
        }

        Client(long hold, boolean durable, int window) {
            link = parley.messaging.attach("s", hold, durable, window, batch -> got.addAll(batch));
        }

        Outbound next() throws InterruptedException {
            Outbound outbound = got.poll(10, TimeUnit.SECONDS);
            assertNotNull(outbound, "nothing delivered");
            return outbound;
        }

        Outbound.Deliver message() throws InterruptedException {
            return assertInstanceOf(Outbound.Deliver.class, next());
        }

        List<String> texts(int count) throws InterruptedException {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                texts.add(text(message()));
            }
            return texts;
        }

        void nothingMore() {
            parley.settle();
            assertNull(got.poll());
        }
    }

    static String text(Outbound.Deliver delivered) {
        return Collected.text(delivered.message());
    }

    final void resume() {
        get(parley.engine.batch().add(new SessionOp.Resumed("s", 60)).commit());
    }

    final void fill(int count, Guarantee guarantee) {
        for (int i = 0; i < count; i++) {
            parley.append("s", "m" + i, guarantee, true);
        }
    }
}
