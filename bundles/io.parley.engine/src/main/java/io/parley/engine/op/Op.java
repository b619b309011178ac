package io.parley.engine.op;

/**
 * One change to one shard's state, as the journal records it. What an op says happened; applying it never fails.
 *
 * <p>Ops of one batch that carry a message name it by its place in the batch.
 */
public sealed interface Op
        permits QueueOp, InboxOp, SendingOp, RouteOp, SessionOp, WillOp, GroupOp, SubscriptionOp, TopicOp {

    /** What ops are about. */
    enum Family {
        QUEUE,
        INBOX,
        SENDING,
        ROUTE,
        SHARE,
        SESSION,
        GROUP,
        SUBSCRIPTION,
        TOPIC
    }

    /** What this is about, and so who takes it up. */
    Family family();

    /** The session id, queue, topic or group that decides which shard this is for. */
    String key();

    /** Whether it goes to the journal; a change that is not durable lives in this process only. */
    default boolean durable() {
        return true;
    }

    /** The place of the op's message in its batch, from 0; −1 when it has none. */
    default int message() {
        return -1;
    }

    /** Writes the op for {@link BatchRecord}. */
    void write(RecordWriter out);
}
