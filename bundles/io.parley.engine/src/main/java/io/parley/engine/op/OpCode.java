package io.parley.engine.op;

import io.parley.spi.protocol.Guarantee;
import java.util.function.Function;

/** What kind of op follows. The journal holds the numbers: they never change and are never used again. */
enum OpCode {
    QUEUE_APPEND(1, in -> new QueueOp.Append(in.text(), in.integer(), true)),
    QUEUE_REMOVE(2, QueueOp.Remove::read),
    QUEUE_MOVE(3, in -> new QueueOp.Move(in.text(), in.number(), in.integer())),
    INBOX_APPEND(10, InboxOp.Append::read),
    INBOX_REMOVE(11, in -> new InboxOp.Remove(in.text(), in.number(), Cause.read(in), true)),
    INBOX_RECEIVED(12, in -> new InboxOp.Received(in.text(), in.number(), true)),
    INBOX_SENT(13, in -> new InboxOp.Sent(in.text(), in.number())),
    INBOX_MOVE(14, in -> new InboxOp.Move(in.text(), in.number(), in.integer())),
    SESSION_OPENED(20, in -> new SessionOp.Opened(in.text(), in.text(), in.number(), in.number(), true)),
    SESSION_RESUMED(21, in -> new SessionOp.Resumed(in.text(), in.number())),
    SESSION_DETACHED(22, in -> new SessionOp.Detached(in.text(), in.number(), in.number())),
    SESSION_CLOSED(23, in -> new SessionOp.Closed(in.text(), true)),
    STATE_PUT(24, in -> new SessionOp.StatePut(in.text(), in.text(), in.number(), in.bytes(), true)),
    STATE_REMOVED(25, in -> new SessionOp.StateRemoved(in.text(), in.text(), true)),
    TOKEN_TAKEN(26, in -> new SessionOp.TokenTaken(in.text(), in.integer(), true)),
    TOKEN_FREED(27, in -> new SessionOp.TokenFreed(in.text(), in.integer(), true)),
    SUBSCRIPTION_ADDED(30, in -> new SubscriptionOp.Added(in.text(), in.text(), guarantee(in), true)),
    SUBSCRIPTION_REMOVED(31, in -> new SubscriptionOp.Removed(in.text(), in.text(), true)),
    TOPIC_APPEND(40, TopicOp.Append::read),
    TOPIC_RETAIN(41, TopicOp.Retain::read),
    TOPIC_CLEAR_RETAINED(42, in -> new TopicOp.ClearRetained(in.text())),
    CURSOR_SET(43, TopicOp.CursorSet::read),
    CURSOR_REMOVED(44, in -> new TopicOp.CursorRemoved(in.text())),
    TOPIC_MOVE(45, TopicOp.Move::read),
    TOPIC_MOVE_RETAINED(46, in -> new TopicOp.MoveRetained(in.text(), in.integer(), in.number()));

    private static final OpCode[] BY_NUMBER = new OpCode[256];
    private static final Guarantee[] GUARANTEES = Guarantee.values();

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

    private static Guarantee guarantee(RecordReader in) {
        return in.oneOf(GUARANTEES);
    }
}
