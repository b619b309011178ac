package io.parley.engine.op;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A {@link BatchRecord} of which more and more is written, while it comes together. For one thread at a time. */
public final class RecordDraft {

    private final RecordWriter messages;
    private final RecordWriter ops = new RecordWriter(64);
    private int messageCount;
    private int opCount;

    /** @param expected how many bytes the messages will take, roughly */
    public RecordDraft(int expected) {
        messages = new RecordWriter(expected);
    }

    /** The next message. */
    public void add(StoredMessage message) {
        message.write(messages);
        messageCount++;
    }

    /** The next op, which is left out unless it is durable. */
    public void add(Op op) {
        if (op.durable()) {
            op.write(ops);
            opCount++;
        }
    }

    /** The record's bytes. Nothing may be added any more. */
    public List<ByteBuffer> buffers() {
        List<ByteBuffer> all = new ArrayList<>();
        all.addAll(new RecordWriter(16)
                .octet(BatchRecord.VERSION)
                .number(messageCount)
                .buffers());
        all.addAll(messages.number(opCount).buffers());
        all.addAll(ops.buffers());
        return all;
    }
}
