package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.Stages;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SendingOp;
import io.parley.engine.op.StoredMessage;
import io.parley.messaging.internal.InboxPieces.Item;
import io.parley.messaging.internal.sending.Sending;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** A session's inbox with its messages, and the ids that senders chose for messages to it, to be restored elsewhere. */
final class InboxPart implements SessionPart {

    static final int RETAINED = 4;
    static final int RECEIVED = 8;

    private static final Duration MOST_WAIT = Duration.ofMinutes(1);

    private final Engine engine;
    private final Messaging messaging;
    private final Sending sending;
    private final Supplier<InboxLimits> limits;

    InboxPart(Engine engine, Messaging messaging, Sending sending, Supplier<InboxLimits> limits) {
        this.engine = engine;
        this.messaging = messaging;
        this.sending = sending;
        this.limits = limits;
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.INBOX, Kind.MESSAGE, Kind.SEEN);
    }

    @Override
    public boolean changing(String session) {
        InboxState inbox = messaging.home(session).inbox(session);
        return inbox != null && inbox.changing();
    }

    @Override
    public Snapshot snapshot(String session) {
        InboxState inbox = messaging.home(session).inbox(session);
        if (inbox == null) {
            throw new RefusedException(Reason.NOT_FOUND, "Session '" + session + "' has no inbox");
        }
        EntryTable.Head head = inbox.head();
        return out -> {
            out.write(Kind.INBOX, new RecordWriter(24).number(head.next()).number(head.sentBelow()));
            writeMessages(session, head, out);
            for (SendingOp.Seen seen : Stages.await(sending.seen(Address.session(session)), MOST_WAIT)) {
                out.write(Kind.SEEN, new RecordWriter(64).text(seen.key()).number(seen.at()));
            }
        };
    }

    private void writeMessages(String session, EntryTable.Head head, Records out) {
        InboxPieces pieces = new InboxPieces(messaging.home(session), session, head.next());
        for (long at = head.first(); at < head.next(); ) {
            InboxPieces.Piece piece = Stages.await(pieces.from(at), MOST_WAIT);
            for (Item item : piece.items()) {
                out.write(Kind.MESSAGE, record(session, item));
            }
            at = piece.behind();
        }
    }

    private RecordWriter record(String session, Item item) {
        Message message = Stages.await(engine.messages().loadIfPresent(item.ref()), MOST_WAIT);
        if (message.payload().streamed()) {
            throw new RefusedException(
                    Reason.INVALID,
                    "A message of session '" + session + "' is streamed, and cannot be taken elsewhere");
        }
        RecordWriter out = new RecordWriter(
                        128 + (int) Math.min(message.payload().size(), 16 * 1024))
                .number(item.sequence())
                .number(item.guarantee().ordinal()
                        | (item.retained() ? RETAINED : 0)
                        | (item.received() ? RECEIVED : 0))
                .integers(item.subscriptions());
        StoredMessage.plain(message).write(out);
        return out;
    }

    @Override
    public Restoration restore(Moves.Identity session, Batch batch) {
        return new InboxRestoration(session.id(), batch, sending, limits.get().maxMessages());
    }
}
