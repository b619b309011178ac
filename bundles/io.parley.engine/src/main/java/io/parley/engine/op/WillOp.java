package io.parley.engine.op;

import io.parley.api.message.Message;
import io.parley.spi.protocol.Guarantee;

/** Changes to what is to be published for a session when its connection has ended. */
public sealed interface WillOp extends Op {

    @Override
    default Family family() {
        return Family.SESSION;
    }

    String session();

    /** Names the will among those of its session: greater than that of each earlier one. */
    long number();

    @Override
    default String key() {
        return session();
    }

    /**
     * The session's holder leaves this will.
     *
     * @param principal who the holder is
     * @param left the message; its time is when it was left
     * @param delayMillis how long after the end of the connection it is published, unless the session ends before
     */
    record Kept(
            String session,
            long number,
            String principal,
            Message left,
            Guarantee guarantee,
            boolean retain,
            long delayMillis,
            boolean durable)
            implements WillOp {

        private static final Guarantee[] GUARANTEES = Guarantee.values();
        private static final int RETAIN = 4;

        /** Reads what {@link #writeFields} writes. */
        public static Kept readFields(String session, long number, RecordReader in) {
            String principal = in.text();
            int how = in.integer();
            if ((how & ~7) != 0 || (how & 3) >= GUARANTEES.length) {
                throw new IllegalArgumentException(
                        "Unknown way of publication " + how + "; a newer Parley wrote this record, or it is damaged");
            }
            long delay = in.number();
            Message left = StoredMessage.read(in).message();
            return new Kept(session, number, principal, left, GUARANTEES[how & 3], (how & RETAIN) != 0, delay, true);
        }

        static Kept read(RecordReader in) {
            return readFields(in.text(), in.number(), in);
        }

        /** All but session and number. */
        public RecordWriter writeFields(RecordWriter out) {
            out.text(principal)
                    .number(guarantee.ordinal() | (retain ? RETAIN : 0))
                    .number(delayMillis);
            StoredMessage.plain(left).write(out);
            return out;
        }

        @Override
        public void write(RecordWriter out) {
            writeFields(out.code(OpCode.WILL_KEPT).text(session).number(number));
        }
    }

    /** The connection ended while another took the session over: the will is published at that time, whoever comes. */
    record Due(String session, long number, long at, boolean durable) implements WillOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.WILL_DUE).text(session).number(number).number(at);
        }
    }

    /** The will was published, in the same batch, or is not to be. */
    record Gone(String session, long number, boolean durable) implements WillOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.WILL_GONE).text(session).number(number);
        }
    }
}
