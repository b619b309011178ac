package io.parley.engine.contract;

import io.parley.api.message.Address;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;

/** Names the queues in which the messages wait that sessions share as a group. */
public final class Shares {

    /** What is durable waits here. */
    private static final String STORED = "$share/";

    /** What is not waits apart, so that the sequences of the durable messages follow from the journal alone. */
    private static final String MEMORY = "$share-memory/";

    private Shares() {}

    /** Whether queues of that name belong to groups. */
    public static boolean isShared(String queue) {
        return queue.startsWith(STORED) || queue.startsWith(MEMORY);
    }

    /** Whether what waits there does not outlive the process. */
    public static boolean isMemory(String queue) {
        return queue.startsWith(MEMORY);
    }

    /** The queue of that target, by which ops name both of its parts; a group's name has no {@code /}. */
    public static String queue(SubscriptionTarget target) {
        return STORED + target.group().orElseThrow() + "/" + target.address().name();
    }

    /** The other part of the queue, for what is not durable. */
    public static String memory(String queue) {
        return MEMORY + queue.substring(STORED.length());
    }

    /** The name in ops, and so the key of the shard, of both parts. */
    public static String key(String queue) {
        return isMemory(queue) ? STORED + queue.substring(MEMORY.length()) : queue;
    }

    /** What a member consumes. */
    public static List<Address> queues(SubscriptionTarget target) {
        String queue = queue(target);
        return List.of(Address.queue(queue), Address.queue(memory(queue)));
    }
}
