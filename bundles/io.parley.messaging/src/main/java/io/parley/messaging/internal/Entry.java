package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.MessageRef;
import io.parley.engine.Precedence;
import io.parley.spi.protocol.Guarantee;
import java.util.List;

/** One message's place in a queue or an inbox. Owned by a shard. */
class Entry {

    /** What is known of the message's way to its consumer. */
    enum State {
        /** Waits for its turn. */
        WAITING,
        /** With a consumer. */
        SENT,
        /** With an inbox's client, which still has to be told that this is known. */
        RECEIVED,
        /** Done; the record of that is on its way. */
        ENDING,
        /** Cannot be read; named in the log, kept for a person to look at. */
        UNREADABLE
    }

    /** The sequence of one that is passed on and not kept. */
    static final long NO_PLACE = 0;

    final long sequence;
    final Guarantee guarantee;
    final boolean retained;

    /** Bytes of the message's payload when it came. */
    final int size;

    /** Whether the entry itself is on the journal. */
    final boolean durable;

    MessageRef ref;
    State state = State.WAITING;

    /** How many attempts there were, or may have been before a restart. */
    int attempts;

    /** Whether the view has it. */
    boolean inView;

    /** Whether the view may have one row for many of its block. */
    boolean together;

    /** A message that was read from the journal, until it is done with. */
    Message loaded;

    boolean loading;

    /** Whether it waits for the end of a delay, and is nobody's turn before. */
    boolean heldBack;

    /** By which a consumer has it; null in an inbox. */
    QueueDelivery owner;

    /** When the owner loses it, in milliseconds since 1970. */
    long leaseUntil;

    Entry(long sequence, MessageRef ref, Guarantee guarantee, boolean retained, boolean durable) {
        this.sequence = sequence;
        this.ref = ref;
        this.size = ref.size();
        this.guarantee = guarantee;
        this.retained = retained;
        this.durable = durable;
    }

    /** Whether it has a place in a queue or an inbox. */
    final boolean counts() {
        return sequence != NO_PLACE;
    }

    /** The identifiers of the subscriptions that led to it. */
    List<Integer> subscriptions() {
        return List.of();
    }

    /** Null for none in particular. */
    Precedence precedence() {
        return null;
    }

    /** Null for none. */
    final String orderingKey() {
        return precedence() == null ? null : precedence().orderingKey();
    }

    /** The message if it is in memory, else null. */
    Message message() {
        return loaded != null ? loaded : ref.message();
    }

    boolean expired(long now) {
        return ref.expiresAt() != 0 && ref.expiresAt() <= now;
    }
}
