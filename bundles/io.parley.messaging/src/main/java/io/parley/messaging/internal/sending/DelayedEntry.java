package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageId;
import io.parley.engine.MessageRef;
import io.parley.engine.op.SendingOp;
import io.parley.engine.pipeline.Origin;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** A message that waits for its time, in memory. Owned by its shard. */
final class DelayedEntry implements Comparable<DelayedEntry> {

    /** What a message takes in memory besides its payload, roughly. */
    private static final int ENVELOPE = 320;

    /** Chosen at random, so that nobody can choose ids that all have one hash. */
    private static final int BASE = ThreadLocalRandom.current().nextInt() << 3 | 5;

    /** Characters of {@link #order}, which is a UUID. */
    static final int ORDER = 36;

    final SendingOp.Delayed op;
    volatile MessageRef ref;

    /** Whether somebody is about to end its waiting. */
    boolean ending;

    /** How many have something under way with it, and need it to stay in memory. */
    int busy;

    /** Whether its time has come, and it could not be sent on. */
    boolean postponed;

    /** Whether it has come back from the view. */
    boolean returned;

    /** How often changes had been collected for the view when it came. */
    int since;

    /** Whether its message is just being read. */
    boolean reading;

    /** The next one of its chain in the {@link DelayIndex}. */
    DelayedEntry next;

    /** When it is sent on, or that is tried again. */
    private long dueAt;

    /** Null unless the journal was asked. */
    private CompletableFuture<Message> read;

    private int readBytes;

    DelayedEntry(SendingOp.Delayed op, MessageRef ref) {
        this.op = op;
        this.ref = ref;
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

    /** Of the beginning of a name, as far as that end. */
    static int hash(String name, int end) {
        int hash = 0;
        for (int i = 0; i < end; i++) {
            hash = BASE * hash + name.charAt(i);
        }
        return hash ^ hash >>> 16;
    }

    static String order(String name) {
        return name.substring(name.lastIndexOf('\0') + 1);
    }

    String name() {
        return op.name();
    }

    /** As the message said. */
    Due due() {
        return new Due(op.at(), order(op.name()));
    }

    /** As that of their {@link #due}s. */
    private static int compareDues(DelayedEntry one, DelayedEntry other) {
        if (one.op.at() != other.op.at()) {
            return Long.compare(one.op.at(), other.op.at());
        }
        String name = one.op.name();
        String otherName = other.op.name();
        int shift = otherName.length() - name.length();
        for (int i = name.length() - ORDER; i < name.length(); i++) {
            if (name.charAt(i) != otherName.charAt(i + shift)) {
                return Character.compare(name.charAt(i), otherName.charAt(i + shift));
            }
        }
        return 0;
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

    /** Whether nobody needs to read its message. */
    boolean atHand() {
        return read != null || ref.message() != null;
    }

    /** Null when it is not there, or cannot be read. */
    Message message() {
        Message held = ref.message();
        boolean there = held == null && read != null && read.isDone() && !read.isCompletedExceptionally();
        return there ? read.join() : held;
    }

    /** Its message, or why it cannot be read. For one that is {@link #atHand}. */
    CompletableFuture<Message> stage() {
        return ref.message() == null ? read : CompletableFuture.completedFuture(ref.message());
    }

    /** @return bytes that it takes because of that */
    int read(CompletableFuture<Message> stage) {
        read = stage;
        Message message = message();
        readBytes = message == null
                ? ENVELOPE
                : ENVELOPE + (int) Math.min(1 << 30, message.payload().size());
        return readBytes;
    }

    /**
     * What was read is let go.
     *
     * @return bytes that it took
     */
    int forget() {
        int bytes = readBytes;
        read = null;
        readBytes = 0;
        return bytes;
    }

    /** Bytes of its payload; 0 where that is not known. */
    long size() {
        Message message = message();
        return message == null ? 0 : message.payload().size();
    }

    /** By when it is sent on. */
    @Override
    public int compareTo(DelayedEntry other) {
        return dueAt != other.dueAt ? Long.compare(dueAt, other.dueAt) : compareDues(this, other);
    }
}
