package io.parley.engine.op;

import io.parley.spi.protocol.Guarantee;

/** Changes to what is known of messages besides where they are: those that wait for their time, and those that were sent before. */
public sealed interface SendingOp extends Op {

    @Override
    default Family family() {
        return Family.SENDING;
    }

    private static String addressOf(String name) {
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    /**
     * A message waits for the time from which on it may be delivered.
     *
     * @param name its address, U+0000, and what names it among those that wait for it; later ones of an address have greater names.
     *     So all of one address are in one shard, and keep their order
     * @param principal who sent it
     * @param sender names who sent it
     * @param at milliseconds since 1970
     */
    record Delayed(
            String name,
            int message,
            String principal,
            String sender,
            Guarantee guarantee,
            boolean retain,
            long at,
            boolean durable)
            implements SendingOp {

        private static final Guarantee[] GUARANTEES = Guarantee.values();
        private static final int RETAIN = 4;

        @Override
        public String key() {
            return addressOf(name);
        }

        /** Reads what {@link #writeFields} writes. */
        public static Delayed readFields(String name, int message, RecordReader in) {
            String principal = in.text();
            String sender = in.text();
            int how = in.integer();
            if ((how & ~7) != 0 || (how & 3) >= GUARANTEES.length) {
                throw new IllegalArgumentException(
                        "Unknown way of publication " + how + "; a newer Parley wrote this record, or it is damaged");
            }
            return new Delayed(
                    name, message, principal, sender, GUARANTEES[how & 3], (how & RETAIN) != 0, in.number(), true);
        }

        static Delayed read(RecordReader in) {
            return readFields(in.text(), in.integer(), in);
        }

        /** All but name and message. */
        public RecordWriter writeFields(RecordWriter out) {
            return out.text(principal)
                    .text(sender)
                    .number(guarantee.ordinal() | (retain ? RETAIN : 0))
                    .number(at);
        }

        @Override
        public void write(RecordWriter out) {
            writeFields(out.code(OpCode.SENDING_DELAYED).text(name).number(message));
        }
    }

    /** A message that waits was copied forward in the journal; its batch holds the copy. */
    record DelayMoved(String name, int message) implements SendingOp {
        @Override
        public String key() {
            return addressOf(name);
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SENDING_DELAY_MOVED).text(name).number(message);
        }
    }

    /** It waits no longer: it was sent on in the same batch, or is not to be. */
    record DelayEnded(String name, boolean durable) implements SendingOp {
        @Override
        public String key() {
            return addressOf(name);
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SENDING_DELAY_ENDED).text(name);
        }
    }

    /**
     * A message was sent whose id its sender chose; for a while no other of that id goes to the same address.
     *
     * @param key id and address
     * @param at milliseconds since 1970
     */
    record Seen(String key, long at, boolean durable) implements SendingOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SENDING_SEEN).text(key).number(at);
        }
    }
}
