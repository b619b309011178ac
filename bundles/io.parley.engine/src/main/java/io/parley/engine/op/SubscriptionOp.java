package io.parley.engine.op;

import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;

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

    /** The session gets messages on topics that match the pattern, or from that queue, or its share of a group's. */
    record Added(String session, SubscriptionRequest request, boolean durable) implements SubscriptionOp {

        static Added read(RecordReader in) {
            String session = in.text();
            return new Added(session, SubscriptionForm.readRequest(in, SubscriptionForm.readTarget(in)), true);
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SUBSCRIPTION_ADDED).text(session);
            SubscriptionForm.write(out, request.target());
            SubscriptionForm.write(out, request);
        }
    }

    /** It does no longer. */
    record Removed(String session, SubscriptionTarget target, boolean durable) implements SubscriptionOp {

        static Removed read(RecordReader in) {
            return new Removed(in.text(), SubscriptionForm.readTarget(in), true);
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SUBSCRIPTION_REMOVED).text(session);
            SubscriptionForm.write(out, target);
        }
    }
}
