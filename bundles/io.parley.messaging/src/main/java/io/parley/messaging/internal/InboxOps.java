package io.parley.messaging.internal;

import io.parley.engine.MessageRef;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.SessionOp;

/** What the journal says of inboxes, and of the sessions that have them. Each on the inbox's shard. */
final class InboxOps {

    private InboxOps() {}

    static void apply(ShardState home, InboxOp op, MessageRef message) {
        InboxState inbox = home.inbox(op.session());
        if (inbox == null) {
            // The session ended while this was under way.
            if (message != null) {
                message.release();
            }
            return;
        }
        if (op instanceof InboxOp.Append append) {
            inbox.append(append, message);
        } else if (op instanceof InboxOp.Remove remove) {
            inbox.remove(remove.sequence());
        } else if (op instanceof InboxOp.Received received) {
            inbox.received(received.sequence());
        } else if (op instanceof InboxOp.Sent sent) {
            inbox.sent(sent.below());
        } else if (op instanceof InboxOp.Restored restored) {
            inbox.restore(restored, message);
        } else if (op instanceof InboxOp.Continued continued) {
            inbox.goOn(continued);
        } else if (op instanceof InboxOp.Move move) {
            inbox.backlog().moved(move.sequence(), message);
        }
    }

    static void apply(ShardState home, SessionOp op) {
        if (op instanceof SessionOp.Opened opened) {
            home.makeInbox(opened.session(), opened.durable()).attached(true);
        } else if (op instanceof SessionOp.Resumed resumed) {
            home.makeInbox(resumed.session(), true).attached(true);
        } else if (op instanceof SessionOp.Detached detached) {
            InboxState inbox = home.makeInbox(detached.session(), true);
            if (detached.died()) {
                inbox.holderGone(home.running());
            }
            inbox.attached(false);
        } else if (op instanceof SessionOp.Leaving) {
            leaving(home, op.session(), true);
        } else if (home.running() && (op instanceof SessionOp.Stayed || op instanceof SessionOp.Left)) {
            leaving(home, op.session(), false);
        } else if (op instanceof SessionOp.Closed || op instanceof SessionOp.Forgotten) {
            home.endInbox(op.session());
        }
    }

    private static void leaving(ShardState home, String session, boolean now) {
        InboxState inbox = home.inbox(session);
        if (inbox != null) {
            inbox.leaving(now, home.running());
        }
    }
}
