package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import java.util.function.BiConsumer;

/** The answer to one packet, in its place in the line, which waits for its result. */
final class Answer implements BiConsumer<Object, Throwable> {

    /** What is sent. */
    enum Kind {
        /** Nothing: a PUBLISH with QoS 0, which counts all the same. */
        NONE,
        PUBACK,
        PUBREC,
        PUBCOMP,
        SUBACK,
        UNSUBACK
    }

    final Kind kind;
    final int packetId;

    /** What the conversation needs to send it beyond the result; may be null. */
    final Object note;

    /** The size of the packet's payload. */
    final int bytes;

    /** The next one in line; for the lane. */
    Answer next;

    private final Answers line;
    private Object result;
    private Throwable failure;

    /** Written last, so that whoever sees it sees the result. */
    private volatile boolean done;

    Answer(Answers line, Kind kind, int packetId, Object note, int bytes) {
        this.line = line;
        this.kind = kind;
        this.packetId = packetId;
        this.note = note;
        this.bytes = bytes;
    }

    /** The result is there; any thread. */
    @Override
    public void accept(Object value, Throwable error) {
        resolve(value, error);
        line.resolved();
    }

    void resolve(Object value, Throwable error) {
        result = value;
        failure = error;
        done = true;
    }

    boolean done() {
        return done;
    }

    /** The result, once {@link #done}. */
    @SuppressWarnings("unchecked")
    <T> T result() {
        return (T) result;
    }

    /** Null, or why there is no result, once {@link #done}. */
    RefusedException refusal() {
        return failure == null ? null : RefusedException.of(failure);
    }
}
