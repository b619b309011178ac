package io.parley.engine.op;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One record of the journal: messages, and the ops that were committed together with them.
 *
 * <p>On disk: version (1), number of messages, the messages, number of ops, the ops.
 */
public record BatchRecord(List<StoredMessage> messages, List<Op> ops) {

    /** The version that this Parley writes, and the newest that it reads. */
    public static final int VERSION = 1;

    /** What a message takes besides its payload, and an op, as they mostly are. */
    private static final int ENVELOPE = 64;

    private static final int OP = 32;

    /** The record's bytes. Ops that are not durable are left out. */
    public List<ByteBuffer> encode() {
        int expected = 8 + ops.size() * OP;
        for (int i = 0; i < messages.size(); i++) {
            expected += ENVELOPE
                    + (int) Math.min(messages.get(i).message().payload().size(), 16 * 1024);
        }
        RecordWriter out = new RecordWriter(expected);
        out.octet(VERSION).number(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            messages.get(i).write(out);
        }
        int durable = 0;
        for (int i = 0; i < ops.size(); i++) {
            durable += ops.get(i).durable() ? 1 : 0;
        }
        out.number(durable);
        for (int i = 0; i < ops.size(); i++) {
            if (ops.get(i).durable()) {
                ops.get(i).write(out);
            }
        }
        return out.buffers();
    }

    /**
     * Reads a whole record.
     *
     * @throws IllegalArgumentException when the bytes are none, or of a newer version
     */
    public static BatchRecord decode(ByteBuffer bytes) {
        try {
            RecordReader in = begin(bytes);
            int messageCount = in.integer();
            List<StoredMessage> messages = new ArrayList<>(Math.min(messageCount, 16));
            for (int i = 0; i < messageCount; i++) {
                messages.add(StoredMessage.read(in));
            }
            int opCount = in.integer();
            List<Op> ops = new ArrayList<>(Math.min(opCount, 16));
            for (int i = 0; i < opCount; i++) {
                ops.add(op(in, messageCount));
            }
            if (in.hasMore()) {
                throw new IllegalArgumentException("The record goes on behind its end");
            }
            return new BatchRecord(messages, ops);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("The record ends too early", e);
        }
    }

    /** Reads one message of a record. */
    public static StoredMessage decodeMessage(ByteBuffer bytes, int index) {
        try {
            RecordReader in = begin(bytes);
            if (index >= in.integer()) {
                throw new IllegalArgumentException("The record has no message " + index);
            }
            for (int i = 0; i < index; i++) {
                StoredMessage.read(in);
            }
            return StoredMessage.read(in);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("The record ends too early", e);
        }
    }

    /**
     * Reads some messages of a record.
     *
     * @param indexes ascending
     */
    public static List<StoredMessage> decodeMessages(ByteBuffer bytes, int[] indexes) {
        List<StoredMessage> wanted = new ArrayList<>(indexes.length);
        try {
            RecordReader in = begin(bytes);
            int count = in.integer();
            for (int i = 0; wanted.size() < indexes.length; i++) {
                if (i >= count) {
                    throw new IllegalArgumentException("The record has no message " + indexes[wanted.size()]);
                }
                StoredMessage message = StoredMessage.read(in);
                if (i == indexes[wanted.size()]) {
                    wanted.add(message);
                }
            }
            return wanted;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("The record ends too early", e);
        }
    }

    private static Op op(RecordReader in, int messages) {
        Op op = OpCode.read(in);
        if (op.message() >= messages) {
            throw new IllegalArgumentException(
                    "An op is for message " + op.message() + " of a record that has " + messages);
        }
        return op;
    }

    private static RecordReader begin(ByteBuffer bytes) {
        RecordReader in = new RecordReader(bytes);
        int version = in.octet();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "A record of version " + version + "; this Parley reads version " + VERSION);
        }
        return in;
    }
}
