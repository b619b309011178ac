package io.parley.engine.op;

import io.parley.spi.protocol.Guarantee;

/** Changes to a topic, and to the cursors of subscriptions. */
public sealed interface TopicOp extends Op {

    @Override
    default Family family() {
        return Family.TOPIC;
    }

    /**
     * A message enters the topic's history, with the topic's next sequence, which counts from 1; without history, it goes to those
     * in the process who listen just now.
     *
     * @param at when it was accepted, in milliseconds since 1970
     * @param size of its payload as the sender gave it, in bytes
     * @param durable whether the topic has a history
     */
    record Append(String topic, int message, long at, long size, boolean durable) implements TopicOp {

        static Append read(RecordReader in) {
            return new Append(in.text(), in.integer(), in.number(), in.number(), true);
        }

        @Override
        public String key() {
            return topic;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.TOPIC_APPEND).text(topic).number(message).number(at).number(size);
        }
    }

    /**
     * A message becomes the topic's retained value.
     *
     * @param guarantee with which it was published, and is handed on at the most
     * @param sender the session that published it; empty for none
     * @param begun how many subscriptions had begun to look for retained values in this process when the message was matched against
     *     subscriptions; not stored, since none of them is left when it is read again
     * @param durable false where it does not outlive the process
     */
    record Retain(String topic, int message, Guarantee guarantee, String sender, long begun, boolean durable)
            implements TopicOp {

        private static final Guarantee[] GUARANTEES = Guarantee.values();

        static Retain read(RecordReader in) {
            return new Retain(in.text(), in.integer(), in.oneOf(GUARANTEES), in.text(), 0, true);
        }

        @Override
        public String key() {
            return topic;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.TOPIC_RETAIN)
                    .text(topic)
                    .number(message)
                    .number(guarantee.ordinal())
                    .text(sender);
        }
    }

    /**
     * An event was copied forward in the journal; its batch holds the copy. Its place in the topic's history stays what it was.
     *
     * @param position of the event's place
     * @param within the record at that position
     * @param from the position of the record that the copy is of
     * @param sequence in the topic
     * @param at when it was accepted, in milliseconds since 1970
     * @param size of its payload as the sender gave it, in bytes
     */
    record Move(String topic, int message, long position, long within, long from, long sequence, long at, long size)
            implements TopicOp {

        static Move read(RecordReader in) {
            return new Move(
                    in.text(),
                    in.integer(),
                    in.number(),
                    in.fixed(),
                    in.number(),
                    in.number(),
                    in.number(),
                    in.number());
        }

        @Override
        public String key() {
            return topic;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.TOPIC_MOVE)
                    .text(topic)
                    .number(message)
                    .number(position)
                    .fixed(within)
                    .number(from)
                    .number(sequence)
                    .number(at)
                    .number(size);
        }
    }

    /**
     * A topic's retained value was copied forward in the journal; its batch holds the copy.
     *
     * @param from the position of the record that the copy is of; a value that is elsewhere is a newer one
     */
    record MoveRetained(String topic, int message, long from) implements TopicOp {
        @Override
        public String key() {
            return topic;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.TOPIC_MOVE_RETAINED).text(topic).number(message).number(from);
        }
    }

    /** The topic has no retained value any more. */
    record ClearRetained(String topic) implements TopicOp {
        @Override
        public String key() {
            return topic;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.TOPIC_CLEAR_RETAINED).text(topic);
        }
    }

    /**
     * A named subscription goes on behind that place.
     *
     * @param position of the record; −1 for the place before all
     * @param within the record
     */
    record CursorSet(String subscription, String pattern, long position, long within) implements TopicOp {

        static CursorSet read(RecordReader in) {
            return new CursorSet(in.text(), in.text(), in.fixed(), in.fixed());
        }

        @Override
        public String key() {
            return subscription;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.CURSOR_SET)
                    .text(subscription)
                    .text(pattern)
                    .fixed(position)
                    .fixed(within);
        }
    }

    /** A named subscription is forgotten. */
    record CursorRemoved(String subscription) implements TopicOp {
        @Override
        public String key() {
            return subscription;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.CURSOR_REMOVED).text(subscription);
        }
    }
}
