package io.parley.engine;

import io.parley.api.message.Message;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.Op;
import io.parley.engine.op.RecordDraft;
import io.parley.engine.op.StoredMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a batch consists of: messages, and the ops that refer to them. Built by one thread. */
abstract class BatchContent {

    private static final MessageRef[] NO_REFS = {};

    private final List<Op> ops = new ArrayList<>(2);
    private List<Message> messages = List.of();
    private List<StoredMessage> stored = List.of();
    private boolean copies;

    /** Null unless the record is written while more may come. */
    private RecordDraft draft;

    private int draftedMessages;
    private int draftedOps;

    /** Adds a message and returns its place. Nearly all batches have one or none. */
    int hold(Message message, StoredMessage asStored) {
        if (messages.isEmpty()) {
            messages = List.of(message);
            stored = List.of(asStored);
            return 0;
        }
        if (messages.size() == 1) {
            messages = new ArrayList<>(messages);
            stored = new ArrayList<>(stored);
        }
        messages.add(message);
        stored.add(asStored);
        return messages.size() - 1;
    }

    /** The messages are on the journal already, and need not come into memory. */
    void holdCopies() {
        copies = true;
    }

    void hold(Op op) {
        if (op.message() >= messages.size()) {
            throw new IllegalArgumentException(
                    "The op is for message " + op.message() + ", but the batch has " + messages.size());
        }
        ops.add(op);
    }

    /** Whether all ops are of these families. */
    public boolean only(Set<Op.Family> families) {
        for (int i = 0; i < ops.size(); i++) {
            if (!families.contains(ops.get(i).family())) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return ops.isEmpty();
    }

    /** How many ops it has. */
    public int size() {
        return ops.size();
    }

    /** Whether an op needs the journal. */
    public boolean durable() {
        return durable(0);
    }

    /** Whether one of the ops from that place on needs the journal. */
    public boolean durable(int from) {
        for (int i = from; i < ops.size(); i++) {
            if (ops.get(i).durable()) {
                return true;
            }
        }
        return false;
    }

    List<Op> ops() {
        return ops;
    }

    Op op(int place) {
        return ops.get(place);
    }

    /**
     * Writes what came since the last time into the record, so that less is left to {@link #encode}.
     *
     * @param expected bytes that its messages will take in the end, roughly
     */
    public void draft(int expected) {
        if (draft == null) {
            draft = new RecordDraft(expected);
        }
        while (draftedMessages < stored.size()) {
            draft.add(stored.get(draftedMessages++));
        }
        while (draftedOps < ops.size()) {
            draft.add(ops.get(draftedOps++));
        }
    }

    /** The record for the journal. Once; nothing is added any more. */
    List<ByteBuffer> encode() {
        if (draft == null) {
            return new BatchRecord(stored, ops).encode();
        }
        draft(0);
        List<ByteBuffer> record = draft.buffers();
        draft = null;
        return record;
    }

    /** For the ops to have, once the record is at that position; the messages are held in memory, as far as there is room. */
    MessageRef[] refs(long position, Messages memory) {
        if (messages.isEmpty()) {
            return NO_REFS;
        }
        int[] holders = MessageRef.holders(messages.size(), ops);
        MessageRef[] refs = new MessageRef[holders.length];
        Messages.Holding holding = memory.new Holding();
        for (int i = 0; i < refs.length; i++) {
            refs[i] = copies
                    ? MessageRef.of(position, i, stored.get(i))
                    : holding.hold(position, i, messages.get(i), holders[i]);
        }
        holding.end();
        return refs;
    }
}
