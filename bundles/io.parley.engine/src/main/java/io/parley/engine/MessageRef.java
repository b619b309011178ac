package io.parley.engine;

import io.parley.api.message.Message;
import io.parley.engine.op.AtRest;
import io.parley.engine.op.Op;
import io.parley.engine.op.StoredMessage;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Where a message is: in memory, on the journal, or both. Shared by everything that holds the message, so that it is stored
 * once. Safe for all threads.
 */
public class MessageRef {

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
    private final int size;
    private volatile int holders;

    /** A message that is in memory, counted by the residence until the last holder lets it go. */
    MessageRef(
            long position, int index, Message message, int holders, Residence residence, Residence.Entering entering) {
        this.position = position;
        this.index = index;
        this.expiresAt = message.expiresAtMillis();
        this.precedence = Precedence.of(message);
        this.size = size(message.payload().size());
        boolean stays = entering.admit(message, position == NOWHERE);
        this.message = stays ? message : null;
        this.residence = residence;
        this.holders = holders;
    }

    private MessageRef(long position, int index, long expiresAt, int size, Precedence precedence) {
        this.position = position;
        this.index = index;
        this.expiresAt = expiresAt;
        this.message = null;
        this.residence = null;
        this.precedence = precedence;
        this.size = size;
    }

    /** A message that is on the journal only, of which nothing is known. */
    public MessageRef(long position, int index) {
        this(position, index, 0, 0);
    }

    /** A message that is on the journal only. */
    public MessageRef(long position, int index, long expiresAt, int size) {
        this(position, index, expiresAt, size, null);
    }

    /**
     * A message that is on the journal only.
     *
     * @param oldest as {@link #oldest}
     */
    public static MessageRef of(long position, int index, long oldest, long expiresAt, int size) {
        return of(position, index, oldest, expiresAt, size, null);
    }

    private static MessageRef of(
            long position, int index, long oldest, long expiresAt, int size, Precedence precedence) {
        return oldest == position
                ? new MessageRef(position, index, expiresAt, size, precedence)
                : new Streamed(position, index, oldest, expiresAt, size, precedence);
    }

    /** A message that is at hand, but stays on the journal only. */
    static MessageRef of(long position, int index, StoredMessage stored) {
        Message message = stored.message();
        int size =
                size(stored.atRest().map(AtRest::size).orElse(message.payload().size()));
        long oldest = stored.streamed() ? stored.oldestChunk() : position;
        return of(position, index, oldest, message.expiresAtMillis(), size, Precedence.of(message));
    }

    /** Most have no chunks, and take no room for where they begin. */
    private static final class Streamed extends MessageRef {

        private final long oldest;

        Streamed(long position, int index, long oldest, long expiresAt, int size, Precedence precedence) {
            super(position, index, expiresAt, size, precedence);
            this.oldest = oldest;
        }

        @Override
        public long oldest() {
            return oldest;
        }
    }

    private static int size(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes);
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

    /** From where on the journal has to be kept for it: its own position, or, where its payload is streamed, the first chunk's. */
    public long oldest() {
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

    /** Bytes of its payload, or {@link Integer#MAX_VALUE} for more; 0 where that is not known. */
    public int size() {
        return size;
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

    /** One holder of the message is done with it. Each calls this once; see {@link Releases} for many. */
    public void release() {
        Residence left = letGo();
        if (left != null) {
            left.leave(Residence.bytes(message));
        }
    }

    /** Where the message counted, if that was the last holder of one in memory; else null. */
    Residence letGo() {
        return message != null && HOLDERS.decrementAndGet(this) == 0 ? residence : null;
    }
}
