package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.engine.Batch;
import io.parley.engine.op.StoredMessage;

/** A message on its way into a batch. For one thread at a time. */
public final class Incoming {

    private final Message message;
    private final StoredMessage stored;
    private final Origin origin;
    private final Batch batch;
    private int place = -1;

    Incoming(Message message, StoredMessage stored, Origin origin, Batch batch) {
        this.message = message;
        this.stored = stored;
        this.origin = origin;
        this.batch = batch;
    }

    public Message message() {
        return message;
    }

    public Origin origin() {
        return origin;
    }

    /** The batch to add ops and conditions to. */
    public Batch batch() {
        return batch;
    }

    /** The message's place in the batch, which holds it once, however many ops refer to it. */
    public int place() {
        if (place < 0) {
            place = batch.add(message, stored);
        }
        return place;
    }
}
