package io.parley.engine.op;

import io.parley.spi.protocol.Guarantee;
import java.util.List;

/** Changes to a session's inbox. */
public sealed interface InboxOp extends Op {

    @Override
    default Family family() {
        return Family.INBOX;
    }

    String session();

    @Override
    default String key() {
        return session();
    }

    /**
     * A message enters the inbox. It gets the inbox's next sequence, which counts from 0; without a guarantee it gets none
     * and goes to the connected client or nowhere.
     *
     * @param retained whether it is marked as a retained value
     * @param subscriptions the identifiers of the subscriptions that led to it
     * @param durable false where session or message do not outlive the process
     */
    record Append(
            String session,
            int message,
            Guarantee guarantee,
            boolean retained,
            List<Integer> subscriptions,
            boolean durable)
            implements InboxOp {

        private static final Guarantee[] GUARANTEES = Guarantee.values();
        private static final int RETAINED = 4;
        private static final int IDENTIFIED = 8;
        private static final int KNOWN = 15;

        /** Of subscriptions without identifiers. */
        public Append(String session, int message, Guarantee guarantee, boolean retained, boolean durable) {
            this(session, message, guarantee, retained, List.of(), durable);
        }

        static Append read(RecordReader in) {
            String session = in.text();
            int message = in.integer();
            int how = in.integer();
            if ((how & ~KNOWN) != 0 || (how & 3) >= GUARANTEES.length) {
                throw new IllegalArgumentException(
                        "Unknown way of delivery " + how + "; a newer Parley wrote this record, or it is damaged");
            }
            List<Integer> subscriptions = (how & IDENTIFIED) != 0 ? in.integers() : List.of();
            return new Append(session, message, GUARANTEES[how & 3], (how & RETAINED) != 0, subscriptions, true);
        }

        @Override
        public void write(RecordWriter out) {
            int how = guarantee.ordinal() | (retained ? RETAINED : 0) | (subscriptions.isEmpty() ? 0 : IDENTIFIED);
            out.code(OpCode.INBOX_APPEND).text(session).number(message).number(how);
            if (!subscriptions.isEmpty()) {
                out.integers(subscriptions);
            }
        }
    }

    /** A message leaves the inbox for good. */
    record Remove(String session, long sequence, Cause cause, boolean durable) implements InboxOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.INBOX_REMOVE).text(session).number(sequence).number(cause.ordinal());
        }
    }

    /** The client has the message, but not yet said that it is done: it is released, never sent again. */
    record Received(String session, long sequence, boolean durable) implements InboxOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.INBOX_RECEIVED).text(session).number(sequence);
        }
    }

    /** All messages below that sequence may have reached the client. */
    record Sent(String session, long below) implements InboxOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.INBOX_SENT).text(session).number(below);
        }
    }

    /** A message was copied forward in the journal; its batch holds the copy. */
    record Move(String session, long sequence, int message) implements InboxOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.INBOX_MOVE).text(session).number(sequence).number(message);
        }
    }

    /**
     * A message in the inbox of a session that comes from elsewhere, at the place that it had there.
     *
     * @param received whether the client has it, of one exactly once
     */
    record Restored(
            String session,
            long sequence,
            int message,
            Guarantee guarantee,
            boolean retained,
            boolean received,
            List<Integer> subscriptions)
            implements InboxOp {

        private static final Guarantee[] GUARANTEES = Guarantee.values();
        private static final int RETAINED = 4;
        private static final int RECEIVED = 8;
        private static final int KNOWN = 15;

        static Restored read(RecordReader in) {
            String session = in.text();
            long sequence = in.number();
            int message = in.integer();
            int how = in.integer();
            if ((how & ~KNOWN) != 0 || (how & 3) >= GUARANTEES.length) {
                throw new IllegalArgumentException(
                        "Unknown way of delivery " + how + "; a newer Parley wrote this record, or it is damaged");
            }
            return new Restored(
                    session,
                    sequence,
                    message,
                    GUARANTEES[how & 3],
                    (how & RETAINED) != 0,
                    (how & RECEIVED) != 0,
                    in.integers());
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.INBOX_RESTORED)
                    .text(session)
                    .number(sequence)
                    .number(message)
                    .number(guarantee.ordinal() | (retained ? RETAINED : 0) | (received ? RECEIVED : 0))
                    .integers(subscriptions);
        }
    }

    /** The inbox of a session that comes from elsewhere goes on from there: with that sequence. */
    record Continued(String session, long next, long sentBelow) implements InboxOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.INBOX_CONTINUED).text(session).number(next).number(sentBelow);
        }
    }
}
