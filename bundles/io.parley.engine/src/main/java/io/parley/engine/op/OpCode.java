package io.parley.engine.op;

import java.util.function.Function;

/** What kind of op follows. The journal holds the numbers: they never change and are never used again. */
enum OpCode {
    QUEUE_APPEND(1, in -> new QueueOp.Append(in.text(), in.integer(), true)),
    QUEUE_REMOVE(2, QueueOp.Remove::read),
    QUEUE_MOVE(3, in -> new QueueOp.Move(in.text(), in.number(), in.integer())),
    QUEUE_SHARE(4, QueueOp.Share::read),
    QUEUE_OPENED(5, in -> new QueueOp.Opened(in.text(), true)),
    QUEUE_ENDED(6, in -> new QueueOp.Ended(in.text(), true)),
    QUEUE_FAILED(7, in -> new QueueOp.Failed(in.text(), in.number(), in.integer())),
    INBOX_APPEND(10, InboxOp.Append::read),
    INBOX_REMOVE(11, in -> new InboxOp.Remove(in.text(), in.number(), Cause.read(in), true)),
    INBOX_RECEIVED(12, in -> new InboxOp.Received(in.text(), in.number(), true)),
    INBOX_SENT(13, in -> new InboxOp.Sent(in.text(), in.number())),
    INBOX_MOVE(14, in -> new InboxOp.Move(in.text(), in.number(), in.integer())),
    INBOX_RESTORED(15, InboxOp.Restored::read),
    INBOX_CONTINUED(16, in -> new InboxOp.Continued(in.text(), in.number(), in.number())),
    SESSION_OPENED(20, in -> new SessionOp.Opened(in.text(), in.text(), in.number(), in.number(), true)),
    SESSION_RESUMED(21, in -> new SessionOp.Resumed(in.text(), in.number())),
    SESSION_DETACHED(22, in -> new SessionOp.Detached(in.text(), in.number(), in.number())),
    SESSION_ABANDONED(88, in -> new SessionOp.Detached(in.text(), in.number(), in.number(), true)),
    SESSION_CLOSED(23, in -> new SessionOp.Closed(in.text(), true)),
    STATE_PUT(24, in -> new SessionOp.StatePut(in.text(), in.text(), in.number(), in.bytes(), true)),
    STATE_REMOVED(25, in -> new SessionOp.StateRemoved(in.text(), in.text(), true)),
    TOKEN_TAKEN(26, in -> new SessionOp.TokenTaken(in.text(), in.integer(), true)),
    TOKEN_FREED(27, in -> new SessionOp.TokenFreed(in.text(), in.integer(), true)),
    SESSION_ADOPTED(28, in -> new SessionOp.Adopted(in.text(), in.text(), in.number(), true)),
    STATE_RESTORED(29, in -> new SessionOp.StateRestored(in.text(), in.text(), in.number(), in.number(), in.bytes())),
    SESSION_CONTINUED(80, in -> new SessionOp.Continued(in.text(), in.number(), in.number(), in.number())),
    SESSION_LEAVING(81, in -> new SessionOp.Leaving(in.text(), in.text(), in.text())),
    SESSION_STAYED(82, in -> new SessionOp.Stayed(in.text(), in.text())),
    SESSION_LEFT(83, in -> new SessionOp.Left(in.text(), in.text(), in.text(), in.text(), in.number(), in.number())),
    SESSION_FORGOTTEN(84, in -> new SessionOp.Forgotten(in.text(), in.text())),
    SESSION_ARRIVED(85, in -> new SessionOp.Arrived(in.text(), in.text(), in.number(), "")),
    SESSION_RETURNED(87, in -> new SessionOp.Arrived(in.text(), in.text(), in.number(), in.text())),
    SESSION_SETTLED(86, in -> new SessionOp.Settled(in.text(), in.text())),
    GROUP_STATE_PUT(90, in -> new GroupOp.StatePut(in.text(), in.number(), in.text(), in.number(), in.bytes())),
    GROUP_STATE_REMOVED(91, in -> new GroupOp.StateRemoved(in.text(), in.text())),
    GROUP_STATE_ENDED(92, in -> new GroupOp.StateEnded(in.text())),
    WILL_KEPT(50, WillOp.Kept::read),
    WILL_DUE(51, in -> new WillOp.Due(in.text(), in.number(), in.number(), true)),
    WILL_GONE(52, in -> new WillOp.Gone(in.text(), in.number(), true)),
    SENDING_DELAYED(60, SendingOp.Delayed::read),
    SENDING_DELAY_MOVED(61, in -> new SendingOp.DelayMoved(in.text(), in.integer())),
    SENDING_DELAY_ENDED(62, in -> new SendingOp.DelayEnded(in.text(), true)),
    SENDING_SEEN(63, in -> new SendingOp.Seen(in.text(), in.number(), true)),
    ROUTE_ASSIGNED(70, RouteOp.Assigned::read),
    SUBSCRIPTION_ADDED(30, SubscriptionOp.Added::read),
    SUBSCRIPTION_REMOVED(31, SubscriptionOp.Removed::read),
    TOPIC_APPEND(40, TopicOp.Append::read),
    TOPIC_RETAIN(41, TopicOp.Retain::read),
    TOPIC_CLEAR_RETAINED(42, in -> new TopicOp.ClearRetained(in.text())),
    CURSOR_SET(43, TopicOp.CursorSet::read),
    CURSOR_REMOVED(44, in -> new TopicOp.CursorRemoved(in.text())),
    TOPIC_MOVE(45, TopicOp.Move::read),
    TOPIC_MOVE_RETAINED(46, in -> new TopicOp.MoveRetained(in.text(), in.integer(), in.number()));

    private static final OpCode[] BY_NUMBER = new OpCode[256];

    static {
        for (OpCode code : values()) {
            BY_NUMBER[code.number] = code;
        }
    }

    final int number;
    private final Function<RecordReader, Op> reader;

    OpCode(int number, Function<RecordReader, Op> reader) {
        this.number = number;
        this.reader = reader;
    }

    static Op read(RecordReader in) {
        int number = in.octet();
        OpCode code = BY_NUMBER[number];
        if (code == null) {
            throw new IllegalArgumentException("Unknown op " + number + "; a newer Parley wrote this record");
        }
        return code.reader.apply(in);
    }
}
