package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import java.util.Comparator;

/**
 * An entry that waited when it was seen, and may have left its place since.
 *
 * @param ref where its message was
 * @param message null until it is read
 */
record Candidate(long sequence, int priority, MessageRef ref, Message message) {

    /** Those of a higher priority first. */
    static final Comparator<Candidate> IN_TURN =
            Comparator.comparingInt(Candidate::priority).reversed().thenComparingLong(Candidate::sequence);

    static Candidate of(Entry entry) {
        return new Candidate(entry.sequence, Turns.priority(entry), entry.ref, entry.message());
    }

    Candidate with(Message read) {
        return new Candidate(sequence, priority, ref, read);
    }
}
