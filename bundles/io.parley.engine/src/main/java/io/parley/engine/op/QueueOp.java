package io.parley.engine.op;

import io.parley.spi.protocol.Guarantee;

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

    /**
     * A durable message's attempt was in vain, and it waits again.
     *
     * @param attempts how many there were by then
     */
    record Failed(String queue, long sequence, int attempts) implements QueueOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.QUEUE_FAILED).text(queue).number(sequence).number(attempts);
        }
    }

    /** A message was copied forward in the journal; its batch holds the copy. */
    record Move(String queue, long sequence, int message) implements QueueOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.QUEUE_MOVE).text(queue).number(sequence).number(message);
        }
    }

    /**
     * The queue in which a group's messages wait has members from now on. One that is open already stays as it is.
     *
     * @param queue as {@link io.parley.engine.contract.Shares#queue} names it
     */
    record Opened(String queue, boolean durable) implements QueueOp {
        @Override
        public Family family() {
            return Family.SHARE;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.QUEUE_OPENED).text(queue);
        }
    }

    /**
     * A message enters a group's queue, which is passed over when the queue is not open. What is durable and what is not wait
     * apart from each other, so that the sequences of the durable ones follow from the journal alone.
     *
     * @param guarantee of its deliveries, at most {@link Guarantee#AT_LEAST_ONCE}
     * @param retained whether it was published to become a retained value
     */
    record Share(String queue, int message, Guarantee guarantee, boolean retained, boolean durable) implements QueueOp {

        private static final Guarantee[] GUARANTEES = Guarantee.values();

        static Share read(RecordReader in) {
            String queue = in.text();
            int message = in.integer();
            int how = in.integer();
            if ((how & ~7) != 0 || (how & 3) >= GUARANTEES.length) {
                throw new IllegalArgumentException(
                        "Unknown way of delivery " + how + "; a newer Parley wrote this record, or it is damaged");
            }
            return new Share(queue, message, GUARANTEES[how & 3], (how & 4) != 0, true);
        }

        @Override
        public void write(RecordWriter out) {
            int how = guarantee.ordinal() | (retained ? 4 : 0);
            out.code(OpCode.QUEUE_SHARE).text(queue).number(message).number(how);
        }
    }

    /** The last member of a group is gone: its queue ends, with the messages in it. */
    record Ended(String queue, boolean durable) implements QueueOp {
        @Override
        public Family family() {
            return Family.SHARE;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.QUEUE_ENDED).text(queue);
        }
    }
}
