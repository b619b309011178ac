package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageId;
import io.parley.engine.MessageRef;
import io.parley.engine.op.SendingOp;
import io.parley.engine.pipeline.Origin;
import java.util.UUID;

/** A message that waits for its time, in memory. Owned by its shard. */
final class DelayedEntry {

    final SendingOp.Delayed op;
    volatile MessageRef ref;

    /** Whether somebody is about to end its waiting. */
    boolean ending;

    /** How many have something under way with it, and need it to stay in memory. */
    int busy;

    /** Whether its time has come, and it could not be sent on. */
    boolean postponed;

    private final Due due;

    /** When it is sent on, or that is tried again. */
    private long dueAt;

    DelayedEntry(SendingOp.Delayed op, MessageRef ref) {
        this.op = op;
        this.ref = ref;
        this.due = new Due(op.at(), order(op.name()));
        this.dueAt = op.at();
    }

    /** Its address, its id, and what puts those of an address that are due at one time in order; one id may come twice. */
    static String name(Message message) {
        return prefix(message.address(), message.id()) + MessageId.next();
    }

    /** What the names of all messages with that id begin with. */
    static String prefix(Address address, UUID id) {
        return address + "\0" + id + "\0";
    }

    static String order(String name) {
        return name.substring(name.lastIndexOf('\0') + 1);
    }

    String name() {
        return op.name();
    }

    /** As the message said. */
    Due due() {
        return due;
    }

    long dueAt() {
        return dueAt;
    }

    void postpone(long to) {
        postponed = true;
        dueAt = to;
    }

    Origin origin() {
        return new Origin(op.principal(), op.sender(), op.guarantee(), op.retain());
    }
}
