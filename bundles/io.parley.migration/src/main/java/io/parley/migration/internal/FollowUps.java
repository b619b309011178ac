package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.nio.BufferUnderflowException;
import java.util.List;

/** Messages that follow a session, as they are between the two. */
final class FollowUps {

    private static final int FORM = 1;
    private static final int RETAINED = 4;
    private static final Guarantee[] GUARANTEES = Guarantee.values();

    private FollowUps() {}

    static byte[] content(Outbound.Deliver deliver) {
        RecordWriter out = new RecordWriter(256)
                .octet(FORM)
                .number(deliver.guarantee().ordinal() | (deliver.retained() ? RETAINED : 0))
                .integers(deliver.subscriptions());
        StoredMessage.plain(deliver.message()).write(out);
        return out.toArray();
    }

    /** One of an inbox that was written down, from behind its sequence. */
    static void addRest(Batch batch, String session, RecordReader record) {
        append(batch, session, record.integer(), record);
    }

    private static void append(Batch batch, String session, int how, RecordReader in) {
        List<Integer> subscriptions = in.integers();
        StoredMessage stored = StoredMessage.read(in);
        int place = batch.add(stored.message(), stored);
        batch.add(new InboxOp.Append(session, place, GUARANTEES[how & 3], (how & RETAINED) != 0, subscriptions, true));
    }

    /** @throws RefusedException INVALID when it cannot be understood */
    static void add(Batch batch, String session, byte[] content) {
        try {
            RecordReader in = new RecordReader(content);
            int form = in.octet();
            int how = in.integer();
            if (form != FORM || (how & ~7) != 0 || (how & 3) >= GUARANTEES.length) {
                throw new IllegalArgumentException("it is of form " + form + ", " + how);
            }
            append(batch, session, how, in);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new RefusedException(
                    Reason.INVALID, "A message that follows session '" + session + "' is wrong: " + e.getMessage(), e);
        }
    }
}
