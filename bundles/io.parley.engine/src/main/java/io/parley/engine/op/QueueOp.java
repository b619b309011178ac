package io.parley.engine.op;

/** Changes to a queue. */
public sealed interface QueueOp extends Op {

    @Override
    default Family family() {
        return Family.QUEUE;
    }

    String queue();

    @Override
    default String key() {
        return queue();
    }

    /**
     * A message enters the queue. It gets the queue's next sequence, which counts from 1.
     *
     * @param durable false for a queue that is configured to live in memory
     */
    record Append(String queue, int message, boolean durable) implements QueueOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.QUEUE_APPEND).text(queue).number(message);
        }
    }

    /**
     * Messages leave the queue for good.
     *
     * @param sequence of the first
     * @param count how many, one behind the other, 1 or more
     */
    record Remove(String queue, long sequence, int count, Cause cause, boolean durable) implements QueueOp {

        /** Of one message. */
        public Remove(String queue, long sequence, Cause cause, boolean durable) {
            this(queue, sequence, 1, cause, durable);
        }

        static Remove read(RecordReader in) {
            return new Remove(in.text(), in.number(), in.integer(), Cause.read(in), true);
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.QUEUE_REMOVE)
                    .text(queue)
                    .number(sequence)
                    .number(count)
                    .number(cause.ordinal());
        }
    }

    /** A message was copied forward in the journal; its batch holds the copy. */
    record Move(String queue, long sequence, int message) implements QueueOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.QUEUE_MOVE).text(queue).number(sequence).number(message);
        }
    }
}
