package io.parley.engine.op;

import io.parley.api.message.Payload;
import io.parley.api.task.Details;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** How a session's state holds what the session is about: in one value, so that it changes as a whole. */
public final class DetailsValue {

    /** The key of that value. */
    public static final String KEY = "$details";

    private static final int FORM = 1;

    private DetailsValue() {}

    public static Payload of(Details details) {
        RecordWriter out = new RecordWriter(128)
                .octet(FORM)
                .text(details.title())
                .text(details.description())
                .text(details.agent());
        return Payload.wrap(ByteBuffer.wrap(out.toArray()));
    }

    /** @throws IllegalArgumentException when the value is none of these */
    public static Details read(Payload value) {
        try {
            RecordReader in = new RecordReader(value.toBytes());
            int form = in.octet();
            if (form != FORM) {
                throw new IllegalArgumentException("it is of form " + form);
            }
            return new Details(in.text(), in.text(), in.text());
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it ends too early", e);
        }
    }
}
