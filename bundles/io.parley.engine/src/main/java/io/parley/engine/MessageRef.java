package io.parley.engine;

import io.parley.api.message.Message;
import io.parley.engine.op.Op;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Where a message is: in memory, on the journal, or both. Shared by everything that holds the message, so that it is stored
 * once. Safe for all threads.
 */
public final class MessageRef {

    /** The position of a message that is not on the journal. */
    public static final long NOWHERE = -1;

    private static final AtomicIntegerFieldUpdater<MessageRef> HOLDERS =
            AtomicIntegerFieldUpdater.newUpdater(MessageRef.class, "holders");

    private final long position;
    private final int index;
    private final long expiresAt;
    private final Message message;
    private final Residence residence;
    private final Precedence precedence;
    private volatile int holders;

    /** A message that is in memory, counted by the residence until the last holder lets it go. */
    MessageRef(long position, int index, Message message, int holders, Residence residence) {
        this.position = position;
        this.index = index;
        this.expiresAt = message.expiresAtMillis();
        this.precedence = Precedence.of(message);
        boolean stays = residence.admit(message, position == NOWHERE);
        this.message = stays ? message : null;
        this.residence = residence;
        this.holders = holders;
    }

    /** A message that is on the journal only. */
    public MessageRef(long position, int index, long expiresAt) {
        this.position = position;
        this.index = index;
        this.expiresAt = expiresAt;
        this.message = null;
        this.residence = null;
        this.precedence = null;
    }

    /** How many ops hold each of so many messages. */
    static int[] holders(int messages, List<Op> ops) {
        int[] holders = new int[messages];
        for (int i = 0; i < ops.size(); i++) {
            int message = ops.get(i).message();
            if (message >= 0) {
                holders[message]++;
            }
        }
        return holders;
    }

    /** The position of its record on the journal, or {@link #NOWHERE}. */
    public long position() {
        return position;
    }

    /** Its place in the record, from 0. */
    public int index() {
        return index;
    }

    /** Whether the journal has it. */
    public boolean durable() {
        return position != NOWHERE;
    }

    /** Null for none in particular, or where the message was not at hand when this was made. */
    public Precedence precedence() {
        return precedence;
    }

    /** Milliseconds since 1970, or 0 for never. */
    public long expiresAt() {
        return expiresAt;
    }

    /** The message if it is in memory, else null: then {@link Messages#load} reads it. */
    public Message message() {
        return message;
    }

    /** One holder of the message is done with it. Each calls this once. */
    public void release() {
        if (message != null && HOLDERS.decrementAndGet(this) == 0) {
            residence.release(message);
        }
    }
}
