package io.parley.engine.op;

/** Changes to a topic, and to the cursors of subscriptions. */
public sealed interface TopicOp extends Op {

    /** A message enters the topic's history, with the topic's next sequence, which counts from 1. */
    record Append(String topic, int message) implements TopicOp {
        @Override
        public String key() {
            return topic;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.TOPIC_APPEND).text(topic).number(message);
        }
    }

    /** A message becomes the topic's retained value. */
    record Retain(String topic, int message) implements TopicOp {
        @Override
        public String key() {
            return topic;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.TOPIC_RETAIN).text(topic).number(message);
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

    /** A named subscription goes on behind that place. */
    record CursorSet(String subscription, String pattern, long position) implements TopicOp {
        @Override
        public String key() {
            return subscription;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.CURSOR_SET).text(subscription).text(pattern).number(position);
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
