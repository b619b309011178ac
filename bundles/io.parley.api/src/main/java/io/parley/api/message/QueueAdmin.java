package io.parley.api.message;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Looks into queues, and moves or removes what waits in them: for people and their tools, not for the way of every message. An
 * OSGi service; safe for all threads; no method blocks. What is with a consumer, has expired or cannot be read is passed over.
 *
 * <p>A predicate is asked message by message, oldest first, on a thread of Parley's own; what it throws fails the call. All stages
 * fail with a {@link RefusedException} that says in words why nothing was done: {@code NOT_FOUND} for a queue that is not there,
 * {@code INVALID} for an address that is no queue, a group's queue, or a limit that is out of range, {@code UNAVAILABLE} while
 * the compressor of a message is absent.
 */
@ProviderType
public interface QueueAdmin {

    /** The most messages of one call. */
    int MOST = 10_000;

    /** The most payload of one call, in bytes; beyond the first message that exceeds it nothing more is taken. */
    long MOST_BYTES = 32L << 20;

    /**
     * Messages that wait, oldest first, as a consumer would get them. They stay where they are, and may be gone when the stage
     * completes.
     *
     * @param limit from 1 to {@link #MOST}
     */
    CompletionStage<List<Message>> browse(Address queue, Predicate<Message> wanted, int limit);

    /**
     * Moves messages that wait to the end of another queue, in order, in one commit: all of them or none. They keep their ids, and
     * are stored as the other queue is configured.
     *
     * @param limit from 1 to {@link #MOST}
     * @return how many were moved, when that is durable; fails with {@code LIMIT} when the other queue has no room for all
     */
    CompletionStage<Integer> move(Address from, Address to, Predicate<Message> wanted, int limit);

    /**
     * Removes messages that wait, for good, in one commit; they count as dropped.
     *
     * @param limit from 1 to {@link #MOST}
     * @return how many were removed, when that is durable
     */
    CompletionStage<Integer> purge(Address queue, Predicate<Message> wanted, int limit);

    /**
     * Sends dead letters that wait in a queue back to where they came from, oldest first, without the headers of {@link DeadLetters}:
     * each leaves this queue and is accepted there in one commit, one after the other. The first that is refused there ends this,
     * and stays. Messages that are no dead letters are passed over.
     *
     * @param limit from 1 to {@link #MOST}
     * @return how many were sent back, when that is durable; fails, as that one did, when the first is refused
     */
    CompletionStage<Integer> replay(Address deadLetters, Predicate<Message> wanted, int limit);
}
