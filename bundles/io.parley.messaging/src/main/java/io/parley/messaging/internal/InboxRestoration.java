package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.contract.SessionPart.Kind;
import io.parley.engine.contract.SessionPart.Restoration;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.StoredMessage;
import io.parley.messaging.internal.sending.Sending;
import io.parley.spi.protocol.Guarantee;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns the records of an inbox into ops. */
final class InboxRestoration implements Restoration {

    private static final Guarantee[] GUARANTEES = Guarantee.values();

    /** So far apart may the first and the last message be: room is made for all sequences between them. */
    private static final long LONGEST_SPAN = 1 << 22;

    private final String session;
    private final Batch batch;
    private final Sending sending;
    private final int maxMessages;
    private int count;
    private long first;
    private long last = -1;
    private InboxOp.Continued continued;

    InboxRestoration(String session, Batch batch, Sending sending, int maxMessages) {
        this.session = session;
        this.batch = batch;
        this.sending = sending;
        this.maxMessages = maxMessages;
    }

    @Override
    public void take(Kind kind, RecordReader in) {
        if ((kind == Kind.INBOX) != (continued == null)) {
            throw new IllegalArgumentException("an inbox has one record of where it is, before its messages");
        }
        switch (kind) {
            case INBOX -> {
                continued = new InboxOp.Continued(session, in.number(), in.number());
                require(continued.next() >= 0 && continued.sentBelow() >= 0, "its next sequence is below 0");
            }
            case MESSAGE -> message(in);
            case SEEN -> seen(in);
            default -> throw new IllegalArgumentException("a record of kind " + kind + " is none of an inbox");
        }
    }

    private void message(RecordReader in) {
        long sequence = in.number();
        int how = in.integer();
        int guarantee = how & 3;
        boolean received = (how & InboxPart.RECEIVED) != 0;
        require(sequence > last && sequence < continued.next(), "message " + sequence + " is out of order");
        first = count == 0 ? sequence : first;
        last = sequence;
        require(continued.next() - first <= LONGEST_SPAN, "its messages are too far apart");
        require(
                guarantee == Guarantee.AT_LEAST_ONCE.ordinal() || guarantee == Guarantee.EXACTLY_ONCE.ordinal(),
                "message " + sequence + " has no guarantee");
        require(!received || guarantee == Guarantee.EXACTLY_ONCE.ordinal(), "message " + sequence + " is received");
        if (++count > maxMessages) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "The inbox of session '" + session + "' has more than the " + maxMessages
                            + " messages that are allowed here (io.parley.messaging: inbox.max.messages)");
        }
        List<Integer> subscriptions = in.integers();
        StoredMessage stored = StoredMessage.read(in);
        require(stored.atRest().isEmpty(), "message " + sequence + " is encoded");
        Message message = stored.message();
        int place = batch.add(message, stored);
        batch.add(new InboxOp.Restored(
                session,
                sequence,
                place,
                GUARANTEES[guarantee],
                (how & InboxPart.RETAINED) != 0,
                received,
                subscriptions));
    }

    private void seen(RecordReader in) {
        String id = in.text();
        UUID.fromString(id);
        sending.seen(id, Address.session(session), in.number(), batch);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("the inbox of session '" + session + "' is wrong: " + otherwise);
        }
    }

    @Override
    public CompletionStage<Void> complete() {
        require(continued != null, "the record of where it is is missing");
        batch.add(continued);
        return CompletableFuture.completedStage(null);
    }
}
