package io.parley.engine.op;

import io.parley.spi.protocol.Guarantee;

/** Changes to what a session listens to. */
public sealed interface SubscriptionOp extends Op {

    @Override
    default Family family() {
        return Family.SUBSCRIPTION;
    }

    String session();

    @Override
    default String key() {
        return session();
    }

    /** The session gets messages on topics that match the pattern, or from that queue. */
    record Added(String session, String address, Guarantee maximum, boolean durable) implements SubscriptionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SUBSCRIPTION_ADDED).text(session).text(address).number(maximum.ordinal());
        }
    }

    /** It does no longer. */
    record Removed(String session, String address, boolean durable) implements SubscriptionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SUBSCRIPTION_REMOVED).text(session).text(address);
        }
    }
}
