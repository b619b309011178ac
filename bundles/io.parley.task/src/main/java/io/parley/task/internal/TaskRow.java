package io.parley.task.internal;

import io.parley.api.message.Payload;
import io.parley.api.task.Task;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** How a session's state holds its tasks: one value each, under {@code $task/<id>}. */
final class TaskRow {

    static final String PREFIX = "$task/";

    private static final int FORM = 1;
    private static final Task.State[] STATES = {
        Task.State.RUNNING, Task.State.IDLE, Task.State.COMPLETED, Task.State.FAILED
    };

    private TaskRow() {}

    static String key(String id) {
        return PREFIX + id;
    }

    static Payload of(Task task) {
        int state = 0;
        while (STATES[state] != task.state()) {
            state++;
        }
        RecordWriter out = new RecordWriter(64)
                .octet(FORM)
                .number(state)
                .number(task.started().toEpochMilli())
                .number(task.lastActivity().toEpochMilli())
                .text(task.title())
                .text(task.outcome());
        return Payload.wrap(ByteBuffer.wrap(out.toArray()));
    }

    /** @throws IllegalArgumentException when the value is none of these */
    static Task read(String session, String key, Payload value) {
        try {
            RecordReader in = new RecordReader(value.toBytes());
            int form = in.octet();
            int state = in.integer();
            if (form != FORM || state >= STATES.length) {
                throw new IllegalArgumentException("it is of form " + form + ", state " + state);
            }
            Instant started = Instant.ofEpochMilli(in.number());
            Instant lastActivity = Instant.ofEpochMilli(in.number());
            String id = key.substring(PREFIX.length());
            return new Task(session, id, in.text(), STATES[state], started, lastActivity, in.text());
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it ends too early", e);
        }
    }
}
